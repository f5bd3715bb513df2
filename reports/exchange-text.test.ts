import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exchangeText } from './exchange-text.ts';
import { hostileStrings, resultLine } from './sample.ts';

const record = resultLine('seed/a/fetch', 'chromium', 'deviates');
const [exchange] = record.observation.exchanges;
assert.ok(exchange);
const carrying = (exchanges: typeof record.observation.exchanges): string => exchangeText({ ...record, observation: { ...record.observation, exchanges } });

describe('exchanges as plain text', () => {
  test('a request and its response, as they stood on the wire', () => {
    assert.equal(exchangeText(record), '1. CORS request to http://localhost:4001\n\nGET /token/resource HTTP/1.1\nHost: localhost:4001\nOrigin: http://localhost:4000\n\nrequest body\n\nHTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\nContent-Length: 5\n\nhello');
  });

  for (const [words, exchanges, wanted] of [
    ['nothing on the wire', [], /^Nothing was on the wire\.$/],
    ['a response that did not end', [{ ...exchange, response: null }], /no response was sent to its end/],
    ['a connection that was cut', [{ ...exchange, response: null, exact: { kind: 'reset' } }], /connection was cut/],
    ['exact bytes', [{ ...exchange, response: null, exact: { kind: 'bytes', bytes: 'HTTP/1.1 nonsense', length: 17 } }], /HTTP\/1\.1 nonsense/],
    ['two exchanges', [exchange, exchange], /^1\. [^]*\n2\. CORS request/],
  ] as const) {
    test(words, () => assert.match(carrying(exchanges), wanted));
  }

  for (const [words, hostile] of Object.entries(hostileStrings)) {
    test(`${words}: harmless on a terminal`, () => {
      assert.doesNotMatch(carrying([{ ...exchange, requestHeaders: [[hostile, hostile]], requestBody: hostile, target: hostile }]), /[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u);
    });
  }
});
