import type { HeaderList } from '../harness/fetch/header.ts';

/**
 * What an exchange is. `cors-request` and `request` are actual requests with and without an `Origin` header; `setup` and
 * `reachability` are the harness's own, made by the page around a case.
 */
export type ExchangeRole = 'cors-preflight-request' | 'cors-request' | 'request' | 'setup' | 'reachability';

/** A response as it was written to the connection. */
export interface WireResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: string;
  /** Length of the body in bytes; `body` is cut at 64 KiB. */
  readonly bodyLength: number;
}

/** What an origin did because a scenario declares it so exactly. */
export type ExactAnswer =
  /** It wrote these bytes, one character a byte, and no others; the log cuts them at 64 KiB. */
  | { readonly kind: 'bytes'; readonly bytes: string; readonly length: number }
  /** It cut the connection with a TCP reset, and wrote nothing. */
  | { readonly kind: 'reset' };

/** One request that an origin received, and the response that it sent. */
export interface Exchange {
  readonly token: string;
  /** Number of the case's step that was under way, from 0. */
  readonly step: number;
  readonly role: ExchangeRole;
  /** The origin as its clients write it. */
  readonly origin: string;
  readonly method: string;
  /** Request target, byte for byte. */
  readonly target: string;
  readonly requestHeaders: HeaderList;
  readonly requestBody: string;
  /** Null when the connection ended before a response was written, and when what was written is none. */
  readonly response: WireResponse | null;
  /** Only where a scenario declares an answer so exactly, and only when it was carried out to its end. */
  readonly exact?: ExactAnswer;
  /** Milliseconds since the log was made, from a monotonic clock. */
  readonly startedAt: number;
  readonly finishedAt: number | null;
}

/** A request that belongs to no case: wrong host, unknown token, or after its case was over. */
export interface Stray {
  readonly why: 'wrong-host' | 'no-case' | 'wrong-origin' | 'late' | 'malformed';
  readonly origin: string;
  readonly method: string;
  readonly target: string;
  /** The token, when it is that of a case that was over. */
  readonly token: string | null;
  readonly startedAt: number;
}

/** An exchange that has begun; `finish` ends it, once. */
export interface OpenExchange {
  body(chunk: Uint8Array): void;
  finish(response: WireResponse | null, exact?: ExactAnswer): void;
}

type Growing = { -readonly [K in keyof Exchange]: Exchange[K] };

/** Most bytes kept of a body. */
export const keptBody = 65_536;

/** The witness: every exchange of every origin, by the token in its path. */
export class ExchangeLog {
  readonly #start = performance.now();
  readonly #cases = new Map<string, Growing[]>();
  readonly #over = new Set<string>();
  readonly #steps = new Map<string, number>();
  readonly strays: Stray[] = [];

  #now(): number {
    return Math.round((performance.now() - this.#start) * 10) / 10;
  }

  /** Begins to accept exchanges with a token. */
  expect(token: string): void {
    this.#cases.set(token, []);
    this.#steps.delete(token);
  }

  /** Begins a step of a case: what comes from now on belongs to it. */
  enterStep(token: string, step: number): void {
    this.#steps.set(token, step);
  }

  /** Tells which step of a case is under way. */
  stepOf(token: string): number {
    return this.#steps.get(token) ?? 0;
  }

  /** Says whether exchanges with a token are accepted. */
  expects(token: string): boolean {
    return this.#cases.has(token);
  }

  /** Counts the exchanges with a token so far. */
  count(token: string): number {
    return this.#cases.get(token)?.length ?? 0;
  }

  /** Counts the exchanges of the case itself in one of its steps, without those of the harness. */
  countInStep(token: string, step: number): number {
    return (this.#cases.get(token) ?? []).filter((one) => one.step === step && one.role !== 'setup' && one.role !== 'reachability').length;
  }

  /** When the last exchange with a token ended, by `performance.now()`; null while there is none. */
  lastFinished(token: string): number | null {
    const times = (this.#cases.get(token) ?? []).flatMap(({ finishedAt }) => (finishedAt === null ? [] : [finishedAt + this.#start]));
    return times.length === 0 ? null : Math.max(...times);
  }

  /** Says whether an exchange with a token has begun and not ended. */
  isOpen(token: string): boolean {
    return this.#cases.get(token)?.some(({ finishedAt }) => finishedAt === null) === true;
  }

  open(request: Pick<Exchange, 'token' | 'role' | 'origin' | 'method' | 'target' | 'requestHeaders'>): OpenExchange {
    const exchange: Growing = { ...request, step: this.stepOf(request.token), requestBody: '', response: null, startedAt: this.#now(), finishedAt: null };
    this.#cases.get(request.token)?.push(exchange);
    const chunks: Uint8Array[] = [];
    let size = 0;
    return {
      body: (chunk) => {
        if (size < keptBody) chunks.push(chunk);
        size += chunk.byteLength;
        exchange.requestBody = Buffer.concat(chunks).subarray(0, keptBody).toString('utf8');
      },
      finish: (response, exact) => {
        if (exchange.finishedAt !== null) return;
        exchange.response = response;
        if (exact !== undefined) exchange.exact = exact;
        exchange.finishedAt = this.#now();
      },
    };
  }

  stray(stray: Omit<Stray, 'startedAt' | 'token'>, token: string | null): void {
    const late = token !== null && this.#over.has(token);
    this.strays.push({ ...stray, why: late ? 'late' : stray.why, token: late ? token : null, startedAt: this.#now() });
  }

  /** Takes a case's exchanges, in the order of their arrival. What comes after it is a stray. */
  take(token: string): readonly Exchange[] {
    const exchanges = this.#cases.get(token) ?? [];
    this.#cases.delete(token);
    this.#steps.delete(token);
    this.#over.add(token);
    return exchanges.map((exchange) => ({ ...exchange }));
  }
}

/** Tells an exchange's role from its request. */
export function roleOf(method: string, headers: HeaderList): ExchangeRole {
  const has = (name: string): boolean => headers.some(([candidate]) => candidate.toLowerCase() === name);
  // https://fetch.spec.whatwg.org/#cors-preflight-request
  if (method === 'OPTIONS' && has('origin') && has('access-control-request-method')) return 'cors-preflight-request';
  return has('origin') ? 'cors-request' : 'request';
}
