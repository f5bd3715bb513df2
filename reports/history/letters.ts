import type { VerdictKind } from '../../harness/verdict/verdict.ts';

/** A letter for each verdict, so that a run's verdicts are one short text; small ones are as expected. */
export const verdictLetters = {
  conforms: 'c',
  observed: 'o',
  'known-deviation': 'k',
  skipped: 's',
  deviates: 'D',
  fixed: 'F',
  flaky: 'L',
  inconclusive: 'I',
  timeout: 'T',
  crash: 'C',
  unsupported: 'U',
  'not-run': 'N',
  'harness-error': 'H',
} as const satisfies Record<VerdictKind, string>;

/** Stands in a case's strip for a run that did not have the case. */
export const noLetter = '.';

const kinds = new Map<string, VerdictKind>(Object.entries(verdictLetters).map(([kind, letter]) => [letter, kind as VerdictKind]));

/** Gives a letter's verdict; null for the letter that stands for none. */
export function verdictOfLetter(letter: string): VerdictKind | null {
  return kinds.get(letter) ?? null;
}

/** Gives the verdicts of a strip, the oldest run first; null for a run that did not have the case. */
export function verdictsOf(strip: string): (VerdictKind | null)[] {
  return Array.from(strip, verdictOfLetter);
}
