import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isSafeMethod } from '../fetch/method.ts';
import type { Leave } from './consent.ts';
import { Breaker } from './breaker.ts';
import { firstThatListens } from './first-that-listens.ts';
import type { AskedAndAnswered } from './foretell.ts';
import { addressOfName, keyOf, placeOf } from './place.ts';
import type { Place } from './place.ts';
import { askPlainly } from './plain-client.ts';
import type { PlainAnswer, PlainRequest } from './plain-client.ts';
import type { RateGate } from './rate.ts';
import { parseRetryAfter } from './retry-after.ts';
import { inScope, resolvedInScope } from './scope.ts';

export interface TargetClientOptions {
  /** What it is called in sentences. */
  readonly name: string;
  /** Origins that may be asked, and patterns of such. */
  readonly origins: readonly string[];
  /** Where to connect instead, by `keyOf` the place: those that the configuration names. */
  readonly resolve: ReadonlyMap<string, Place>;
  /** Certificates, in PEM, that are trusted beside the usual ones. */
  readonly ca: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
  readonly rate: RateGate;
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/** Where an origin is; or why nothing may be sent there, or what went wrong when its name was looked up. */
type Pinned = { readonly kind: 'place'; readonly place: Place } | { readonly kind: 'forbidden'; readonly why: string } | { readonly kind: 'unknown'; readonly code: string };

/** Times that a request is made again after the server wanted it later. */
const mostAgain = 3;
/** Milliseconds to wait where a server that limits requests does not say how long, doubled each time. */
const pause = 2000;

/**
 * The one way to a target: sends nothing to an origin that is not listed or to an address where it may not be, no faster than the
 * rate, not before the target wants to be asked again, and nothing more once it fails all the time.
 */
export class TargetClient {
  readonly #options: TargetClientOptions;
  readonly #breaker: Breaker;
  /** Addresses are looked up once a run, so that what was checked is what is connected to. */
  readonly #pinned = new Map<string, Promise<Pinned>>();
  /** Where connections of pages go, too: what was pinned so far. */
  readonly resolve = new Map<string, Place>();
  #limits = 0;

  constructor(options: TargetClientOptions) {
    this.#options = options;
    this.#breaker = new Breaker(options.name);
  }

  /** How often the target said that there were too many requests. An engine may have been told so at the time as well. */
  get limits(): number {
    return this.#limits;
  }

  /** Says whether the target is still asked anything. */
  leave(): Leave {
    return this.#breaker.leave();
  }

  /** Waits until so many requests may start, and counts them as started. */
  async start(requests: number): Promise<Leave> {
    for (let started = 0; started < requests; started++) {
      const leave = this.#breaker.leave();
      if (!leave.ok) return leave;
      const turn = await this.#options.rate.start();
      if (!turn.ok) return turn;
    }
    return { ok: true };
  }

  /** Asks, with patience for a server that limits requests. */
  async ask(request: PlainRequest): Promise<AskedAndAnswered['answer']> {
    const scope = inScope(request.url, this.#options.origins);
    if (!scope.ok) return { kind: 'not-sent', because: 'out-of-scope', why: scope.why };
    const leave = this.leave();
    if (!leave.ok) return { kind: 'not-sent', because: 'left-alone', why: leave.why };
    const pinned = await this.#pin(request.url);
    if (pinned.kind === 'forbidden') return { kind: 'not-sent', because: 'out-of-scope', why: pinned.why };
    if (pinned.kind === 'unknown') return this.#noted({ kind: 'failed', trouble: 'name', code: pinned.code });
    for (let again = 0; ; again++) {
      const turn = await this.start(1);
      if (!turn.ok) return { kind: 'not-sent', because: 'left-alone', why: turn.why };
      const answer = this.#noted(await askPlainly(request, { resolve: this.resolve, ca: this.#options.ca, timeout: this.#options.timeout }));
      // What may change something is sent once.
      if (!isLater(answer) || again === mostAgain || !isSafeMethod(request.method)) return answer;
      if (!saysWhen(answer)) await (this.#options.sleep ?? delay)(pause * 2 ** again);
    }
  }

  #noted(answer: PlainAnswer): PlainAnswer {
    if (answer.kind === 'failed') {
      this.#breaker.record({ kind: 'network-failure', what: answer.code });
    } else {
      this.#breaker.record({ kind: 'answered', status: answer.status });
      if (isLater(answer)) {
        this.#limits++;
        this.#options.rate.slowDown();
      }
      this.#options.rate.answered(answer.headers);
    }
    return answer;
  }

  /** Finds where an origin in scope is, and remembers it; a name that is not known now may be later. */
  async #pin(url: string): Promise<Pinned> {
    const key = keyOf(placeOf(url));
    const pinning = this.#pinned.get(key) ?? this.#find(url);
    this.#pinned.set(key, pinning);
    const pinned = await pinning;
    if (pinned.kind === 'place') this.resolve.set(key, pinned.place);
    if (pinned.kind === 'unknown') this.#pinned.delete(key);
    return pinned;
  }

  async #find(url: string): Promise<Pinned> {
    const place = placeOf(url);
    const named = this.#options.resolve.get(keyOf(place));
    if (named !== undefined) return { kind: 'place', place: named };
    const host = addressOfName(place.host);
    let addresses: readonly string[] = [host];
    try {
      if (isIP(host) === 0) addresses = await (this.#options.addressesOf ?? lookUp)(host);
    } catch (error) {
      return { kind: 'unknown', code: (error as NodeJS.ErrnoException).code ?? 'ENOTFOUND' };
    }
    // All of them: whoever connects by itself might choose any.
    for (const address of addresses) {
      const leave = resolvedInScope(url, address, this.#options.origins);
      if (!leave.ok) return { kind: 'forbidden', why: leave.why };
    }
    const address = await firstThatListens(addresses, place.port);
    return address === null ? { kind: 'unknown', code: 'ENOTFOUND' } : { kind: 'place', place: { host: address, port: place.port } };
  }
}

async function lookUp(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** Says whether a server wants to be asked later. Source: https://www.rfc-editor.org/rfc/rfc6585#section-4 */
function isLater(answer: PlainAnswer): boolean {
  return answer.kind === 'response' && (answer.status === 429 || (answer.status === 503 && saysWhen(answer)));
}

/** Says whether an answer has a time in `Retry-After` that the rate heeds. */
function saysWhen(answer: PlainAnswer): boolean {
  return answer.kind === 'response' && answer.headers.some(([name, value]) => name.toLowerCase() === 'retry-after' && parseRetryAfter(value, Date.now()) !== null);
}
