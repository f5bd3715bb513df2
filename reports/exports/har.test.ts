import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ResultLine } from '../record.ts';
import { endLine, engineLine, resultLine, runLine, sampleLines } from '../sample.ts';
import { har } from './har.ts';
import { exportRun } from './run.ts';

// http://www.softwareishard.com/blog/har-12-spec/ Fields of others begin with an underscore, and are taken out before.
const comment = z.string().optional();
const pair = z.strictObject({ name: z.string(), value: z.string(), comment });
const cookie = z.strictObject({ name: z.string(), value: z.string(), path: z.string().optional(), domain: z.string().optional(), expires: z.iso.datetime().optional(), httpOnly: z.boolean().optional(), secure: z.boolean().optional(), comment });
const size = z.int().min(-1);
const known = z.number().min(0);
const time = z.union([known, z.literal(-1)]).optional();
const archive = z.strictObject({
  log: z.strictObject({
    version: z.literal('1.2'),
    creator: z.strictObject({ name: z.string(), version: z.string(), comment }),
    pages: z.array(z.strictObject({ startedDateTime: z.iso.datetime(), id: z.string(), title: z.string(), pageTimings: z.strictObject({ onContentLoad: time, onLoad: time, comment }), comment })),
    entries: z.array(
      z.strictObject({
        pageref: z.string(),
        startedDateTime: z.iso.datetime(),
        time: known,
        request: z.strictObject({ method: z.string(), url: z.string(), httpVersion: z.string(), cookies: z.array(cookie), headers: z.array(pair), queryString: z.array(pair), postData: z.strictObject({ mimeType: z.string(), text: z.string(), comment }).optional(), headersSize: size, bodySize: size, comment }),
        response: z.strictObject({ status: z.int(), statusText: z.string(), httpVersion: z.string(), cookies: z.array(cookie), headers: z.array(pair), content: z.strictObject({ size: z.int().min(0), mimeType: z.string(), text: z.string().optional(), comment }), redirectURL: z.string(), headersSize: size, bodySize: size, comment }),
        cache: z.strictObject({}),
        timings: z.strictObject({ blocked: time, dns: time, connect: time, send: known, wait: known, receive: known, ssl: time, comment }),
        comment,
      }),
    ),
    comment,
  }),
});

type Archive = z.infer<typeof archive>['log'];

function read(lines: readonly ResultLine[]): Archive {
  const withoutOwn = (key: string, value: unknown): unknown => (key.startsWith('_') ? undefined : value);
  const { log } = archive.parse(JSON.parse(har(exportRun(lines)), withoutOwn));
  assert.equal(new Set(log.pages.map(({ id }) => id)).size, log.pages.length, 'two pages with one id');
  for (const { pageref, time: all, timings } of log.entries) {
    assert.ok(log.pages.some(({ id }) => id === pageref), `no page ${pageref}`);
    assert.equal(all, timings.send + timings.wait + timings.receive);
  }
  return log;
}

const [exchange] = resultLine('seed/a/fetch', 'chromium', 'conforms').observation.exchanges as [Exchange];

/** The entry of one exchange that differs from the usual one. */
function entry(given: Partial<Exchange>): Archive['entries'][number] {
  const result = resultLine('seed/a/fetch', 'chromium', 'conforms');
  const [only] = read([runLine({ chromium: ['seed/a/fetch'] }), engineLine('chromium'), { ...result, observation: { ...result.observation, exchanges: [{ ...exchange, ...given }] } }, endLine()]).entries;
  return only!;
}

describe('an archive', () => {
  test('has a page for each case and engine that sent something, and an entry for each exchange', () => {
    const { pages, entries } = read(sampleLines);
    const sent = sampleLines.flatMap((line) => (line.type === 'result' ? [line.observation.exchanges.length] : []));
    assert.deepEqual([pages.length, entries.length], [sent.filter((count) => count > 0).length, sent.reduce((sum, count) => sum + count, 0)]);
  });

  test('has the steps before the last one, and preflights, in the order of time and with their roles', () => {
    const result = resultLine('seed/a/fetch', 'chromium', 'conforms');
    const step = { url: '', expect: result.expect, expectation: 'author', prediction: null, exchanges: [{ ...exchange, role: 'cors-preflight-request', method: 'OPTIONS', startedAt: 3 }] } as const;
    const lines = [runLine({ chromium: ['seed/a/fetch'] }), engineLine('chromium'), { ...result, before: [step] }, endLine()];
    assert.deepEqual(read(lines).entries.map(({ request, startedDateTime }) => [request.method, startedDateTime]), [['OPTIONS', '2026-01-02T03:04:05.681Z'], ['GET', '2026-01-02T03:04:05.690Z']]);
    const { log } = JSON.parse(har(exportRun(lines))) as { log: { entries: { _role: string }[] } };
    assert.deepEqual(log.entries.map(({ _role }) => _role), ['cors-preflight-request', 'cors-request']);
  });

  test('of a run that did not end says so', () => assert.match(read(sampleLines.slice(0, 5)).comment ?? '', /Incomplete: the run did not end/));
  test('of nothing is empty', () => assert.deepEqual(read([]).entries, []));
});

describe('an entry', () => {
  test('has headers line by line, cookies, the query, the body and its type', () => {
    const { request, response } = entry({
      target: '/t/a?b=c%20d&b=e',
      requestHeaders: [['Cookie', 'a=1; b=c=d'], ['Content-Type', 'text/plain'], ['Content-Length', '12'], ['X-A', '1'], ['X-A', '2']],
      response: { status: 302, statusText: 'Found', headers: [['Set-Cookie', 's=1; Path=/; HttpOnly'], ['Location', '/next'], ['Content-Type', 'text/html']], body: 'hello', bodyLength: 5 },
    });
    assert.deepEqual([request.url, request.queryString, request.cookies, request.bodySize], ['http://localhost:4001/t/a?b=c%20d&b=e', [{ name: 'b', value: 'c d' }, { name: 'b', value: 'e' }], [{ name: 'a', value: '1' }, { name: 'b', value: 'c=d' }], 12]);
    assert.deepEqual([request.postData, request.headers.length], [{ mimeType: 'text/plain', text: 'request body' }, 5]);
    assert.deepEqual([response.cookies, response.redirectURL, response.content], [[{ name: 's', value: '1', path: '/', httpOnly: true, secure: false }], '/next', { size: 5, mimeType: 'text/html', text: 'hello' }]);
  });

  test('without a response has status 0 and says why', () => {
    const { response, comment: why } = entry({ response: null, exact: { kind: 'reset' } });
    assert.deepEqual([response.status, response.bodySize, why], [0, -1, 'the server cut the connection']);
  });

  test('that did not end says so', () => assert.deepEqual([entry({ finishedAt: null }).time, entry({ finishedAt: null }).comment], [0, 'the exchange did not end']));
  test('with a body of a length that nobody told has size -1', () => assert.equal(entry({ requestHeaders: [['Transfer-Encoding', 'chunked']] }).request.bodySize, -1));
  test('with a target that is no path has an address all the same', () => assert.equal(entry({ method: 'OPTIONS', target: '*' }).request.url, 'http://localhost:4001'));
  test('with a body that was cut says so', () => assert.match(entry({ response: { status: 200, statusText: 'OK', headers: [], body: 'x', bodyLength: 70_000 } }).response.content.comment ?? '', /cut after 65536 bytes/));
});
