import picomatch from 'picomatch';
import type { Prediction } from '../fetch/predict.ts';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import type { Case } from '../scenario/schema.ts';
import { describeCase } from './describe-case.ts';
import type { Difference, Verdict } from './verdict.ts';

/** A verdict in the light of the known deviations, and those that explain it. */
export interface Explained {
  readonly verdict: Verdict;
  readonly deviations: readonly KnownDeviation[];
  /** Differences that no known deviation explains. */
  readonly unexplained: readonly Difference[];
}

/** Says whether a pattern of case ids (`seed/*\/xhr`, `**`) matches one. Brackets mean themselves, as in ids. */
export function matchesCase(pattern: string, caseId: string): boolean {
  return picomatch(pattern, { nobracket: true, nobrace: true, noextglob: true, nonegate: true, dot: true })(caseId);
}

/**
 * Explains a verdict by the known deviations of an engine: `known-deviation` when each difference is one that an entry
 * names, `fixed` when a case that an entry names as showing it conforms.
 */
export function explainVerdict(verdict: Verdict, engine: string, given: Omit<Case, 'expect'>, prediction: Prediction | null, known: readonly KnownDeviation[]): Explained {
  const ofEngine = known.filter((deviation) => deviation.engine === engine);
  if (verdict.kind === 'conforms') {
    const shown = ofEngine.filter(({ cases }) => matchesCase(cases, given.id));
    if (shown.length === 0) return { verdict, deviations: [], unexplained: [] };
    return { verdict: { ...verdict, kind: 'fixed', why: 'listed in known-deviations.yaml as showing a deviation, but it conforms: remove the entry' }, deviations: shown, unexplained: [] };
  }
  // An engine that never answers a request, though it lives, may do so always.
  const ofTheEngine = verdict.kind === 'deviates' || (verdict.kind === 'timeout' && verdict.differences.length > 0);
  if (!ofTheEngine) return { verdict, deviations: [], unexplained: verdict.differences };
  const lines = ofEngine.length === 0 ? [] : describeCase(given, prediction);
  const fitting = ofEngine.filter(({ cases, when }) => matchesCase(cases, given.id) || (when !== undefined && when.every((pattern) => lines.some((line) => new RegExp(pattern, 'u').test(line)))));
  const explaining = new Set<KnownDeviation>();
  const unexplained = verdict.differences.filter((difference) => {
    const by = fitting.filter(({ differs }) => differs.some((one) => fits(one.element, difference.element) && fits(one.expected, difference.expected) && fits(one.observed, difference.observed)));
    for (const deviation of by) explaining.add(deviation);
    return by.length === 0;
  });
  if (unexplained.length > 0) return { verdict, deviations: [...explaining], unexplained };
  return { verdict: { ...verdict, kind: 'known-deviation' }, deviations: [...explaining], unexplained };
}

/** Says whether a pattern matches the whole of a text; none matches any. */
function fits(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`, 'isu').test(text);
}
