import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { code, differenceWords, headerName, prose, slug } from './words.ts';

describe('text in Markdown', () => {
  const rows: readonly (readonly [what: string, written: string, wanted: string])[] = [
    ['plain words stay', prose('A PUT is preflighted'), 'A PUT is preflighted'],
    ['no letter is a sign of its own', prose('* in `a_b` <b> [c](d) |'), '\\* in \\`a\\_b\\` \\<b\\> \\[c\\](d) \\|'],
    ['a line break is a space', prose('a\nb'), 'a b'],
    ['what cannot be seen is written out', prose('a\u202eb\u0007'), 'a\\\\u202eb\\\\u0007'],
    ['a value is code', code('a=b'), '`a=b`'],
    ['a value that ends a table’s cell does not', code('a|b'), '`a\\|b`'],
    ['a value with a backtick', code('`a'), '`` `a ``'],
    ['an address is left out, since it is another in every run', code('http://localhost:1234/abc, b'), '`http://…, b`'],
    ['a long value is cut', code('a'.repeat(100)), `\`${'a'.repeat(79)}…\``],
    ['a heading’s fragment', slug('In mode no-cors, the page’s *Origin* is `null`'), 'in-mode-no-cors-the-pages-origin-is-null'],
    ['a header’s name', headerName('access-control-allow-origin'), 'Access-Control-Allow-Origin'],
  ];
  for (const [what, written, wanted] of rows) test(what, () => assert.equal(written, wanted));
});

describe('a difference in plain words', () => {
  const rows: readonly (readonly [element: string, expected: string, observed: string, words: string])[] = [
    ['outcome', 'network-error', 'cors', 'script gets the response instead of an error'],
    ['outcome', 'opaqueredirect', 'network-error', 'script gets an error instead of an opaque redirect'],
    ['exchanges', 'POST → GET', 'POST → preflight → GET', 'the servers got `POST → preflight → GET` instead of `POST → GET`'],
    ['answer', 'within 5000 ms', '(none)', 'the request never ends'],
    ['events', 'readystatechange 1, loadstart, progress, load', 'readystatechange 1, loadstart, load', 'script gets no event `progress`'],
    ['events', 'readystatechange 1', 'readystatechange 1, error, loadend', 'script gets the events `error`, `loadend`, which should not come'],
    ['events', 'loadstart error loadend', 'error loadend', 'script gets no event `loadstart`'],
    ['events', 'loadstart error loadend', 'loadstart load loadend', 'script gets no event `error`, and the event `load`, which should not come'],
    ['events', 'loadstart, error', 'error, loadstart', 'script gets the events `error`, `loadstart` instead of `loadstart`, `error`'],
    ['error', 'NetworkError', 'nothing was thrown', 'script gets no exception instead of `NetworkError`'],
    ['body', '""', '"secret"', 'script reads the body `secret` instead of nothing'],
    ['status', '200', '0', 'status is `0` instead of `200`'],
    ['request: cookie', '(none)', '"a=1"', '`Cookie` of the request is `a=1`, and should not be there'],
    ['request: cookie', '"a=1"', '(none)', '`Cookie` of the request is missing; it should be `a=1`'],
    ['request: method', 'DELETE', 'GET', 'the method of the request is `GET` instead of `DELETE`'],
    ['preflight: origin', '"null"', '"http://localhost:1234"', '`Origin` of the preflight is the page’s origin instead of `null`'],
    ['readable: x-a', '"a"', '"b"', 'script reads `X-A` as `b` instead of `a`'],
    ['step 1: outcome', 'cors', 'network-error', 'of the requests one after the other, in number 1: script gets an error instead of the response'],
    ['readable: x-a', '"a"', '(none)', 'script reads `X-A` as nothing instead of `a`'],
  ];
  for (const [element, expected, observed, words] of rows) test(words, () => assert.equal(differenceWords({ element, expected, observed }), words));
});
