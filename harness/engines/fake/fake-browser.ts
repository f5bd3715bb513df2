import http from 'node:http';
import https from 'node:https';
import type { ClientObservation, PageCase, Pull, Report, Step } from '../../agent/protocol.ts';
import type { Engine, EngineName, EngineWords, Proxied } from '../engine.ts';
import { agentsThrough } from './through-socks.ts';

/**
 * A browser that is none: for tests of the harness. It takes part like any engine, by opening the agent's address and
 * speaking its protocol, and follows the standard as far as the seed's scenarios need, unless it is told to lie.
 */

export type Lie = 'ignores-allow-origin' | 'skips-preflight' | 'exposes-every-header' | 'sends-cookies-anyway' | 'never-answers' | 'crashes';

export interface FakeOptions {
  readonly name: EngineName;
  /** Chooses the lie about one case; null for the truth. */
  readonly lie?: (pageCase: PageCase) => Lie | null;
  /** Batches without any lie: 1 lets the canaries pass. */
  readonly honestBatches?: number;
  /** What it says of a case, when it has performed it. */
  readonly say?: (pageCase: PageCase) => readonly EngineWords[];
  /** Through which all of its connections go. */
  readonly proxied?: Proxied;
}

interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

interface CookieJar {
  cookies: { readonly host: string; readonly path: string; readonly pair: string }[];
}

export function startFakeBrowser({ name, lie = () => null, honestBatches = 0, say = () => [], proxied }: FakeOptions): Promise<Engine> {
  let closed = false;
  const words: EngineWords[] = [];
  let die: (why: string) => void = () => undefined;
  const jar: CookieJar = { cookies: [] };
  const died = new Promise<string>((resolve) => (die = resolve));
  const agent = proxied !== undefined ? agentsThrough(proxied.socksPort) : { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true, rejectUnauthorized: false }) };
  const send: Send = (method, url, headers, body) => transmit(agent, method, url, headers, body);

  async function live(start: string): Promise<void> {
    let address = new URL(start);
    let finished = 0;
    const post = async (path: string, body: Pull | Report): Promise<unknown> => {
      const answer = await send('POST', new URL(path, address).href, [['Origin', address.origin]], JSON.stringify(body));
      return answer.status === 200 ? JSON.parse(answer.body) : null;
    };
    while (!closed) {
      const step = (await post('next', { finished })) as Step | null;
      if (step === null) return;
      if (step.kind === 'go') address = new URL(step.url);
      if (step.kind !== 'perform') continue;
      const rest = [...step.cases];
      const lane = async (): Promise<void> => {
        for (let next = rest.shift(); next !== undefined && !closed; next = rest.shift()) {
          const told = step.batch <= honestBatches ? null : lie(next);
          if (told === 'crashes') {
            closed = true;
            die('the fake crashed, as it was told to');
          }
          if (told === 'crashes' || told === 'never-answers') return new Promise(() => undefined);
          const observation = await perform(next, address.origin, told, jar, send);
          words.push(...say(next));
          await post('report', { results: [{ token: next.token, observations: [observation], duration: 1 }] });
        }
      };
      await Promise.all(Array.from({ length: step.concurrency }, lane));
      finished = step.batch;
    }
  }

  return Promise.resolve({
    identity: { name, version: '1', build: 'system', driver: 'playwright', from: 'a fake' },
    died,
    open: (url) => {
      void live(url).catch(() => undefined);
      return Promise.resolve();
    },
    takeWords: () => Promise.resolve(words.splice(0)),
    close: () => {
      closed = true;
      agent.http.destroy();
      agent.https.destroy();
      return Promise.resolve();
    },
  });
}

type Send = (method: string, url: string, headers: readonly (readonly [string, string])[], body?: string) => Promise<Answer>;

const networkError = (pageCase: PageCase): ClientObservation =>
  pageCase.api === 'fetch'
    ? { kind: 'network-error', error: { name: 'TypeError', message: 'fake: failed to fetch' }, status: null, events: [] }
    : { kind: 'network-error', error: null, status: 0, events: ['loadstart', 'error', 'loadend'] };

