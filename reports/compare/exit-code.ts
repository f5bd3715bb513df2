import type { Comparison } from './comparison.ts';

/**
 * Chooses the exit code of a comparison: 3 when one of the two runs is incomplete; else 1 when there is a regression; else 3
 * when what was known of a case is not known any more, so that nobody can say that there is none; else 0.
 */
export function exitCodeOfComparison({ before, after, engines }: Comparison): 0 | 1 | 3 {
  if (before.incomplete !== null || after.incomplete !== null) return 3;
  if (engines.some(({ counts }) => counts.regression > 0)) return 1;
  return engines.some(({ counts }) => counts.lost + counts.notReached > 0) ? 3 : 0;
}
