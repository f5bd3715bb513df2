import { makeRandom } from '../fuzz/random.ts';

/** One performance of the whole catalogue in one engine. */
export interface Round {
  /** From 1. */
  readonly number: number;
  /** Whether it has a browser of its own, just started. The others share one. */
  readonly fresh: boolean;
  /** Of its order. */
  readonly seed: number;
}

/** Plans the rounds that share a browser, then those with a fresh one. Each has the order of a seed of its own. */
export function planRounds(seed: number, shared: number, fresh: number): Round[] {
  return Array.from({ length: shared + fresh }, (_, index) => ({ number: index + 1, fresh: index >= shared, seed: seed + index }));
}

/** Writes the options that perform a round again: with all before it in the same browser, or with a fresh one. */
export function optionsOf({ number, fresh, seed }: Round): string {
  return fresh ? `--seed ${seed} --rounds 0 --fresh 1` : `--seed ${seed - number + 1} --rounds ${number} --fresh 0`;
}

/** Puts values in the order of a seed: each order is as likely as any other. */
export function shuffled<T>(values: readonly T[], seed: number): T[] {
  const random = makeRandom(seed);
  const order = values.map((value) => ({ value, place: random.next() }));
  return order.sort((one, other) => one.place - other.place).map(({ value }) => value);
}

/** Cuts values into batches. */
export function batchesOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));
}
