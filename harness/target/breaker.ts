import type { Leave } from './consent.ts';

/** What came of a request to a target, as far as the target's health goes. */
export type TargetOutcome = { readonly kind: 'network-failure'; readonly what: string } | { readonly kind: 'answered'; readonly status: number };

/** Target errors in a row after which it is left alone. */
const most = 10;

/**
 * Leaves a target alone once it fails all the time: it may be down, or have had enough of us. What is not sent is `not-run`.
 * It never closes again within a run.
 */
export class Breaker {
  readonly #target: string;
  readonly #inRow: string[] = [];

  constructor(target: string) {
    this.#target = target;
  }

  /** Counts an outcome. Those of requests that were under way when it opened change nothing. */
  record(outcome: TargetOutcome): void {
    if (this.#inRow.length >= most) return;
    const error = errorOf(outcome);
    if (error === null) this.#inRow.length = 0;
    else this.#inRow.push(error);
  }

  /** Says whether another request may be sent. */
  leave(): Leave {
    if (this.#inRow.length < most) return { ok: true };
    const kinds = [...new Set(this.#inRow)].map((kind) => `${this.#inRow.filter((one) => one === kind).length} × ${kind}`);
    return { ok: false, why: `not run: ${this.#target} failed ${most} times in a row (${kinds.join(', ')}), so it is left alone for the rest of the run` };
  }
}

function errorOf(outcome: TargetOutcome): string | null {
  switch (outcome.kind) {
    case 'network-failure':
      return outcome.what;
    case 'answered':
      return outcome.status === 429 || (outcome.status >= 500 && outcome.status <= 599) ? `status ${outcome.status}` : null;
  }
}