async function perform(pageCase: PageCase, documentOrigin: string, lie: Lie | null, jar: CookieJar, send: Send): Promise<ClientObservation> {
  const origin = pageCase.context === 'sandboxed-iframe' ? 'null' : documentOrigin;
  for (const url of pageCase.setup) {
    const answer = await send('GET', url, [['Origin', origin], ...cookieHeader(jar, url)]).catch(() => null);
    if (answer === null) return { kind: 'setup-failed', message: `${url} gave no answer` };
    keepCookies(jar, url, answer);
  }
  const observation = await fetchLike(pageCase, origin, lie, jar, send).catch(() => networkError(pageCase));
  if (pageCase.reach !== null) await send('GET', pageCase.reach, []).catch(() => undefined);
  return observation;
}

async function fetchLike(pageCase: PageCase, origin: string, lie: Lie | null, jar: CookieJar, send: Send): Promise<ClientObservation> {
  const { url, credentials } = pageCase;
  const method = ['delete', 'get', 'head', 'options', 'post', 'put'].includes(pageCase.method.toLowerCase()) ? pageCase.method.toUpperCase() : pageCase.method;
  const [body, type] = encode(pageCase);
  const named = pageCase.headers.some(([name]) => name.toLowerCase() === 'content-type');
  const headers: [string, string][] = [...pageCase.headers.map(([name, value]): [string, string] => [name, value]), ...(type !== null && !named ? [['Content-Type', type] as [string, string]] : [])];
  const accept: [string, string][] = headers.some(([name]) => name.toLowerCase() === 'accept') ? [] : [['Accept', '*/*']];
  const sendsOrigin = (new URL(url).origin !== origin && pageCase.mode === 'cors') || !['GET', 'HEAD'].includes(method);
  const crossOrigin = new URL(url).origin !== origin;
  if (crossOrigin && pageCase.mode === 'same-origin') return networkError(pageCase);
  const cors = crossOrigin && pageCase.mode === 'cors';

  const unsafe = headers.filter(([name, value]) => !isSafelisted(name, value)).map(([name]) => name.toLowerCase()).sort();
  if (cors && lie !== 'skips-preflight' && (!['GET', 'HEAD', 'POST'].includes(method) || unsafe.length > 0)) {
    const asked: [string, string][] = [['Accept', '*/*'], ['Origin', origin], ['Access-Control-Request-Method', method]];
    if (unsafe.length > 0) asked.push(['Access-Control-Request-Headers', unsafe.join(',')]);
    const answer = await send('OPTIONS', url, asked);
    if (lie !== 'ignores-allow-origin' && !corsCheck(answer, origin, credentials)) return networkError(pageCase);
    if (answer.status < 200 || answer.status > 299) return networkError(pageCase);
    const allowed = (header: string, wanted: string): boolean => list(answer, header).some((entry) => entry === wanted || (entry === '*' && credentials !== 'include' && wanted !== 'authorization'));
    if (!['GET', 'HEAD', 'POST'].includes(method) && !allowed('access-control-allow-methods', method)) return networkError(pageCase);
    const lower = { ...answer, headers: answer.headers.map(([name, value]) => [name, value.toLowerCase()] as const) };
    if (!unsafe.every((name) => list(lower, 'access-control-allow-headers').includes(name) || allowed('access-control-allow-headers', name))) return networkError(pageCase);
  }
  const sendsCookies = credentials === 'include' || (credentials === 'same-origin' && !crossOrigin) || lie === 'sends-cookies-anyway';
  const answer = await send(method, url, [...accept, ...headers, ...(sendsOrigin ? [['Origin', origin] as const] : []), ...(sendsCookies ? cookieHeader(jar, url) : [])], body ?? undefined);
  if (sendsCookies) keepCookies(jar, url, answer);
  if (cors && lie !== 'ignores-allow-origin' && !corsCheck(answer, origin, credentials)) return networkError(pageCase);
  return response(pageCase, answer, crossOrigin, lie);
}

