import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Script } from './answer.ts';
import type { Stray } from './exchange-log.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What answers below one token, and at which origins (`http://localhost:4000`). */
export interface Route {
  readonly origins: ReadonlySet<string>;
  /** Scripted answers, by path, for each step of the case. */
  readonly scripts: readonly [Script, ...Script[]];
  /** Answers every path that the script does not: a server under test, or the harness's own pages. */
  readonly handle: Handler | null;
  /** False for the harness's own pages, which are no part of any case. */
  readonly witnessed: boolean;
}

/** Finds the route of a request, or says why it belongs to nothing. */
export class Routes {
  readonly #routes = new Map<string, Route>();

  add(token: string, route: Route): void {
    this.#routes.set(token, route);
  }

  remove(token: string): void {
    this.#routes.delete(token);
  }

  find(scheme: string, host: string | undefined, port: number, target: string): { token: string; origin: string; route: Route; path: string } | { why: Stray['why']; token: string | null } {
    // A page that reaches a loopback port under a name of its own (DNS rebinding) gets nothing.
    const name = host?.endsWith(`:${port}`) === true ? host.slice(0, -String(port).length - 1) : null;
    const match = /^\/([A-Za-z0-9_-]+)([/?].*)?$/.exec(target);
    const token = match?.[1] ?? null;
    const route = token === null ? undefined : this.#routes.get(token);
    const loopback = name !== null && (['localhost', '127.0.0.1', '[::1]'].includes(name) || /^([a-z0-9-]+\.)+localhost$/.test(name));
    // Other names and ports are good for those alone that are served there: other addresses of this machine, and document origins behind a proxy.
    if (!loopback && route?.origins.has(`${scheme}://${host}`) !== true) return { why: 'wrong-host', token: null };
    if (token === null || route === undefined) return { why: 'no-case', token };
    const origin = `${scheme}://${host}`;
    if (!route.origins.has(origin)) return { why: 'wrong-origin', token };
    const path = match?.[2] ?? '/';
    return { token, origin, route, path: path.startsWith('/') ? path : `/${path}` };
  }
}
