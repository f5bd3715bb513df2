import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Leave } from './consent.ts';
import { Breaker } from './breaker.ts';
import type { AskedAndAnswered } from './foretell.ts';
import { addressOfName, keyOf, placeOf } from './place.ts';
import type { Place } from './place.ts';
import { askPlainly } from './plain-client.ts';
import type { PlainAnswer, PlainRequest } from './plain-client.ts';
import type { RateGate } from './rate.ts';
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
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);
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
  readonly #pinned = new Map<string, Promise<Place | string>>();
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

  /** Says whether a request may go to an address, and finds where it is. */
  async reach(url: string): Promise<Leave> {
    const scope = inScope(url, this.#options.origins);
    if (!scope.ok) return scope;
    const key = keyOf(placeOf(url));
    const pinning = this.#pinned.get(key) ?? this.#pin(url);
    this.#pinned.set(key, pinning);
    const place = await pinning;
    if (typeof place === 'string') return { ok: false, why: place };
    this.resolve.set(key, place);
    return { ok: true };
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
    const reach = await this.reach(request.url);
    if (!reach.ok) return { kind: 'not-sent', because: 'out-of-scope', why: reach.why };
    for (let again = 0; ; again++) {
      const turn = await this.start(1);
      if (!turn.ok) return { kind: 'not-sent', because: 'left-alone', why: turn.why };
      const answer = await askPlainly(request, { resolve: this.resolve, ca: this.#options.ca, timeout: this.#options.timeout });
      this.#note(answer);
      // What may change something is sent once.
      if (!isLater(answer) || again === mostAgain || !safe.has(request.method)) return answer;
      if (!saysWhen(answer)) await new Promise((resolve) => setTimeout(resolve, pause * 2 ** again));
    }
  }

  #note(answer: PlainAnswer): void {
    if (answer.kind === 'failed') {
      this.#breaker.record({ kind: 'network-failure', what: answer.code });
      return;
    }
    this.#breaker.record({ kind: 'answered', status: answer.status });
    if (isLater(answer)) {
      this.#limits++;
      this.#options.rate.slowDown();
    }
    this.#options.rate.answered(answer.headers);
  }

  /** Finds where a place is; a sentence where nothing may be sent there. A name that is not known is the plain client's to report. */
  async #pin(url: string): Promise<Place | string> {
    const place = placeOf(url);
    const named = this.#options.resolve.get(keyOf(place));
    if (named !== undefined) return named;
    const host = addressOfName(place.host);
    const addresses = isIP(host) === 0 ? await (this.#options.addressesOf ?? lookUp)(host).catch(() => []) : [host];
    for (const address of addresses) {
      const leave = resolvedInScope(url, address, this.#options.origins);
      if (!leave.ok) return leave.why;
    }
    return { host: addresses[0] ?? host, port: place.port };
  }
}

async function lookUp(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** Says whether a server wants to be asked later. Source: https://www.rfc-editor.org/rfc/rfc6585#section-4 */
function isLater(answer: PlainAnswer): boolean {
  return answer.kind === 'response' && (answer.status === 429 || (answer.status === 503 && saysWhen(answer)));
}

function saysWhen(answer: PlainAnswer): boolean {
  return answer.kind === 'response' && answer.headers.some(([name]) => name.toLowerCase() === 'retry-after');
}