function response(pageCase: PageCase, answer: Answer, crossOrigin: boolean, lie: Lie | null): ClientObservation {
  const opaque = crossOrigin && pageCase.mode === 'no-cors';
  const exposed = list(answer, 'access-control-expose-headers').map((name) => name.toLowerCase());
  const safe = ['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'];
  const visible = answer.headers.filter(([name]) => !crossOrigin || lie === 'exposes-every-header' || safe.includes(name.toLowerCase()) || exposed.includes(name.toLowerCase()));
  return {
    kind: 'response',
    type: pageCase.api === 'xhr' ? null : opaque ? 'opaque' : crossOrigin ? 'cors' : 'basic',
    status: opaque ? 0 : answer.status,
    statusText: opaque ? '' : answer.statusText,
    redirected: pageCase.api === 'xhr' ? null : false,
    url: pageCase.url,
    headers: opaque ? [] : visible.map(([name, value]) => [name.toLowerCase(), value]),
    body: opaque ? '' : answer.body,
    bodyError: null,
    events: pageCase.api === 'xhr' ? ['loadstart', 'load', 'loadend'] : [],
  };
}

function corsCheck(answer: Answer, origin: string, credentials: string): boolean {
  const get = (name: string): string | null => {
    const values = answer.headers.filter(([candidate]) => candidate.toLowerCase() === name).map(([, value]) => value);
    return values.length === 0 ? null : values.join(', ');
  };
  const allowed = get('access-control-allow-origin');
  if (credentials !== 'include' && allowed === '*') return true;
  if (allowed !== origin) return false;
  return credentials !== 'include' || get('access-control-allow-credentials') === 'true';
}

function isSafelisted(name: string, value: string): boolean {
  const lower = name.toLowerCase();
  if (['accept', 'accept-language', 'content-language'].includes(lower)) return true;
  return lower === 'content-type' && ['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded'].includes((value.split(';')[0] ?? '').trim().toLowerCase());
}

function list(answer: Answer, name: string): string[] {
  return answer.headers.filter(([candidate]) => candidate.toLowerCase() === name).flatMap(([, value]) => value.split(',').map((part) => part.trim()));
}

function encode({ body }: PageCase): [string | null, string | null] {
  switch (body?.kind) {
    case undefined:
      return [null, null];
    case 'text':
      return [body.text, 'text/plain;charset=UTF-8'];
    case 'form':
      return [new URLSearchParams(body.fields).toString(), 'application/x-www-form-urlencoded;charset=UTF-8'];
    case 'multipart':
      return ['--fake--', 'multipart/form-data; boundary=fake'];
    case 'blob':
      return [body.text, body.type === '' ? null : body.type];
    case 'stream':
      return [body.text, null];
  }
}

function keepCookies(jar: CookieJar, url: string, answer: Answer): void {
  const { hostname, pathname } = new URL(url);
  for (const [name, value] of answer.headers) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    jar.cookies.push({ host: hostname, path: pathname.slice(0, pathname.lastIndexOf('/')), pair: (value.split(';')[0] ?? '').trim() });
  }
}

function cookieHeader(jar: CookieJar, url: string): (readonly [string, string])[] {
  const { hostname, pathname } = new URL(url);
  const pairs = jar.cookies.filter(({ host, path }) => host === hostname && pathname.startsWith(`${path}/`)).map(({ pair }) => pair);
  return pairs.length === 0 ? [] : [['Cookie', pairs.join('; ')]];
}

function transmit(agent: { http: http.Agent; https: https.Agent }, method: string, url: string, headers: readonly (readonly [string, string])[], body = ''): Promise<Answer> {
  const secure = url.startsWith('https:');
  return new Promise((resolve, reject) => {
    const length = body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const];
    const request = (secure ? https : http).request(url, { method, agent: secure ? agent.https : agent.http, headers: [['Host', new URL(url).host], ...headers, ...length].flat() }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const pairs: [string, string][] = [];
        for (let index = 0; index < incoming.rawHeaders.length; index += 2) pairs.push([incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '']);
        resolve({ status: incoming.statusCode ?? 0, statusText: incoming.statusMessage ?? '', headers: pairs, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
