import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { engineNames } from '../engines/engine.ts';
import type { EngineName } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import type { AskedRequest } from './asked-request.ts';
import { explain } from './explain.ts';
import type { Explanation } from './explanation.ts';
import { startInPlaceOf } from './in-place-of.ts';
import type { InPlaceOf } from './in-place-of.ts';
import { PagesAt } from './page-at.ts';
import type { PagesAtOptions } from './page-at.ts';

// A server with a login, and a page that asks it with a session: each engine has the cookie in its jar, or is said not to send it.

const session = 'session=s3cr3t-s3ssion';
const [https, http] = ['https://app.example.com', 'http://app.example.com'];
const every: readonly EngineName[] = engineNames;

/** What was measured with Chromium 156, Firefox 153 and WebKitGTK 2.50. */
const rows: readonly (readonly [page: string, server: string, sent: readonly EngineName[], words: string])[] = [
  [https, 'https://api.example.com', every, 'of one site'],
  [https, 'https://app.example.com:8443', every, 'of one host'],
  [https, 'https://api.other.com', ['firefox'], 'of two sites'],
  [https, 'https://127.0.0.1:9443', ['firefox'], 'at an address'],
  [http, 'http://api.example.com', every, 'of one site, over http'],
  [http, 'http://api.other.com', ['firefox'], 'of two sites, over http'],
  ['https://app.example.test', 'https://api.example.test', ['chromium', 'firefox'], 'of one site below a name that is on no public list'],
];

for (const page of new Set(rows.map(([page]) => page))) {
  describe(`a page at ${page}`, () => {
    const options: PagesAtOptions = { origin: page, engines: engineNames.map((name) => resolveEngine(name, thisMachine())), start: startEngine };
    let pages: PagesAt;
    before(async () => void (pages = await PagesAt.open(options)));
    after(() => pages.close());

    for (const [, server, sent, words] of rows.filter(([one]) => one === page)) {
      test(`asks ${server}, ${words}: the cookie is sent by ${sent.join(', ')}, and the others are said to lack it`, async (context) => {
        /** Method, address and cookie of each request that came, and who made it. */
        const arrived: string[] = [];
        const behind = await startLogin(server, page, (line) => arrived.push(line));
        context.after(() => behind.stop());
        const asked: AskedRequest = { url: `${server}/data`, method: 'GET', headers: [], body: null, mode: 'cors', credentials: 'include', redirect: 'follow', cookie: `theme=dark; ${session}`, origin: page, notes: [] };
        const ask = (more: Partial<AskedRequest> = {}): Promise<Explanation> => explain({ ...asked, ...more }, { ...options, pages, resolve: behind.resolve, ca: behind.ca, timeout: 8000, consent: true, perSecond: 1000 });

        for (const round of ['at first', 'again, with connections that are open']) {
          arrived.length = 0;
          const { engines, cause, withoutCookies, works, mends } = await ask();
          assert.deepEqual(cause.kind === 'none' && cause.status, 200, round);
          assert.deepEqual(engines.map(({ engine, cookiesSent }) => [engine, cookiesSent]), engineNames.map((name) => [name, sent.includes(name)]), `${round}: ${JSON.stringify(engines)}`);
          assert.deepEqual(engines.map(({ engine, result, surprising }) => [engine, result, surprising]), engineNames.map((name) => [name, sent.includes(name) ? 'works' : 'fails', false]), round);
          for (const { says, cookiesSent } of engines) assert.match(says, cookiesSent === true ? /^status 200, .*; the cookies go with it/ : /does not send the cookies.*without them the server answers 401, with them 200$/);
          assert.deepEqual([works, withoutCookies?.cause.kind ?? null], sent.length === every.length ? [true, null] : [false, 'rule']);
          assert.equal(mends.length > 0, sent.length < every.length);
          // What the engines are said to send is what came, and of what sets the cookies nothing did.
          const byBrowsers = arrived.filter((line) => line.endsWith('browser'));
          assert.deepEqual(byBrowsers.toSorted(), engineNames.map((name) => `GET /data ${sent.includes(name) ? `theme=dark; ${session}` : 'none'} browser`).toSorted(), round);
          assert.deepEqual(arrived.filter((line) => line.includes('~cookies')), []);
          assert.deepEqual(arrived.filter((line) => line.endsWith('plain')).slice(0, 2), [`GET /data theme=dark; ${session} plain`, 'GET /data none plain']);
        }

        arrived.length = 0;
        const { engines } = await ask({ credentials: 'same-origin' });
        assert.deepEqual(engines.map(({ cookiesSent }) => cookiesSent), engineNames.map(() => null));
        assert.deepEqual(arrived.filter((line) => line.includes('s3cr3t')), [], 'without credentials nothing of it is sent');
      });
    }
  });
}

/** Starts a server that lets in who has the session, and forgets its CORS headers with a 401. */
async function startLogin(server: string, page: string, note: (line: string) => void): Promise<InPlaceOf & { readonly ca: readonly string[] }> {
  const behind = await startInPlaceOf(server, (request, response) => {
    const { cookie = 'none', 'user-agent': agent = '' } = request.headers;
    note(`${request.method ?? ''} ${request.url ?? ''} ${cookie} ${agent === '' ? 'probe' : agent.includes('cors-conformance') ? 'plain' : 'browser'}`);
    if (cookie.includes(session)) response.writeHead(200, { 'Access-Control-Allow-Origin': page, 'Access-Control-Allow-Credentials': 'true', Vary: 'Origin' }).end('secret');
    else response.writeHead(401).end('who?');
  });
  return { ...behind, ca: behind.certificate === null ? [] : [behind.certificate] };
}
