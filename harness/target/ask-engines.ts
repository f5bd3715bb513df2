import { parseUrl } from '../fetch/url.ts';
import type { AskedRequest } from './asked-request.ts';
import { setCookieValues } from './cookies.ts';
import { cookieWords } from './cookie-words.ts';
import { answerOf, notAsked, withoutProof } from './engine-answer.ts';
import type { Cause, EngineAnswer, WithoutCookies } from './explanation.ts';
import type { AskedAndAnswered } from './foretell.ts';
import { closerThanPage } from './local-network.ts';
import { PagesAt } from './page-at.ts';
import type { PagesAtOptions, RequestAt } from './page-at.ts';
import { keyOf, placeOf } from './place.ts';
import type { Resolve } from './plain-client.ts';
import { limitText } from './polite-client.ts';
import { startTwin } from './twin.ts';

export interface AskEnginesOptions extends PagesAtOptions {
  /** Whether the request may be sent; else a twin of the server is asked. */
  readonly sent: boolean;
  readonly resolve: Resolve;
  /** Milliseconds for the request. */
  readonly timeout: number;
  /** Pages that are open already, at that origin; else they are opened and closed. */
  readonly pages?: PagesAt | undefined;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
  /** Waits until each of these addresses may be asked; says why not if one may not. */
  readonly turn: (urls: readonly string[]) => Promise<string | null>;
}

/** What a plain client found out before. */
export interface Found {
  readonly cause: Cause;
  readonly exchanges: readonly AskedAndAnswered[];
  readonly withoutCookies: WithoutCookies | null;
}

/** Makes a request in each engine, from a page at an origin, and says what came of it. */
export async function askEngines(asked: AskedRequest, { cause, exchanges, withoutCookies }: Found, options: AskEnginesOptions): Promise<EngineAnswer[]> {
  const { origin, engines, resolve, timeout, sent, turn } = options;
  if (engines.length === 0) return [];
  const none = (why: string): EngineAnswer[] => engines.map(({ name }) => notAsked(name, why));
  if (cause.kind === 'limited') return none(limitText(cause));
  if (cause.kind === 'network' && cause.trouble === 'certificate') return none(acceptsAll);
  if (!isWeb(origin)) return none(`no page can be put at the origin ${origin}, only at one of http or https`);
  const addresses = [asked.url, ...[...exchanges, ...(withoutCookies?.exchanges ?? [])].map(({ request }) => request.url)];
  const targets = new Set(addresses.map((url) => new URL(url).origin));
  const page = keyOf(placeOf(origin));
  if ([...targets].some((target) => keyOf(placeOf(target)) === page)) return none("the request goes to the page's own origin, where a page of ours would answer it in place of the server");
  const [first] = exchanges;
  const twin = sent || first === undefined ? null : await startTwin(first);
  if (!sent && twin === null) return none(`a ${asked.method} may change something on the server; with consent it is sent`);
  const { url, method, mode, credentials, redirect, headers, body } = asked;
  const request: RequestAt['request'] = { api: 'fetch', url, method, mode, credentials, redirect, referrerPolicy: null, headers, body: body === null ? null : { kind: 'text', text: body } };
  const pages = options.pages ?? (await PagesAt.open(options));
  const stop = (): void => void pages.close();
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted === true) stop();
  try {
    // To the twin alone: nothing of this may reach the server.
    const where = twin === null ? { targets, resolve, turn: () => turn(exchanges.map((one) => one.request.url)) } : { targets: new Set([new URL(url).origin]), resolve: twin.resolve, turn: () => Promise.resolve(null) };
    const cookies = twin === null && credentials === 'include' ? setCookieValues(asked.cookie, url) : [];
    const attempts = await pages.perform({ request, ...where, cookies, deadline: timeout });
    const closer = await closerThanPage(url, origin, resolve);
    return attempts.map((attempt) => {
      const expected = attempt.cookiesSent === false ? (withoutCookies?.cause ?? null) : cause;
      return cookieWords(withoutProof(answerOf(attempt, expected, targets, twin !== null), closer), { asked, origin, exchanges, withoutCookies });
    });
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await twin?.stop();
    if (options.pages === undefined) await pages.close();
  }
}

/** Whether an origin is one at which a page can be put. */
export const isWeb = (origin: string): boolean => /^https?:$/.test(parseUrl(origin)?.protocol ?? '');

// Or our own page could not be shown.
const acceptsAll = 'here the engines accept every certificate, so it would prove nothing; to a user they refuse this one';
