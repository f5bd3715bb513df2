import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AcceptedDeviation } from '../scenario/baseline.ts';
import { acceptedBy } from './accepted.ts';
import type { Judged } from './accepted.ts';
import { accepted, judged, predicted } from './sample-accepted.ts';
import { verdictKinds } from './verdict.ts';

type Fields = Partial<AcceptedDeviation>;

describe('which entry speaks of a result', () => {
  const rows: readonly (readonly [what: string, entry: Fields, record: Judged, does: boolean])[] = [
    ['its scenario and engine', {}, judged(), true],
    ['all engines', { engine: 'all' }, judged(), true],
    ['another engine', { engine: 'firefox' }, judged(), false],
    ['another scenario', { scenario: 'staging/orders' }, judged(), false],
    ['the beginning of its id', { scenario: 'staging/pro' }, judged(), false],
    ['its case', { scenario: 'staging/profile/fetch' }, judged(), true],
    ['another case of its scenario', { scenario: 'staging/profile/xhr' }, judged(), false],
    ['its scenario, of which it is one combination', {}, judged({ id: 'staging/profile[method=PUT]/xhr' }), true],
    ['its combination', { scenario: 'staging/profile[method=PUT]/*' }, judged({ id: 'staging/profile[method=PUT]/xhr' }), true],
    ['another combination', { scenario: 'staging/profile[method=GET]/*' }, judged({ id: 'staging/profile[method=PUT]/xhr' }), false],
    ['a pattern of scenarios', { scenario: 'staging/*' }, judged(), true],
    ['a pattern of cases', { scenario: 'staging/**' }, judged(), true],
  ];
  for (const [what, entry, record, does] of rows) test(`one of ${what}: ${does}`, () => assert.equal(acceptedBy(record, { accepted: [accepted(entry)] }).verdict.kind, does ? 'known-deviation' : 'deviates'));
});

describe('what an entry makes of a result', () => {
  const rows: readonly (readonly [what: string, record: Judged, entries: readonly Fields[], kind: string, why: RegExp])[] = [
    ['it deviates as accepted', judged(), [{}], 'known-deviation', /^outcome: expected cors, observed network-error$/],
    ['it deviates as accepted, in other letters', judged(), [{ reason: 'ACAO-missing ' }], 'known-deviation', /^outcome/],
    ['it deviates otherwise', judged({ prediction: predicted('acao-mismatch') }), [{}], 'deviates', /^outcome: .*; baseline\.yaml:2 accepts `acao-missing`, but this is `acao-mismatch`$/],
    ['it deviates otherwise than two entries say', judged({ prediction: predicted(null) }), [{}, { reason: 'let-in', line: 9 }], 'deviates', /baseline\.yaml:2 and baseline\.yaml:9 accept `acao-missing` or `let-in`, but this is `blocked`$/],
    ['it conforms', judged({ kind: 'conforms' }), [{}], 'fixed', /^baseline\.yaml:2 accepts a deviation, but it conforms: remove the entry, or name in it/],
    ['nothing is accepted', judged(), [], 'deviates', /^outcome: expected cors, observed network-error$/],
  ];
  for (const [what, record, entries, kind, why] of rows) {
    test(`${what}: ${kind}`, () => {
      const { verdict } = acceptedBy(record, { accepted: entries.map(accepted) });
      assert.equal(verdict.kind, kind);
      assert.match(verdict.why, why);
      assert.deepEqual(verdict.differences, record.verdict.differences);
    });
  }

  test('a server of ours is none of its business', () => {
    const { target: _target, ...ours } = judged();
    assert.deepEqual(acceptedBy(ours, { accepted: [accepted()] }), ours);
  });

  for (const kind of verdictKinds.filter((one) => one !== 'deviates' && one !== 'conforms')) {
    test(`a verdict that says neither stays: ${kind}`, () => assert.equal(acceptedBy(judged({ kind }), { accepted: [accepted()] }).verdict.kind, kind));
  }

  const said: readonly (readonly [what: string, entry: Fields, words: string])[] = [
    ['with its note', { note: 'the gateway is being moved' }, 'the gateway is being moved (accepted until 2027-01-31; api-team answers for it)'],
    ['without one, with its reason', {}, 'acao-missing (accepted until 2027-01-31; api-team answers for it)'],
  ];
  for (const [what, entry, words] of said) {
    test(`the result tells of the entry ${what}`, () => {
      assert.deepEqual(acceptedBy(judged(), { accepted: [accepted(entry)] }).deviations, [{ reason: words, spec: 'https://fetch.spec.whatwg.org/#cors-check', link: 'https://issues.example.com/1' }]);
    });
  }
});
