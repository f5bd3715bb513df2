import { randomBytes } from 'node:crypto';
import { makeCertificate } from '../../servers/certificate.ts';
import { startDocumentProxy } from '../../servers/document-proxy.ts';
import type { ProxiedConnection } from '../../servers/document-proxy.ts';
import { ExchangeLog } from '../../servers/exchange-log.ts';
import { startOrigin } from '../../servers/origin.ts';
import { Routes } from '../../servers/routes.ts';
import { AgentChannel, bundlePageScripts } from '../agent/channel.ts';
import type { ClientObservation, PageRequest } from '../agent/protocol.ts';
import { startCookieStandIn } from './cookie-stand-in.ts';
import type { Engine, EngineIdentity, EngineName, EngineWords, Proxied } from '../engines/engine.ts';
import type { Resolution } from '../engines/resolve.ts';
import { addressOfName, keyOf, placeOf } from './place.ts';
import type { Resolve } from './plain-client.ts';

/** What one engine did with a request from a page at an origin that is not ours. */
export interface Attempt {
  readonly engine: EngineName;
  readonly identity: EngineIdentity | null;
  /** Why the engine could not be asked; null where it was. */
  readonly trouble: string | null;
  readonly client: ClientObservation | null;
  readonly words: readonly EngineWords[];
  /** Connections to the target's origins, in order. */
  readonly connections: readonly ProxiedConnection[];
  /** Those to other places, which we did not let it make: where it was led, or calls home. */
  readonly refused: readonly ProxiedConnection[];
  /** Whether it sends the cookies that it was given to the target; null where it was given none, or that could not be seen. */
  readonly cookiesSent: boolean | null;
}

export interface PagesAtOptions {
  /** Serialised origin of the pages. */
  readonly origin: string;
  readonly engines: readonly Resolution[];
  readonly start: (resolution: Resolution, proxied: Proxied) => Promise<Engine>;
}

/** A request for the pages to make. */
export interface RequestAt {
  readonly request: Omit<PageRequest, 'wait' | 'enter' | 'deadline'>;
  /** Origins that may be connected to. */
  readonly targets: ReadonlySet<string>;
  /** Where to connect instead. */
  readonly resolve: Resolve;
  /** Values of `Set-Cookie` that the engines get before, as if from the server that is asked; they stay as long as the pages. */
  readonly cookies: readonly string[];
  /** Awaited for each engine before it makes the request; says why it must not, if so. */
  readonly turn: () => Promise<string | null>;
  /** Milliseconds for the request. */
  readonly deadline: number;
}

const longestOpening = 30_000;
const longestCookies = 5000;
/** Milliseconds that the engine's words may come after the result. */
const wordsComeLater = 150;

/** A page in each engine, at an origin that need not be ours. */
export class PagesAt {
  readonly #pages: readonly Page[];
  readonly #stop: () => Promise<void>;

  private constructor(pages: readonly Page[], stop: () => Promise<void>) {
    this.#pages = pages;
    this.#stop = stop;
  }

  /** Starts the engines. One that cannot be had says so in every attempt. */
  static async open({ origin, engines, start }: PagesAtOptions): Promise<PagesAt> {
    const { protocol, hostname } = new URL(origin);
    const certificate = await makeCertificate(hostname);
    const [routes, log] = [new Routes(), new ExchangeLog()];
    const [server, scripts] = await Promise.all([startOrigin({ routes, log, certificate: protocol === 'https:' ? certificate : null }), bundlePageScripts()]);
    const ground: Ground = { origin, routes, scripts, own: server.port };
    const pages = await Promise.all(engines.map((resolution) => openPage(resolution, start, ground)));
    return new PagesAt(pages, () => server.stop());
  }

