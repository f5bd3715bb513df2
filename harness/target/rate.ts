import { setTimeout as delay } from 'node:timers/promises';
import type { Leave } from './consent.ts';
import { parseRetryAfter } from './retry-after.ts';

export interface RateOptions {
  /** What it is called in sentences. */
  readonly target: string;
  /** Requests a second, at most; 5 if left out. */
  readonly perSecond?: number;
  /** Longest wait that a `Retry-After` may ask for, in milliseconds; a minute if left out. */
  readonly longestWait?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** At least 0 and below 1. */
  readonly random?: () => number;
}

/** Jitter, as a part of the time between two requests: so that many runs at once do not fall into step. */
const jitter = 0.2;
/** Milliseconds between two requests, to which a target that limits them slows us down at most. */
const slowest = 4000;

/** Lets requests to a target start one after the other, no more than so many a second, and not before it wants to be asked again. */
export class RateGate {
  readonly #target: string;
  #interval: number;
  readonly #longestWait: number;
  readonly #now: () => number;
  readonly #sleep: (milliseconds: number) => Promise<unknown>;
  readonly #random: () => number;
  #free = -Infinity;
  #notBefore = -Infinity;
  #turn: Promise<unknown> = Promise.resolve();
  #givenUp: string | null = null;

  constructor({ target, perSecond = 5, longestWait = 60_000, now = Date.now, sleep = delay, random = Math.random }: RateOptions) {
    if (!(perSecond > 0)) throw new RangeError(`a rate of ${perSecond} requests a second lets none start`);
    this.#target = target;
    this.#interval = 1000 / perSecond;
    this.#longestWait = longestWait;
    [this.#now, this.#sleep, this.#random] = [now, sleep, random];
  }

  /** Waits for a turn, in the order of the calls. If the target was given up meanwhile, it says why, and nothing may be sent. */
  start(): Promise<Leave> {
    const turn = this.#turn.then(() => this.#wait());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Heeds what a response says of when to come back. Requests that have started already are not held. */
  answered(headers: readonly (readonly [name: string, value: string])[]): void {
    for (const [name, value] of headers) {
      const wait = name.toLowerCase() === 'retry-after' ? parseRetryAfter(value, this.#now()) : null;
      if (wait === null) continue;
      if (wait > this.#longestWait) this.#givenUp ??= `not run: ${this.#target} asks with Retry-After to be left alone for ${seconds(wait)}, longer than the ${seconds(this.#longestWait)} that a run waits`;
      else this.#notBefore = Math.max(this.#notBefore, this.#now() + wait);
    }
  }

  /** Lets requests start half as often from now on, but not less often than one in some seconds. */
  slowDown(): void {
    this.#interval = Math.max(this.#interval, Math.min(this.#interval * 2, slowest));
  }

  async #wait(): Promise<Leave> {
    // Again after each sleep: a response may have asked for more time, and a timer may fire early.
    for (;;) {
      if (this.#givenUp !== null) return { ok: false, why: this.#givenUp };
      const now = this.#now();
      const start = Math.max(this.#free, this.#notBefore);
      if (now >= start) {
        this.#free = now + this.#interval * (1 + jitter * this.#random());
        return { ok: true };
      }
      // Rounded up, since a timer cuts fractions off.
      await this.#sleep(Math.ceil(start - now));
    }
  }
}

function seconds(milliseconds: number): string {
  return Number.isFinite(milliseconds) ? `${Math.ceil(milliseconds / 1000)} s` : 'ever';
}
