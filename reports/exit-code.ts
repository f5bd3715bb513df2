import type { VerdictKind } from '../harness/verdict/verdict.ts';

/** What a verdict means for the run: as it should be, a finding, or trouble that says nothing of any engine. */
export const verdictClass = {
  conforms: 'expected',
  observed: 'expected',
  'known-deviation': 'expected',
  skipped: 'expected',
  deviates: 'unexpected',
  fixed: 'unexpected',
  flaky: 'unexpected',
  inconclusive: 'unexpected',
  timeout: 'infrastructure',
  crash: 'infrastructure',
  unsupported: 'infrastructure',
  'not-run': 'infrastructure',
  'harness-error': 'infrastructure',
} as const satisfies Record<VerdictKind, 'expected' | 'unexpected' | 'infrastructure'>;

export interface RunOutcome {
  readonly verdicts: readonly VerdictKind[];
  /** Scenario files or the command line could not be used. */
  readonly usageError: boolean;
  /** Errors outside any case, and requests that came after their case was over. */
  readonly otherErrors: number;
  /** Known deviations that the run shows to be out of date. */
  readonly stale: number;
  readonly interrupted: 'SIGINT' | 'SIGTERM' | null;
}

/** Chooses a run's exit code: 0 as expected, 1 unexpected results, 2 usage, 3 infrastructure or incomplete, 130 and 143 interrupted. */
export function exitCodeOf({ verdicts, usageError, otherErrors, stale, interrupted }: RunOutcome): number {
  if (interrupted !== null) return interrupted === 'SIGINT' ? 130 : 143;
  if (usageError) return 2;
  const classes = new Set<string>(verdicts.map((kind) => verdictClass[kind]));
  if (otherErrors > 0 || classes.has('infrastructure')) return 3;
  // A run in which nothing was tested has shown nothing.
  if (verdicts.every((kind) => kind === 'skipped')) return 2;
  return classes.has('unexpected') || stale > 0 ? 1 : 0;
}
