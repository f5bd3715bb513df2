import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AcceptedDeviation } from '../scenario/baseline.ts';
import { acceptedBy } from './accepted.ts';
import type { Judged } from './accepted.ts';
import { proposeEntries } from './propose-entries.ts';
import { accepted, judged, predicted } from './sample-accepted.ts';

const answerable = { link: 'https://issues.example.com/2', owner: 'web-team', expires: '2026-12-23' };
const [fetch, xhr, orders] = ['staging/profile/fetch', 'staging/profile/xhr', 'staging/orders/fetch'];
const ok = (id: string, engine = 'webkit'): Judged => judged({ id, engine, kind: 'conforms' });
const bad = (id: string, engine = 'webkit', reason: Parameters<typeof predicted>[0] = 'acao-missing'): Judged => judged({ id, engine, prediction: predicted(reason) });
const inAll = (make: (engine: string) => readonly Judged[]): readonly Judged[] => ['chromium', 'firefox', 'webkit'].flatMap(make);
const { target: _target, ...ours } = bad('seed/a/fetch');

describe('entries for what deviates', () => {
  const rows: readonly (readonly [what: string, records: readonly Judged[], entries: readonly Partial<AcceptedDeviation>[], proposed: readonly string[], left?: RegExp])[] = [
    ['nothing', [ok(fetch)], [], []],
    ['a scenario in one engine', [bad(fetch), bad(xhr), ok(orders)], [], ['staging/profile webkit acao-missing']],
    ['one of its cases', [bad(fetch), ok(xhr)], [], ['staging/profile/fetch webkit acao-missing']],
    ['a case whose neighbour was not run', [bad(fetch), judged({ id: xhr, kind: 'not-run' })], [], ['staging/profile/fetch webkit acao-missing']],
    ['its cases for two reasons', [bad(fetch), bad(xhr, 'webkit', 'acao-mismatch')], [], ['staging/profile/fetch webkit acao-missing', 'staging/profile/xhr webkit acao-mismatch']],
    ['two engines', [bad(fetch), bad(fetch, 'firefox'), ok(fetch, 'chromium')], [], ['staging/profile firefox acao-missing', 'staging/profile webkit acao-missing']],
    ['all engines', inAll((engine) => [bad(fetch, engine), bad(xhr, engine)]), [], ['staging/profile all acao-missing']],
    ['all engines that ran, which are not all', [bad(fetch), bad(fetch, 'firefox')], [], ['staging/profile firefox acao-missing', 'staging/profile webkit acao-missing']],
    ['what is accepted already', [bad(fetch)], [{}], []],
    ['a case beside one that is accepted already', [bad(fetch), bad(xhr)], [{ scenario: fetch }], ['staging/profile/xhr webkit acao-missing']],
    ['what is accepted for another reason', [bad(fetch, 'webkit', 'acao-mismatch')], [{}], [], /^staging\/profile\/fetch in webkit: baseline\.yaml:2 accepts `acao-missing`, but this is `acao-mismatch`: change that entry$/],
    ['a server of ours', [ours], [], []],
  ];
  for (const [what, records, entries, proposed, left] of rows) {
    const baseline = { accepted: entries.map(accepted) };
    test(what, () => {
      const proposal = proposeEntries(records, baseline, answerable, () => true);
      assert.deepEqual(proposal.entries.map(({ scenario, engine, reason }) => `${scenario} ${engine} ${reason}`), proposed);
      assert.equal(proposal.left.length, left === undefined ? 0 : 1);
      if (left !== undefined) assert.match(proposal.left[0]!, left);
    });

    test(`${what}: with them, nothing deviates that was proposed, and nothing conforms that they accept`, () => {
      const { entries: added } = proposeEntries(records, baseline, answerable, () => true);
      const whole = { accepted: [...baseline.accepted, ...added.map((entry) => accepted(entry))] };
      const kinds = records.filter(({ target }) => target !== undefined).map((record) => acceptedBy(record, whole).verdict.kind);
      assert.equal(kinds.filter((kind) => kind === 'deviates').length, left === undefined ? 0 : 1);
      assert.ok(!kinds.includes('fixed'));
    });
  }

  test('only those that are chosen, case by case where a scenario has others', () => {
    const { entries } = proposeEntries([bad(fetch), bad(xhr), bad(orders)], { accepted: [] }, answerable, ({ case: { id } }) => id === fetch);
    assert.deepEqual(entries, [{ scenario: fetch, engine: 'webkit', reason: 'acao-missing', ...answerable }]);
  });
});
