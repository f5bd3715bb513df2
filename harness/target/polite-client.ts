import { setTimeout as delay } from 'node:timers/promises';
import { isSafeMethod } from '../fetch/method.ts';
import type { NotSent } from './foretell.ts';
import { keyOf, placeOf } from './place.ts';
import { askPlainly } from './plain-client.ts';
import type { PlainAnswer, PlainClientOptions, PlainRequest } from './plain-client.ts';
import { RateGate } from './rate.ts';
import { parseRetryAfter } from './retry-after.ts';

/** How a server limits requests: a 429 or a 503 that says when to come back. */
export interface Limit {
  readonly status: number;
  readonly url: string;
  /** For which it asks to be left alone; null for ever. */
  readonly seconds: number | null;
}

export interface PoliteClientOptions extends PlainClientOptions {
  /** Requests a second to one server, at most; 5 if left out. */
  readonly perSecond?: number | undefined;
  /** Ends its waiting: from then on nothing is sent. */
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds. */
const longestWait = 20_000;
const mostRepeats = 2;

/**
 * Asks servers no faster than they bear, and again where one asks for a while. One that wants to be left alone for longer, or
 * does not stop to, is not asked any more. A request that may change something is sent once.
 */
export class PoliteClient {
  readonly #options: PoliteClientOptions;
  readonly #gates = new Map<string, RateGate>();
  #limit: Limit | null = null;
  #repeats = 0;

  constructor(options: PoliteClientOptions) {
    this.#options = options;
  }

  /** How a server limited what is asked, so that it was given up; null where none did. */
  get limit(): Limit | null {
    return this.#limit;
  }

  /** How often a server was asked again, after it had asked for a while. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Asks once, and again after a while if the server says so. Never rejects. */
  async ask(request: PlainRequest): Promise<PlainAnswer | NotSent> {
    for (let repeats = 0; ; repeats++) {
      const refused = await this.turn([request.url]);
      if (refused !== null) return { kind: 'not-sent', because: 'left-alone', why: refused };
      const answer = await askPlainly(request, this.#options);
      const wait = answer.kind === 'response' ? waitOf(answer) : null;
      if (answer.kind !== 'response' || wait === null) return answer;
      if (wait > longestWait || repeats >= mostRepeats || !isSafeMethod(request.method)) {
        this.#limit ??= { status: answer.status, url: request.url, seconds: Number.isFinite(wait) ? Math.ceil(wait / 1000) : null };
        return answer;
      }
      this.#gateOf(request.url).answered(answer.headers);
      this.#repeats++;
    }
  }

  /** Waits until something may be sent to each of these addresses, one after the other; says why not if it may not. */
  async turn(urls: readonly string[]): Promise<string | null> {
    for (const url of urls) {
      if (this.#limit !== null) return limitText(this.#limit);
      const leave = await this.#gateOf(url).start().catch(() => ({ ok: false, why: 'it was interrupted' }) as const);
      if (!leave.ok) return leave.why;
    }
    return null;
  }

  #gateOf(url: string): RateGate {
    const key = keyOf(placeOf(url));
    const { perSecond = 5, signal } = this.#options;
    const gate = this.#gates.get(key) ?? new RateGate({ target: key, perSecond, longestWait, sleep: (milliseconds) => delay(milliseconds, undefined, { signal }) });
    this.#gates.set(key, gate);
    return gate;
  }
}

/** Milliseconds that an answer asks to wait; null where it does not. */
function waitOf({ status, headers }: Extract<PlainAnswer, { kind: 'response' }>): number | null {
  if (status !== 429 && status !== 503) return null;
  const waits = headers.flatMap(([name, value]) => (name.toLowerCase() === 'retry-after' ? (parseRetryAfter(value, Date.now()) ?? []) : []));
  return waits.length === 0 ? null : Math.max(...waits);
}

/** Says in one sentence that a server limits requests. */
export function limitText({ status, url, seconds }: Limit): string {
  return `the server says ${status} and asks to be left alone ${seconds === null ? 'for ever' : `for ${seconds} s`} (${url})`;
}
