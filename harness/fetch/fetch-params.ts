import type { Cookie } from './cookie.ts';
import type { PreflightCache } from './preflight-cache.ts';
import type { OpenQuestion, Reason, Stage } from './reason.ts';
import type { FetchRequest, FetchResponse } from './request.ts';
import type { Algorithm, TraceStep } from './trace.ts';
import type { AddressSpace } from './secure.ts';
import type { HttpCache } from './http-cache.ts';
import type { ScriptRequest } from './script-request.ts';

/** A request as a server receives it. */
export interface WireRequest {
  readonly role: 'preflight' | 'request';
  readonly method: string;
  /** Without userinfo and fragment. */
  readonly url: string;
  /** Names in lower case. Null: it is not sent. Not named: nothing is said of it. */
  readonly headers: Readonly<Record<string, string | null>>;
  /** Null for none; undefined where the bytes cannot be known beforehand. */
  readonly body: string | null | undefined;
}

export interface PredictedExchange extends WireRequest {
  /** Why the engine may do without it: it had the answer already. */
  readonly optional: OpenQuestion | null;
}

/** A response that user agents discard, and why. */
export interface Discarded {
  readonly discarded: string;
}

/** Bytes of which HTTP leaves it to the recipient whether they are a response, and why. */
export interface Malformed {
  readonly malformed: string;
  /** The response that they are to a recipient that mends them, where HTTP gives it no other choice than that or to reject them. */
  readonly mended?: FetchResponse;
}

/**
 * The server's side: `no-connection` where none can be made, so that nothing is sent; `none` when no response comes;
 * `unknown` where it is not known what answers.
 */
export type Respond = (request: WireRequest) => FetchResponse | Discarded | Malformed | 'no-connection' | 'none' | 'unknown';

/** What an engine holds before a fetch. */
export interface World {
  readonly cookies: readonly Cookie[];
  readonly preflightCache: PreflightCache;
  readonly httpCache: HttpCache;
  /** Time in seconds, for the CORS-preflight cache. */
  readonly now: number;
  /** Longest time in seconds that a preflight is kept, whatever the server says. */
  readonly longestMaxAge: number;
  /** Address space of the client, where its address does not tell. */
  readonly clientAddressSpace: AddressSpace | null;
  /** The HTTP version of connections. */
  readonly http: '1.1' | '2';
}

/** Values that say what a failure was about. */
export interface Facts {
  /** Origin that the request had at the time, as the server saw it. */
  readonly origin: string;
  readonly url: string;
  readonly method: string;
  /** The header that is to blame, with the value that was sent; null for none. */
  readonly header: string | null;
  readonly sent: string | null;
  /** What would have been right there: a method, a header's name, an origin. */
  readonly wanted: string | null;
  readonly status: number | null;
  /** Whether the response that failed was that to the preflight. */
  readonly preflight: boolean;
}

/** How a fetch that takes too long ends, and after how many milliseconds. */
export interface Patience {
  readonly end: 'aborted' | 'timed-out';
  readonly after: number;
}

export interface NetworkError {
  readonly kind: 'network-error';
  readonly stage: Stage;
  readonly reason: Reason;
  readonly facts: Facts;
}

export type FetchResult =
  | NetworkError
  | { readonly kind: 'response'; readonly request: FetchRequest; readonly response: FetchResponse; readonly opaqueRedirect: boolean }
  /** Script or its timeout ended it while a response was awaited. */
  | { readonly kind: 'aborted' | 'timed-out' }
  | { readonly kind: 'undetermined'; readonly because: OpenQuestion };

/** What one prediction gathers on its way. The only thing in the model that changes. */
export class FetchParams {
  readonly respond: Respond;
  readonly trace: TraceStep[] = [];
  readonly exchanges: PredictedExchange[] = [];
  readonly open = new Set<OpenQuestion>();
  httpCache: HttpCache;
  /** Milliseconds that responses have taken. */
  elapsed = 0;
  /** Milliseconds after which script, or its timeout, ends the fetch. */
  readonly patience: Patience | null;
  readonly csp: ScriptRequest['csp'];
  readonly serviceWorker: ScriptRequest['serviceWorker'];
  /** The request as it is after the redirects so far. */
  request: FetchRequest;
  cookies: readonly Cookie[];
  preflightCache: PreflightCache;
  readonly now: number;
  readonly longestMaxAge: number;
  readonly clientAddressSpace: AddressSpace | null;
  readonly http: World['http'];

  constructor(request: FetchRequest, respond: Respond, world: World, asked: Pick<ScriptRequest, 'abort' | 'timeout' | 'csp' | 'serviceWorker'> = {}) {
    this.request = request;
    this.respond = respond;
    this.cookies = world.cookies;
    this.preflightCache = world.preflightCache;
    this.httpCache = world.httpCache;
    this.patience = asked.abort !== undefined ? { end: 'aborted', after: asked.abort } : asked.timeout !== undefined ? { end: 'timed-out', after: asked.timeout } : null;
    this.csp = asked.csp;
    this.serviceWorker = asked.serviceWorker;
    this.http = world.http;
    this.now = world.now;
    this.longestMaxAge = world.longestMaxAge;
    this.clientAddressSpace = world.clientAddressSpace;
  }

  step(algorithm: Algorithm, step: string, says: string): void {
    this.trace.push({ algorithm, step, says });
  }

  undetermined(because: OpenQuestion): Extract<FetchResult, { kind: 'undetermined' }> {
    this.open.add(because);
    return { kind: 'undetermined', because };
  }
}
