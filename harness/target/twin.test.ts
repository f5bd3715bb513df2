import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { HeaderList } from '../fetch/header.ts';
import type { AskedAndAnswered } from './foretell.ts';
import type { InPlaceOf } from './in-place-of.ts';
import { askPlainly } from './plain-client.ts';
import type { PlainAnswer, PlainClientOptions, PlainRequest } from './plain-client.ts';
import { startTwin } from './twin.ts';

const twins: InPlaceOf[] = [];
after(() => Promise.all(twins.map((twin) => twin.stop())));

const preflight = (url: string, answer: AskedAndAnswered['answer'], role: 'preflight' | 'request' = 'preflight'): AskedAndAnswered => ({ request: { role, method: 'OPTIONS', url, headers: {}, body: null }, answer });
const response = (headers: HeaderList, status = 204, statusText = 'No Content', body = ''): AskedAndAnswered['answer'] => ({ kind: 'response', status, statusText, headers, body });

async function twinOf(url: string, answer: AskedAndAnswered['answer']): Promise<(request: Partial<PlainRequest>, more?: Partial<PlainClientOptions>) => Promise<PlainAnswer>> {
  const twin = await startTwin(preflight(url, answer));
  assert.ok(twin !== null);
  twins.push(twin);
  return (request, more = {}) => askPlainly({ method: 'OPTIONS', url, headers: [], body: null, ...request }, { resolve: twin.resolve, ca: [], timeout: 2000, ...more });
}

const api = 'http://api.example.test/data?a=b';

describe('a twin', () => {
  const rows: readonly (readonly [words: string, given: HeaderList, told: HeaderList])[] = [
    ['headers, lines, order and case', [['Access-Control-Allow-Origin', '*'], ['vary', 'Origin'], ['X', ''], ['Vary', 'Accept']], [['Access-Control-Allow-Origin', '*'], ['vary', 'Origin'], ['X', ''], ['Vary', 'Accept']]],
    ['bytes above 127', [['X', 'caf\xe9']], [['X', 'caf\xe9']]],
    ['no header of the connection or the body', [['Content-Length', '100'], ['Transfer-Encoding', 'chunked'], ['Connection', 'X'], ['Keep-Alive', 'a'], ['Trailer', 'X'], ['Upgrade', 'h2c'], ['Content-Encoding', 'br'], ['Alt-Svc', 'h3=":443"'], ['A', 'b']], [['A', 'b']]],
  ];
  for (const [words, given, told] of rows) {
    test(`gives the answer to the preflight: ${words}`, async () => {
      const ask = await twinOf(api, response(given));
      const answer = await ask({ headers: [['Origin', 'https://app.example.com'], ['Access-Control-Request-Method', 'PUT']] });
      assert.equal(answer.kind, 'response', JSON.stringify(answer));
      assert.deepEqual(answer.headers.filter(([name]) => !/^(connection|transfer-encoding|content-length)$/i.test(name)), told);
    });
  }

  for (const [status, statusText] of [[200, 'OK'], [404, 'Nothing \u001b[31mhere'], [301, ''], [599, 'Café \xe9'], [999, 'far']] as const) {
    test(`gives status ${status} with the text ${JSON.stringify(statusText)}`, async () => {
      const answer = await (await twinOf(api, response([['A', 'b']], status, statusText)))({});
      assert.equal(answer.kind === 'response' && answer.status, status);
    });
  }

  const hostile: readonly (readonly [words: string, answer: AskedAndAnswered['answer']])[] = [
    ['a status of 42', response([], 42)],
    ['a status of 101', response([['Upgrade', 'x']], 101)],
    ['a header that Node does not write', response([['X', 'a\u0001b']])],
  ];
  for (const [words, answer] of hostile) test(`is not there of a server that no server of Node can be, by ${words}`, async () => assert.equal(await startTwin(preflight(api, answer)), null));

  for (const method of ['PUT', 'DELETE', 'PATCH', 'POST']) {
    test(`lets script read the response to ${method}, with credentials`, async () => {
      const ask = await twinOf(api, response([['Access-Control-Allow-Origin', 'https://other.example']]));
      const answer = await ask({ method, headers: [['Origin', 'https://app.example.com']], body: 'a'.repeat(300_000) });
      assert.equal(answer.kind, 'response', JSON.stringify(answer));
      assert.deepEqual([answer.status, answer.headers.slice(0, 2)], [200, [['Access-Control-Allow-Origin', 'https://app.example.com'], ['Access-Control-Allow-Credentials', 'true']]]);
    });
  }

  const places: readonly (readonly [url: string, place: string])[] = [
    ['http://api.example.test/', 'api.example.test:80'],
    ['https://api.example.test/', 'api.example.test:443'],
    ['https://API.example.test:8443/', 'api.example.test:8443'],
    ['http://192.0.2.1:81/', '192.0.2.1:81'],
    ['http://[2001:db8::1]/', '2001:db8::1:80'],
    ['https://[2001:db8::1]:8443/', '2001:db8::1:8443'],
  ];
  for (const [url, place] of places) {
    test(`of ${url} stands in for ${place}`, async () => {
      const twin = await startTwin(preflight(url, response([])));
      twins.push(twin!);
      assert.deepEqual([...twin!.resolve].map(([key, { host }]) => [key, host]), [[place, '127.0.0.1']]);
    });
  }

  test('of a server with TLS has a certificate, which nobody trusts', async () => {
    const answer = await (await twinOf('https://api.example.test/', response([])))({});
    assert.equal(answer.kind === 'failed' && answer.trouble, 'certificate');
  });
});

describe('there is no twin', () => {
  test('of a server that was not asked with a preflight', async () => assert.equal(await startTwin(preflight(api, response([]), 'request')), null));
  test('of one that did not answer', async () => assert.equal(await startTwin(preflight(api, { kind: 'failed', trouble: 'refused', code: 'ECONNREFUSED' })), null));
  test('of one that was not asked', async () => assert.equal(await startTwin(preflight(api, { kind: 'not-sent', because: 'consent', why: 'x' })), null));
});

test('a twin that is stopped is gone', async () => {
  const ask = await twinOf(api, response([]));
  await twins.at(-1)!.stop();
  const answer = await ask({});
  assert.equal(answer.kind === 'failed' && answer.trouble, 'refused');
});
