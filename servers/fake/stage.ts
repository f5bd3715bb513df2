import { setTimeout as pause } from 'node:timers/promises';
import type { HeaderList } from '../../harness/fetch/header.ts';
import type { BoundResponse, Script } from '../answer.ts';
import type { Exchange } from '../exchange-log.ts';
import type { Handler } from '../routes.ts';
import type { Origins } from '../topology.ts';
import { RawClient } from './client.ts';
import type { RawResponse } from './client.ts';

/** One case that a test puts up at an origin, as the harness would. */
export interface Staged {
  readonly token: string;
  readonly port: number;
  /** Host and port, as a client writes them. */
  readonly host: string;
  /** Writes a request's head; the target (`GET /resource`) is below the case's token. */
  head(request: string, ...headers: string[]): string;
  /** Waits until what has begun has ended, takes the exchanges, and withdraws the case. */
  take(): Promise<readonly Exchange[]>;
}

export interface StageOptions {
  readonly at?: 'resource' | 'raw';
  readonly scheme?: 'http' | 'https';
  readonly script?: Script;
  readonly handle?: Handler;
}

let cases = 0;

/** Puts a case up at an origin, called `localhost`. */
export function stage({ topology, servers, routes, log }: Origins, { at = 'resource', scheme = 'http', script = {}, handle }: StageOptions): Staged {
  const token = `case${++cases}`;
  const origin = topology[at]['same-site'][scheme];
  const { host } = new URL(origin);
  routes.add(token, { origins: new Set([origin]), scripts: [script], handle: handle ?? null, witnessed: true });
  log.expect(token);
  return {
    token,
    port: servers[at][scheme].port,
    host,
    head: (request, ...headers) => [`${request.replace('/', `/${token}/`)} HTTP/1.1`, `Host: ${host}`, ...headers, '', ''].join('\r\n'),
    async take() {
      await until(() => !log.isOpen(token));
      routes.remove(token);
      return log.take(token);
    },
  };
}

/** Completes an answer. */
export function answer(given: Partial<BoundResponse> = {}): BoundResponse {
  return { status: 200, statusText: 'OK', headers: [], body: '', ...given };
}

/** Waits until something holds; throws when it does not within 2 s. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 2000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`after 2 s still not: ${holds.toString()}`);
    await pause(2);
  }
}

/** Writes header pairs as lines, for comparison with the wire. */
export const lines = (headers: HeaderList): string[] => headers.map(([name, value]) => `${name}: ${value}`);

/** Sends one request on a connection of its own; returns what its client read and what the log holds. */
export async function once(staged: Staged, request: string, { bodyless = false, secure = false } = {}): Promise<{ wire: RawResponse; exchange: Exchange }> {
  const client = await RawClient.connect(staged.port, { secure });
  client.send(request);
  const wire = await client.response({ bodyless });
  const [exchange, ...more] = await staged.take();
  client.close();
  if (exchange === undefined || more.length > 0) throw new Error(`one request, and ${more.length + (exchange === undefined ? 0 : 1)} exchanges`);
  return { wire, exchange };
}