  /** Makes a request in each engine at once. Calls must not overlap. Never rejects. */
  perform(request: RequestAt): Promise<Attempt[]> {
    return Promise.all(this.#pages.map((page) => page.perform(request)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.close()));
    await this.#stop();
  }
}

interface Ground {
  readonly origin: string;
  readonly routes: Routes;
  readonly scripts: Readonly<Record<'page' | 'realm', string>>;
  /** Port of the server that stands in for the page's. */
  readonly own: number;
}

interface Page {
  perform(request: RequestAt): Promise<Attempt>;
  close(): Promise<void>;
}

async function openPage(resolution: Resolution, start: PagesAtOptions['start'], { origin, routes, scripts, own }: Ground): Promise<Page> {
  const name = resolution.name;
  const without = (identity: EngineIdentity | null, trouble: string): Attempt => ({ engine: name, identity, trouble, client: null, words: [], connections: [], refused: [], cookiesSent: null });
  const never = (trouble: string): Page => ({ perform: () => Promise.resolve(without(null, trouble)), close: () => Promise.resolve() });
  if (resolution.kind === 'missing') return never(`${resolution.why}. To mend it: ${resolution.remedy}`);
  const page = keyOf(placeOf(origin));
  const ways: { allowed: ReadonlySet<string>; resolve: Resolve } = { allowed: new Set(), resolve: new Map() };
  const proxy = await startDocumentProxy((host, port) => {
    const key = keyOf({ host, port });
    if (key === page) return { host: '127.0.0.1', port: own };
    return ways.allowed.has(key) ? (ways.resolve.get(key) ?? { host: addressOfName(host), port }) : null;
  });
  const scheme = new URL(origin).protocol === 'https:' ? 'https' : 'http';
  const channel = new AgentChannel({ http: 'http://localhost', https: 'https://localhost', [scheme]: origin }, routes, scripts);
  let engine: Engine | null = null;
  const close = async (): Promise<void> => {
    channel.close();
    await engine?.close();
    await proxy.stop();
  };
  try {
    engine = await start(resolution, { socksPort: proxy.port });
    await engine.open(channel.url(scheme));
    await within(longestOpening, channel.opened, engine.died, 'the page did not start');
  } catch (error) {
    await close();
    return never(messageOf(error));
  }
  const { identity, died } = engine;
  const running: Engine = engine;
  /** Lets the page make requests, one after the other. */
  const fetchAll = async (requests: readonly RequestAt['request'][], deadline: number): Promise<readonly ClientObservation[]> => {
    const [last, ...earlier] = requests.map((request): PageRequest => ({ ...request, wait: 0, enter: null, deadline })).reverse();
    if (last === undefined) return [];
    let seen: readonly ClientObservation[] = [];
    const done = channel.perform([{ ...last, token: randomBytes(16).toString('hex'), context: 'window', before: earlier.reverse(), setup: [], reach: null }], scheme, 1, (_token, observations) => (seen = observations));
    await within(requests.length * deadline + longestOpening, done, died, 'the page did not finish');
    return seen;
  };
  /** Gives the engine cookies of the server at an address. What it asks from then on cannot come to the server that stood in. */
  const giveCookies = async ({ request: { url, ...how }, cookies }: RequestAt): Promise<boolean | null> => {
    if (cookies.length === 0) return null;
    const standIn = await startCookieStandIn(url, cookies);
    [ways.allowed, ways.resolve] = [new Set(standIn.resolve.keys()), standIn.resolve];
    const { host, port } = placeOf(url);
    // A connection to the server itself may still be open.
    proxy.cut(host, port);
    const asked = standIn.urls.map((one) => ({ ...how, url: one, method: 'GET', mode: 'no-cors' as const, credentials: 'include' as const, redirect: 'follow' as const, headers: [], body: null }));
    try {
      await fetchAll(asked, longestCookies);
    } finally {
      ways.allowed = new Set();
      proxy.cut(host, port);
      await standIn.stop();
    }
    const { sent, strays } = standIn.seen();
    if (strays > 0) throw new Error('another request came to the server that sets the cookies');
    return sent;
  };
  return {
    close,
    async perform(given) {
      const { request, targets, resolve, deadline, turn } = given;
      let client: ClientObservation | null = null;
      let cookiesSent: boolean | null = null;
      let before = 0;
      try {
        cookiesSent = await giveCookies(given);
        const refused = await turn();
        if (refused !== null) return without(identity, refused);
        [ways.allowed, ways.resolve] = [new Set([...targets].map((target) => keyOf(placeOf(target)))), resolve];
        before = proxy.connections.length;
        await running.takeWords();
        client = (await fetchAll([request], deadline)).at(-1) ?? null;
      } catch (error) {
        return without(identity, messageOf(error));
      }
      await new Promise((wait) => setTimeout(wait, wordsComeLater));
      const made = proxy.connections.slice(before);
      const connections = made.filter((one) => ways.allowed.has(keyOf(one)));
      const refused = made.filter(({ failed }) => failed === 'not-allowed');
      return { engine: name, identity, trouble: null, client, words: await running.takeWords(), connections, refused, cookiesSent };
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function within(milliseconds: number, work: Promise<unknown>, died: Promise<string>, words: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => (timer = setTimeout(() => reject(new Error(`${words} within ${milliseconds} ms`)), milliseconds)));
  try {
    await Promise.race([work, late, died.then((why) => Promise.reject(new Error(why)))]);
  } finally {
    clearTimeout(timer);
  }
}
