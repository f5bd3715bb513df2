import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Cause } from './explanation.ts';
import { hiddenError } from './hidden-error.ts';

const rule = (status: number | null, preflight = false, reason: 'acao-missing' | 'acao-mismatch' = 'acao-missing'): Cause => ({ kind: 'rule', stage: 'cors-check', reason, facts: { origin: 'https://app.example.com', url: 'https://api.example.test/', method: 'GET', header: null, sent: null, wanted: null, status, preflight } });

describe('an error that script does not see', () => {
  const rows: readonly (readonly [words: string, cause: Cause, says: RegExp | null])[] = [
    ['429 of the request', rule(429), /429 Too Many Requests: the request was limited.* the 429 lacks CORS headers, so script sees a network error/],
    ['401', rule(401), /401 Unauthorized: the server wants to know who asks/],
    ['404', rule(404), /404 Not Found: there is nothing/],
    ['502', rule(502), /502 Bad Gateway: a proxy could not reach/],
    ['a status that has no name', rule(599), /an error, 599: the server failed/],
    ['one that is not in the table', rule(418), /the server refuses the request/],
    ['one with headers for another page', rule(500, false, 'acao-mismatch'), /the CORS headers of the 500 do not let the page in/],
    ['429 of a preflight', rule(429, true), /preflight was answered with an error, 429.*never sent/],
    ['503 of a preflight', rule(503, true), /takes no requests now/],
    ['405 of a preflight, which says nothing of the request', rule(405, true), null],
    ['a response that is none', rule(399), null],
    ['no response', rule(null), null],
    ['no rule', { kind: 'opaque' }, null],
  ];
  for (const [words, cause, says] of rows) {
    test(words, () => {
      const found = hiddenError(cause);
      if (says === null) assert.equal(found, null);
      else assert.match(found?.says ?? '', says);
      assert.doesNotMatch(JSON.stringify(found), /undefined/);
    });
  }
});
