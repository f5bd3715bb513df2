import { corsUnsafeRequestHeaderNames } from '../fetch/cors-safelist.ts';
import { isSafeMethod, normalizeMethod } from '../fetch/method.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { adviceOn } from './advice.ts';
import { askEngines, isWeb } from './ask-engines.ts';
import type { AskedRequest } from './asked-request.ts';
import { causeOf, mendsOf } from './cause.ts';
import { cookieMends } from './cookie-words.ts';
import { cookieFor, jarOf } from './cookies.ts';
import type { Cause, Explanation } from './explanation.ts';
import { foretell } from './foretell.ts';
import type { NotSent, Permit } from './foretell.ts';
import type { PagesAt, PagesAtOptions } from './page-at.ts';
import type { PlainAnswer, PlainRequest } from './plain-client.ts';
import { limitText, PoliteClient } from './polite-client.ts';
import type { PoliteClientOptions } from './polite-client.ts';
import { probe } from './probes.ts';
import type { Probe } from './probes.ts';

export interface ExplainOptions extends PoliteClientOptions, PagesAtOptions {
  /** Whether a request may be sent that may change something on the server. */
  readonly consent: boolean;
  /** Pages that are open already, at that origin; else they are opened and closed. */
  readonly pages?: PagesAt;
  /** Ends it early: what was not asked by then is not known. */
  readonly signal?: AbortSignal;
}


/**
 * Finds out why a request works or fails: asks the servers what a browser would ask them, lets the standard judge the
 * answers, makes the request in real engines from a page at that origin, and asks what people miss. Sends nothing but GET,
 * HEAD and OPTIONS without consent. Never rejects for a server's or an engine's sake.
 */
export async function explain(given: AskedRequest, options: ExplainOptions): Promise<Explanation> {
  const { origin, consent, signal } = options;
  // As fetch() does: whether it is safe depends on it.
  const asked: AskedRequest = { ...given, method: normalizeMethod(given.method) };
  const script = scriptRequestOf(asked, origin);
  const client = new PoliteClient(options);
  const ask = (request: PlainRequest): Promise<PlainAnswer | NotSent> => client.ask(request);
  const sent = consent || isSafeMethod(asked.method);
  const unsafe = `a ${asked.method} may change something on the server, and nobody said that it may be sent`;
  const permit: Permit = ({ method }) => (consent || isSafeMethod(method) ? null : unsafe);
  const cookies = asked.credentials === 'include' ? jarOf(asked.cookie, asked.url) : [];
  const foretold = await foretell(script, ask, permit, cookies);
  const cause: Cause = client.limit === null ? causeOf(foretold) : { kind: 'limited', ...client.limit };
  // Some engines may not send them. What may change something is not sent once more for that.
  const bare = cookies.length === 0 || !isSafeMethod(asked.method) || client.limit !== null ? null : await foretell(script, ask, permit);
  const found = { cause, exchanges: foretold.exchanges, withoutCookies: bare === null ? null : { cause: causeOf(bare), exchanges: bare.exchanges } };
  const engines = await askEngines(asked, found, { ...options, sent, turn: (urls) => client.turn(urls) });
  const readable = cause.kind === 'none' ? cause.readable.map((name) => name.toLowerCase()) : null;
  const more = { origin, method: asked.method, url: asked.url, headerNames: corsUnsafeRequestHeaderNames(asked.headers), credentials: asked.credentials === 'include', cookie: cookieFor(cookies, asked.url), exchanges: foretold.exchanges, readable, ask };
  const probes = signal?.aborted === true || client.limit !== null ? [] : await probe(more);
  const works = engines.length > 0 && engines.every(({ result }) => result === 'works');
  const unsent = engines.some(({ cookiesSent }) => cookiesSent === false);
  return {
    format: 1,
    asked,
    origin,
    works,
    ...found,
    trace: foretold.prediction.trace,
    engines,
    withoutCookies: unsent ? found.withoutCookies : null,
    mends: [...(unsent ? cookieMends(asked, origin) : []), ...mendsOf(cause, foretold.exchanges)],
    advice: adviceOn(asked, origin, cause, foretold.exchanges),
    probes: [...probes, ...(cause.kind === 'limited' ? [] : limitProbe(client))],
  };
}

function scriptRequestOf({ url, method, headers, body, mode, credentials, redirect }: AskedRequest, origin: string): ScriptRequest {
  return { api: 'fetch', origin, clientUrl: isWeb(origin) ? `${origin}/` : 'about:srcdoc', url, method, mode, credentials, redirect, referrerPolicy: null, headers, body: body === null ? null : { kind: 'text', text: body }, uploadListeners: false };
}

/** Says that the server limits requests where it let itself be asked again, or was left alone only after what matters. */
function limitProbe({ limit, repeats }: PoliteClient): Probe[] {
  if (limit !== null) return [{ name: 'limit', finding: 'note', says: `Not all was asked: ${limitText(limit)}.` }];
  return repeats === 0 ? [] : [{ name: 'limit', finding: 'note', says: 'The server limits requests: it asked for a while, and was asked again after it. Pages can meet this too, and do not ask again by themselves.' }];
}
