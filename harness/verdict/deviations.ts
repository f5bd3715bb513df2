import picomatch from 'picomatch';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import type { Verdict } from './verdict.ts';

/** Finds the known deviation of one case in one engine, or null. */
export function findDeviation(deviations: readonly KnownDeviation[], engine: string, caseId: string): KnownDeviation | null {
  return deviations.find((deviation) => deviation.engine === engine && matchesCase(deviation.cases, caseId)) ?? null;
}

/** Says whether a pattern of case ids (`seed/*\/xhr`, `**`) matches one. Brackets mean themselves, as in ids. */
export function matchesCase(pattern: string, caseId: string): boolean {
  return picomatch(pattern, { nobracket: true, nobrace: true, noextglob: true, nonegate: true, dot: true })(caseId);
}

/** Turns a verdict into what it means where a deviation is listed: known while it happens, fixed when it no longer does. */
export function applyDeviation(verdict: Verdict, deviation: KnownDeviation | null): Verdict {
  if (deviation === null) return verdict;
  if (verdict.kind === 'deviates') return { ...verdict, kind: 'known-deviation' };
  if (verdict.kind === 'conforms') return { ...verdict, kind: 'fixed', why: 'listed in known-deviations.yaml, but it conforms: remove the entry' };
  return verdict;
}
