import type { KnownDeviation } from '../scenario/known-deviations.ts';
import { concerns, matchesCase, names, place, whatToDo } from './deviations.ts';
import type { RunningEngine } from './deviations.ts';
import type { Verdict, VerdictKind } from './verdict.ts';

/** How a case ended in an engine, in the light of the known deviations. */
export interface Ended {
  readonly engine: RunningEngine;
  readonly caseId: string;
  readonly verdict: Verdict;
}

/** Verdicts of a whole comparison. Any other fails the run by itself, or says nothing of the engine. */
const compared: ReadonlySet<VerdictKind> = new Set(['conforms', 'observed', 'known-deviation', 'deviates']);

/**
 * Finds the known deviations that a run shows to be out of date, a sentence each. An entry is judged only when every case
 * of the catalogue that it names was compared in its engine, in a version that it speaks of, so a part of a run calls none
 * stale. (A case that it names and that conforms is `fixed`, and says so itself.)
 */
export function staleDeviations(known: readonly KnownDeviation[], caseIds: readonly string[], ended: readonly Ended[]): string[] {
  const byKey = new Map(ended.map((one) => [`${one.engine.name} ${one.caseId}`, one]));
  return known.flatMap((deviation) => {
    const named = caseIds.filter((id) => matchesCase(deviation.cases, id));
    const own = named.flatMap((id) => byKey.get(`${deviation.engine} ${id}`) ?? []);
    const [first] = own;
    if (first === undefined || own.length < named.length || own.some(({ verdict, engine }) => !compared.has(verdict.kind) || !concerns(deviation, engine))) return [];
    const stale = staleness(deviation, own);
    return stale === null ? [] : [`${place(deviation)}: ${deviation.engine} ${first.engine.version ?? ''}: ${stale} (${deviation.reason}): ${whatToDo(first.engine, '`cases` or `differs`')}`];
  });
}

/** Says in what an entry is stale, by the cases that it names; null where it is not. */
function staleness({ cases, differs, when }: KnownDeviation, own: readonly Ended[]): string | null {
  const differences = own.flatMap(({ verdict }) => (verdict.kind === 'observed' ? [] : verdict.differences));
  const idle = differs.filter((line) => !differences.some((difference) => names(line, difference)));
  if (idle.length === differs.length) return `the entry explains nothing in any case of ${cases}`;
  // With `when` an entry explains further cases, such as those that fuzzing makes, so a line that its own do not need may be for them.
  if (idle.length > 0 && when === undefined) return `no case of ${cases} differs in ${idle.map(({ element }) => element).join(', ')}`;
  return null;
}
