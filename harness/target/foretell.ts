import type { Cookie } from '../fetch/cookie.ts';
import type { Respond, WireRequest } from '../fetch/fetch-params.ts';
import type { HeaderList } from '../fetch/header.ts';
import { freshWorld, predict } from '../fetch/predict.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { cookieFor } from './cookies.ts';
import type { PlainAnswer, PlainRequest } from './plain-client.ts';

/** Why a request was not sent: nobody said that it may be, it would have gone where nothing may be sent, or its target is left alone. */
export interface NotSent {
  readonly kind: 'not-sent';
  readonly because: 'consent' | 'out-of-scope' | 'left-alone';
  readonly why: string;
}

/** What a browser would send, and what the server answers to it. Null: it was not sent, for a reason. */
export interface AskedAndAnswered {
  readonly request: WireRequest;
  readonly answer: PlainAnswer | NotSent;
}

export interface Foretold {
  /** What the standard makes of the answers. */
  readonly prediction: Prediction;
  readonly exchanges: readonly AskedAndAnswered[];
}

/** Says why a request is not to be sent; null where it may be. */
export type Permit = (request: { readonly method: string; readonly url: string }) => string | null;

/** Redirects and preflights that one request may bring; the standard ends it at 20 redirects. */
const mostExchanges = 45;

/**
 * Finds what the standard says of a request to servers of which nothing is known: asks the model what a browser sends
 * first, sends it with a plain client, tells the model what came, and so on to the end. `cookies` are what the browser has.
 */
export async function foretell(asked: ScriptRequest, ask: (request: PlainRequest) => Promise<PlainAnswer | NotSent>, permit: Permit, cookies: readonly Cookie[] = []): Promise<Foretold> {
  const exchanges: AskedAndAnswered[] = [];
  for (;;) {
    let next: WireRequest | null = null;
    let at = 0;
    const respond: Respond = (request) => {
      const known = exchanges[at++];
      if (known === undefined) next ??= request;
      return known === undefined ? 'unknown' : responseOf(known.answer);
    };
    const prediction = predict(asked, respond, { ...freshWorld, cookies, http: '1.1' });
    const foreseen = next as WireRequest | null;
    if (foreseen === null || exchanges.length >= mostExchanges) return { prediction, exchanges };
    const request = withCookies(foreseen, cookies);
    const refused = permit(request);
    const answer = refused === null ? await ask(plainRequestOf(request, asked)) : { kind: 'not-sent' as const, because: 'consent' as const, why: refused };
    exchanges.push({ request, answer });
    if (answer.kind === 'not-sent') return { prediction, exchanges };
  }
}

/** Whether cookies go to another site is the engine's to say, and the standard leaves the header out: here they do. */
function withCookies(request: WireRequest, cookies: readonly Cookie[]): WireRequest {
  const cookie = Object.hasOwn(request.headers, 'cookie') ? null : cookieFor(cookies, request.url);
  return cookie === null ? request : { ...request, headers: { ...request.headers, cookie } };
}

function responseOf(answer: AskedAndAnswered['answer']): ReturnType<Respond> {
  if (answer.kind === 'not-sent') return 'unknown';
  if (answer.kind === 'response') return answer;
  return answer.trouble === 'reset' || answer.trouble === 'timeout' || answer.trouble === 'not-http' ? 'none' : 'no-connection';
}

/** Writes a request as browsers do, with the headers of which the model is sure. */
export function plainRequestOf({ role, method, url, headers, body }: WireRequest, asked: Pick<ScriptRequest, 'headers'>): PlainRequest {
  const known = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  const own = role === 'preflight' ? [] : asked.headers.filter(([name]) => !Object.hasOwn(headers, name.toLowerCase()));
  return { method, url, headers: withUsual([...known, ...own]), body: body ?? null };
}

/** Adds what every browser sends, since some servers answer nobody without it. */
function withUsual(given: HeaderList): HeaderList {
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  return [...[['Accept', '*/*'] as const, ['User-Agent', 'Mozilla/5.0 (compatible; cors-conformance)'] as const].filter(([name]) => !names.has(name.toLowerCase())), ...given];
}
