import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import pc from 'picocolors';
import { hostileStrings } from '../sample.ts';
import type { RunEvent } from './event.ts';
import { messageOf } from './message.ts';
import { failing, fixed, flaky, policyDrift, trouble } from './sample-events.ts';
import { targetResult, targetRun } from './sample.ts';
import { eventsText } from './terminal.ts';
import { conclusion } from './words.ts';

const plain = pc.createColors(false);
const lines = targetRun([targetResult('staging/profile/fetch', 'webkit', 'deviates')], {}, { webkit: ['staging/orders/fetch'] });
const report = (...events: readonly RunEvent[]): Parameters<typeof conclusion>[0] => ({ events, compared: 2, uncompared: null });

describe('what events come to', () => {
  const rows: readonly (readonly [what: string, given: Parameters<typeof conclusion>[0], said: string])[] = [
    ['nothing', report(), 'Nothing to tell in comparison with 2 results of the run before.'],
    ['one of each', report(failing('regression'), failing('new-failure'), flaky(), policyDrift(), failing('still-failing'), fixed(), trouble()), '1 regression, 1 new failure, 1 flaky, 1 policy drift, 1 still failing, 1 fixed, 1 infrastructure in comparison with 2 results of the run before.'],
    ['several of one kind', report(failing('regression'), failing('regression')), '2 regressions in comparison with 2 results of the run before.'],
    ['no run to compare with', { events: [failing('new-failure')], compared: 0, uncompared: 'there is no previous run to compare with' }, '1 new failure. Not compared: there is no previous run to compare with.'],
  ];
  for (const [what, given, said] of rows) test(what, () => assert.equal(conclusion(given), said));
});

test('a terminal is shown each event below its kind, the most urgent first', () => {
  assert.equal(
    eventsText(report(failing('regression', { policy: ['the answer to the request: Vary was absent; is origin'] }), policyDrift({ cases: ['staging/profile/fetch'] }), trouble(), trouble({ cases: [], engines: [], sentence: 'the run was interrupted' })), plain),
    `REGRESSION  1: as expected before, and not any more
  * staging/profile (2 cases) in chromium, webkit
      as expected before, now outcome: expected cors, observed network-error (\`acao-missing\`)
      the policy is another one: the answer to the request: Vary was absent; is origin
      https://fetch.spec.whatwg.org/#cors-check
      staging/profile/fetch
      staging/profile/xhr

POLICY-DRIFT  1: the verdict is what it was, but the policy is another one
  * staging/profile/fetch in chromium, webkit
      the answer to the request: Vary was absent; is origin
      https://fetch.spec.whatwg.org/#cors-check

INFRASTRUCTURE  2: trouble that says nothing of any policy
  * 1 case in webkit
      the target staging is down: connection refused
      staging/profile/fetch
  * the run was interrupted

1 regression, 1 policy drift, 2 infrastructure in comparison with 2 results of the run before.`,
  );
});

describe('a message', () => {
  test('has the events, a sentence, a short text, and which run it was', () => {
    const events = [failing('regression'), trouble({ cases: [], engines: [], sentence: 'the run was interrupted' })];
    assert.deepEqual(messageOf(report(...events), lines), {
      format: 1,
      summary: '1 regression, 1 infrastructure in comparison with 2 results of the run before.',
      text: 'CORS: 1 regression, 1 infrastructure in comparison with 2 results of the run before.\n- regression, staging/profile (2 cases) in chromium, webkit: as expected before, now outcome: expected cors, observed network-error (`acao-missing`) https://fetch.spec.whatwg.org/#cors-check\n- infrastructure: the run was interrupted',
      events,
      compared: 2,
      uncompared: null,
      run: { startedAt: '2026-01-02T03:04:05.678Z', commit: '0123456789abcdef', counts: { webkit: { deviates: 1, 'not-run': 1 } } },
    });
  });

  test('is short, however much happened', () => {
    const { text, events } = messageOf(report(...Array.from({ length: 100 }, () => failing('regression', { sentence: 'x'.repeat(5000) }))), lines);
    assert.equal(events.length, 100);
    assert.match(text, /\n… and 85 more$/);
    assert.ok(text.length < 10_000);
  });

  test('mentions nobody in a chat', () => {
    const { text } = messageOf(report(policyDrift({ sentence: 'Access-Control-Allow-Origin was *; is <!channel> @everyone <https://evil.test|here> &amp;' })), lines);
    assert.doesNotMatch(text, /[<>@&]/);
  });
});

describe('hostile text in an event', () => {
  const invisible = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\u2028\u2029]/u;
  for (const [what, text] of Object.entries(hostileStrings)) {
    const given = report(failing('regression', { sentence: text, scenario: text, policy: [text] }), policyDrift({ policy: [text], sentence: text, cases: [text] }), trouble({ sentence: text }));
    test(`is visible, and makes no line of its own: ${what}`, () => {
      for (const written of [eventsText(given, plain), messageOf(given, lines).text]) assert.doesNotMatch(written, invisible);
      assert.equal(messageOf(given, lines).text.split('\n').length, 4);
    });
  }
});
