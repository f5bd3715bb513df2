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
}

export interface PageAtOptions {
  /** Serialised origin of the page. */
  readonly origin: string;
  readonly request: Omit<PageRequest, 'wait' | 'enter' | 'deadline'>;
  readonly engines: readonly Resolution[];
  readonly start: (resolution: Resolution, proxied: Proxied) => Promise<Engine>;
  /** Origins that may be connected to. */
  readonly targets: ReadonlySet<string>;
  readonly resolve: Resolve;
  /** Milliseconds for the request. */
  readonly deadline: number;
}

const longestOpening = 30_000;
/** Milliseconds that the engine's words may come after the result. */
const wordsComeLater = 150;

/** Makes a request in each engine at once, from a page at an origin that need not be ours. Never rejects for an engine's sake. */
export async function performAt(options: PageAtOptions): Promise<Attempt[]> {
  const page = new URL(options.origin);
  const certificate = await makeCertificate(page.hostname);
  const [routes, log] = [new Routes(), new ExchangeLog()];
  const [http, https, scripts] = await Promise.all([startOrigin({ routes, log, certificate: null }), startOrigin({ routes, log, certificate }), bundlePageScripts()]);
  const own = page.protocol === 'https:' ? https.port : http.port;
  try {
    return await Promise.all(options.engines.map((resolution) => attempt(resolution, options, { routes, scripts, own })));
  } finally {
    await Promise.all([http.stop(), https.stop()]);
  }
}

interface Ground {
  readonly routes: Routes;
  readonly scripts: Readonly<Record<'page' | 'realm', string>>;
  /** Port of the server that stands in for the page's. */
  readonly own: number;
}

async function attempt(resolution: Resolution, { origin, request, start, targets, resolve, deadline }: PageAtOptions, { routes, scripts, own }: Ground): Promise<Attempt> {
  const none = (trouble: string): Attempt => ({ engine: resolution.name, identity: null, trouble, client: null, words: [], connections: [] });
  if (resolution.kind === 'missing') return none(`${resolution.why}. To mend it: ${resolution.remedy}`);
  const page = placeOf(origin);
  const allowed = new Set([...targets].map((target) => keyOf(placeOf(target))));
  const proxy = await startDocumentProxy((host, port) => {
    const key = keyOf({ host, port });
    if (key === keyOf(page)) return { host: '127.0.0.1', port: own };
    return allowed.has(key) ? (resolve.get(key) ?? { host, port }) : null;
  });
  const scheme = new URL(origin).protocol === 'https:' ? 'https' : 'http';
  const channel = new AgentChannel({ http: scheme === 'http' ? origin : 'http://localhost', https: scheme === 'https' ? origin : 'https://localhost' }, routes, scripts);
  let engine: Engine | null = null;
  try {
    engine = await start(resolution, { socksPort: proxy.port });
    const { identity, died } = engine;
    await engine.open(channel.url(scheme));
    await within(longestOpening, channel.opened, died, 'the page did not start');
    await engine.takeWords();
    const token = randomBytes(16).toString('hex');
    let client: ClientObservation | null = null;
    const done = channel.perform([{ ...request, token, wait: 0, enter: null, deadline, context: 'window', before: [], setup: [], reach: null }], scheme, 1, (_token, observations) => (client = observations.at(-1) ?? null));
    await within(deadline + longestOpening, done, died, 'the page did not finish');
    await new Promise((resolve) => setTimeout(resolve, wordsComeLater));
    const words = await engine.takeWords();
    return { engine: resolution.name, identity, trouble: null, client, words, connections: proxy.connections.filter((one) => allowed.has(keyOf(one))) };
  } catch (error) {
    return none(error instanceof Error ? error.message : String(error));
  } finally {
    channel.close();
    await engine?.close();
    await proxy.stop();
  }
}

/** The host and port of an origin. */
function placeOf(origin: string): { host: string; port: number } {
  const { protocol, hostname, port } = new URL(origin);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port) };
}

const keyOf = ({ host, port }: { readonly host: string; readonly port: number }): string => `${host.toLowerCase()}:${port}`;

async function within(milliseconds: number, work: Promise<unknown>, died: Promise<string>, words: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => (timer = setTimeout(() => reject(new Error(`${words} within ${milliseconds} ms`)), milliseconds)));
  try {
    await Promise.race([work, late, died.then((why) => Promise.reject(new Error(why)))]);
  } finally {
    clearTimeout(timer);
  }
}
