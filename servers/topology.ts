import { makeCertificate } from './certificate.ts';
import { ExchangeLog } from './exchange-log.ts';
import { startOrigin } from './origin.ts';
import type { OriginServer } from './origin.ts';
import { startRawOrigin } from './raw-origin.ts';
import { Routes } from './routes.ts';
import { startUnreachablePorts } from './unreachable.ts';
import type { Unreachable } from './unreachable.ts';

type ByScheme = Readonly<Record<'http' | 'https', string>>;

/**
 * The origins in use, serialised. The document is at `localhost`; another port of `localhost` is cross-origin and
 * same-site, 127.0.0.1 is cross-site. These names mean loopback on every system, which `*.localhost` does not.
 */
export interface Topology {
  readonly document: ByScheme;
  readonly resource: Readonly<Record<'same-site' | 'cross-site', ByScheme>>;
  /** The raw origins, which take any method. */
  readonly raw: Readonly<Record<'same-site' | 'cross-site', ByScheme>>;
  /** Origins that no request can reach; several that are alike, so that not all cases share one. */
  readonly unreachable: Readonly<Record<Unreachable, readonly Readonly<Record<'same-site' | 'cross-site', ByScheme>>[]>>;
}

/** Every origin of a run. */
export interface Origins {
  readonly topology: Topology;
  readonly routes: Routes;
  readonly log: ExchangeLog;
  readonly servers: Readonly<Record<'document' | 'resource' | 'raw', Readonly<Record<'http' | 'https', OriginServer>>>>;
  /** Names the origins that do not accept connections. */
  down(): string[];
  /** Names the origins that died within a span of `performance.now()`. */
  diedBetween(start: number, end: number): string[];
  /** Says how the harness itself saw, in a span of `performance.now()`, that no request can reach an address; null when it did not. */
  proveUnreachable(kind: Unreachable, url: string, start: number, end: number): Promise<string | null>;
  stop(): Promise<void>;
}

/** Starts the origins of a run, on loopback only. */
export async function startOrigins(): Promise<Origins> {
  const routes = new Routes();
  const log = new ExchangeLog();
  const certificate = await makeCertificate();
  const both = async (start: typeof startOrigin): Promise<Record<'http' | 'https', OriginServer>> => {
    const [http, https] = await Promise.all([start({ routes, log, certificate: null }), start({ routes, log, certificate })]);
    return { http, https };
  };
  const [document, resource, raw, unreachable] = await Promise.all([both(startOrigin), both(startOrigin), both(startRawOrigin), startUnreachablePorts()]);
  const servers = { document, resource, raw };
  const at = (host: string, pair: Record<'http' | 'https', OriginServer>): ByScheme => ({
    http: `http://${host}:${pair.http.port}`,
    https: `https://${host}:${pair.https.port}`,
  });
  const nobodyAt = (port: number): Record<'same-site' | 'cross-site', ByScheme> => {
    const atHost = (host: string): ByScheme => ({ http: `http://${host}:${port}`, https: `https://${host}:${port}` });
    return { 'same-site': atHost('localhost'), 'cross-site': atHost('127.0.0.1') };
  };
  const all = Object.entries(servers).flatMap(([name, pair]) => Object.entries(pair).map(([scheme, server]) => ({ name: `${name} origin (${scheme})`, server })));
  return {
    topology: {
      document: at('localhost', document),
      resource: { 'same-site': at('localhost', resource), 'cross-site': at('127.0.0.1', resource) },
      raw: { 'same-site': at('localhost', raw), 'cross-site': at('127.0.0.1', raw) },
      unreachable: { 'closed-port': unreachable.ports['closed-port'].map(nobodyAt), 'broken-tls': unreachable.ports['broken-tls'].map(nobodyAt) },
    },
    routes,
    log,
    servers,
    down: () => all.filter(({ server }) => !server.isListening()).map(({ name }) => name),
    diedBetween: (start, end) => all.filter(({ server }) => server.deaths.some(({ from, until }) => from <= end && until >= start)).map(({ name }) => name),
    proveUnreachable: (kind, url, start, end) => unreachable.prove(kind, Number(new URL(url).port), start, end),
    async stop() {
      await Promise.all([...all.map(({ server }) => server.stop()), unreachable.stop()]);
    },
  };
}
