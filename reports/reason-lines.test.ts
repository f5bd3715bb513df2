import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PredictedOutcome } from '../harness/fetch/predict.ts';
import { verdictKinds } from '../harness/verdict/verdict.ts';
import { reasonLines } from './reason-lines.ts';
import { resultLine } from './sample.ts';

const facts = { origin: 'http://localhost:4000', url: 'http://localhost:4001/t', method: 'GET', header: 'Access-Control-Allow-Origin', sent: null, wanted: 'http://localhost:4000', status: 200, preflight: false };
const blocked: PredictedOutcome = { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing', facts };
const lines = (kind: (typeof verdictKinds)[number], outcome: PredictedOutcome | null): readonly string[] =>
  reasonLines(resultLine('seed/a/fetch', 'chromium', kind, { prediction: outcome === null ? null : { outcome, exchanges: [], trace: [], events: null, open: [] } }));

describe('what the standard says of a result that is not as expected', () => {
  const rows: readonly (readonly [what: string, outcome: PredictedOutcome | null, said: readonly RegExp[]])[] = [
    ['nothing where it was not asked', null, []],
    ['a response', { kind: 'response', type: 'cors', status: 404, redirected: false, url: '', headers: [], body: '' }, [/^the standard says: a cors response, status 404$/]],
    ['an opaque response', { kind: 'response', type: 'opaque', status: 0, redirected: false, url: '', headers: [], body: '' }, [/^the standard says: an opaque response, status 0$/]],
    ['an open outcome', { kind: 'undetermined', because: 'cookies' }, [/^the standard leaves the outcome open: cookies$/]],
    ['an exception', { kind: 'exception', stage: 'api', reason: 'method-forbidden', error: 'SecurityError' }, [/^the standard says: SecurityError \(method-forbidden\): \S/]],
    ['a network error, and how to mend it', blocked, [/^the standard says: network error at cors-check \(acao-missing\): \S/, /^to mend it: .*http:\/\/localhost:4000/]],
  ];
  for (const [what, outcome, said] of rows) {
    test(what, () => {
      const found = lines('deviates', outcome);
      assert.equal(found.length, said.length, found.join('\n'));
      for (const [index, pattern] of said.entries()) assert.match(found[index] ?? '', pattern);
    });
  }
  for (const kind of verdictKinds) if (kind !== 'deviates') test(`nothing of a result that is ${kind}`, () => assert.deepEqual(lines(kind, blocked), []));
});
