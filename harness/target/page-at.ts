import { randomBytes } from 'node:crypto';
import { makeCertificate } from '../../servers/certificate.ts';
import { startDocumentProxy } from '../../servers/document-proxy.ts';
import type { ProxiedConnection } from '../../servers/document-proxy.ts';
import { ExchangeLog } from '../../servers/exchange-log.ts';
import { startOrigin } from '../../servers/origin.ts';
import { Routes } from '../../servers/routes.ts';
import { AgentChannel, bundlePageScripts } from '../agent/channel.ts';
import type { ClientObservation, PageRequest } from '../agent/protocol.ts';
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
  /** Milliseconds for the request. */
  readonly deadline: number;
}

const longestOpening = 30_000;
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
  const without = (identity: EngineIdentity | null, trouble: string): Attempt => ({ engine: name, identity, trouble, client: null, words: [], connections: [], refused: [] });
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
  return {
    close,
    async perform({ request, targets, resolve, deadline }) {
      ways.allowed = new Set([...targets].map((target) => keyOf(placeOf(target))));
      ways.resolve = resolve;
      const before = proxy.connections.length;
      await running.takeWords();
      let client: ClientObservation | null = null;
      try {
        const done = channel.perform([{ ...request, token: randomBytes(16).toString('hex'), wait: 0, enter: null, deadline, context: 'window', before: [], setup: [], reach: null }], scheme, 1, (_token, observations) => (client = observations.at(-1) ?? null));
        await within(deadline + longestOpening, done, died, 'the page did not finish');
      } catch (error) {
        return without(identity, messageOf(error));
      }
      await new Promise((wait) => setTimeout(wait, wordsComeLater));
      const made = proxy.connections.slice(before);
      const connections = made.filter((one) => ways.allowed.has(keyOf(one)));
      const refused = made.filter(({ failed }) => failed === 'not-allowed');
      return { engine: name, identity, trouble: null, client, words: await running.takeWords(), connections, refused };
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
