import { byEngine, matrixModel } from '../model.ts';
import type { ResultLine, TargetState } from '../record.ts';

/** What a run set out to do and did not, as far as its lines tell. */
export interface Gaps {
  /** Why the run has no beginning or no end; null when it has both. */
  readonly incomplete: string | null;
  /** Planned results, and those of them that are not there. */
  readonly planned: number;
  readonly missing: number;
  /** Targets that were not up all the time. */
  readonly targets: readonly TargetState[];
}

/** Finds what a run set out to do and did not. */
export function gapsOf(lines: readonly ResultLine[]): Gaps {
  const model = matrixModel(lines);
  const parts = byEngine(model);
  const plan = Object.entries(lines.find((line) => line.type === 'run')?.plan.cases ?? {});
  const planned = plan.reduce((sum, [, ids]) => sum + ids.length, 0);
  const missing = plan.reduce((sum, [engine, ids]) => sum + ids.filter((id) => parts.get(engine)?.results.has(id) !== true).length, 0);
  return { incomplete: model.incomplete, planned, missing, targets: (model.end?.targets ?? []).filter(({ status }) => status !== 'up') };
}

/** Says why a run cannot stand for how its targets are; null when it can. */
export function whyNotWhole(lines: readonly ResultLine[]): string | null {
  const { incomplete, planned, missing, targets } = gapsOf(lines);
  if (incomplete !== null) return incomplete;
  if (missing > 0) return `${missing} of ${planned} planned results are missing`;
  return targets.length === 0 ? null : targets.map(targetWords).join('; ');
}

/** Says in a sentence what was found of a target that was not up all the time. */
export function targetWords({ name, status, why }: TargetState): string {
  const words = { up: 'was up', down: 'is down', 'left-alone': 'was left alone', changed: 'had another policy after the run than during it' }[status];
  return `the target ${name} ${words}${why === '' ? '' : `: ${why}`}`;
}
