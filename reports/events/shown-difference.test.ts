import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differenceWords, shownDifference } from './shown-difference.ts';

describe('a difference as anybody may see it', () => {
  const rows: readonly (readonly [what: string, element: string, expected: string, observed: string, words: string])[] = [
    ['an outcome', 'outcome', 'cors', 'network-error', 'outcome: expected cors, observed network-error'],
    ['a status', 'status', '200', '500', 'status: expected 200, observed 500'],
    ['a body, without either', 'body', '"{\\"token\\":1}"', '"{}"', 'body: expected a value, observed another value'],
    ['a body that could not be read, without what was said of it', 'body', '"a"', 'could not be read: secret', 'body: expected a value, observed another value'],
    ['a header of a request, without its value', 'request: Authorization', '(none)', '"Bearer secret"', 'request: Authorization: expected (none), observed a value'],
    ['a header that script cannot read', 'readable: ETag', '"abc"', '(none)', 'readable: ETag: expected a value, observed (none)'],
    ['a header that was not sent', 'readable: ETag', 'a header that the server sends', 'it was not sent', 'readable: ETag: expected a header that the server sends, observed it was not sent'],
    ['a header that script can read', 'unreadable: X-Total', '(none)', '"7"', 'unreadable: X-Total: expected (none), observed a value'],
    ['an address, whose query may be a secret', 'url', 'https://a.test/?token=1', 'https://a.test/?token=2', 'url: expected a value, observed another value'],
    ['requests on the wire', 'exchanges', 'preflight → request', 'preflight', 'exchanges: expected preflight → request, observed preflight'],
    ['requests on the wire, which may have addresses', 'exchanges', 'request https://a.test/?token=1', 'nothing', 'exchanges: expected a value, observed another value'],
  ];
  for (const [what, element, expected, observed, words] of rows) test(what, () => assert.equal(differenceWords(shownDifference({ element, expected, observed })), words));
});
