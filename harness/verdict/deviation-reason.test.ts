import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deviationReason, isSameReason } from './deviation-reason.ts';
import { predicted } from './sample-accepted.ts';
import type { Difference } from './verdict.ts';

const differs = (element: string, expected: string, observed: string): Difference => ({ element, expected, observed });
const outcome = (expected: string, observed: string): Difference => differs('outcome', expected, observed);

describe('the word for what differs', () => {
  const rows: readonly (readonly [what: string, prediction: ReturnType<typeof predicted> | null, differences: readonly Difference[], word: string])[] = [
    ['no response, for a reason of the standard', predicted('acao-missing'), [outcome('cors', 'network-error')], 'acao-missing'],
    ['no response, for another reason than expected', predicted('acao-mismatch'), [differs('stage', 'cors-preflight-fetch', 'cors-check'), differs('reason', 'method-not-allowed', 'acao-mismatch')], 'acao-mismatch'],
    ['no response, where the standard lets it pass', predicted(null), [outcome('cors', 'network-error')], 'blocked'],
    ['no response, where nobody knows what the standard says', null, [outcome('cors', 'network-error')], 'blocked'],
    ['a response where none is expected', predicted(null), [outcome('network-error', 'cors')], 'let-in'],
    ['a response of XHR, which is told no type', predicted(null), [outcome('network-error', 'response')], 'let-in'],
    ['a response that the standard withholds and the author expects', predicted('acao-missing'), [outcome('network-error', 'cors')], 'let-in'],
    ['a response of another type', predicted(null), [outcome('cors', 'opaque')], 'outcome opaque'],
    ['another status', predicted(null), [differs('status', '200', '500')], 'status 500'],
    ['another status, from both readings', predicted(null), [differs('status', '200', '500'), differs('status', '204', '500')], 'status 500'],
    ['a redirect that was followed', predicted(null), [differs('redirected', 'false', 'true')], 'redirected true'],
    ['a header that script cannot read', predicted(null), [differs('readable: ETag', '"a"', '(none)')], 'readable: ETag'],
    ['a header that script can read', predicted(null), [differs('unreadable: X-Total', '(none)', '"7"')], 'unreadable: X-Total'],
    ['another body, whatever it is', predicted(null), [differs('body', '"a"', '"b"')], 'body'],
    ['two things, in whatever order', predicted(null), [differs('unreadable: X-Total', '(none)', '"7"'), differs('status', '200', '500')], 'status 500, unreadable: X-Total'],
    ['an error of another name', predicted('acao-missing'), [differs('error', 'TypeError', 'NetworkError')], 'error NetworkError'],
  ];
  for (const [what, prediction, differences, word] of rows) test(`${what}: ${word}`, () => assert.equal(deviationReason({ prediction, verdict: { differences } }), word));
});

test('two words are the same whatever their case, and nothing else', () => {
  assert.ok(isSameReason(' readable: etag', 'readable: ETag'));
  assert.ok(!isSameReason('status 500', 'status 502'));
});
