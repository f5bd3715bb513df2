import picomatch from 'picomatch';
import type { Prediction } from '../fetch/predict.ts';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import type { Case } from '../scenario/schema.ts';
import { inRange, parseVersionRange } from '../scenario/version-range.ts';
import { describeCase } from './describe-case.ts';
import type { Difference, Verdict } from './verdict.ts';

/** A verdict in the light of the known deviations, and those that explain it. */
export interface Explained {
  readonly verdict: Verdict;
  readonly deviations: readonly KnownDeviation[];
  /** Differences that no known deviation explains. */
  readonly unexplained: readonly Difference[];
}

/** Compiled once: every pattern is held against every case. */
const matchers = new Map<string, (caseId: string) => boolean>();

/** Says whether a pattern of case ids (`seed/*\/xhr`, `**`) matches one. Brackets mean themselves, as in ids. */
export function matchesCase(pattern: string, caseId: string): boolean {
  const matcher = matchers.get(pattern) ?? picomatch(pattern, { nobracket: true, nobrace: true, noextglob: true, nonegate: true, dot: true });
  matchers.set(pattern, matcher);
  return matcher(caseId);
}

/** The engine that ran. Its version is null where it could not be had. */
export interface RunningEngine {
  readonly name: string;
  readonly version: string | null;
}

/** Says whether a deviation is one of this engine in this version. */
export function concerns({ engine, versions }: KnownDeviation, { name, version }: RunningEngine): boolean {
  if (engine !== name || versions === undefined) return engine === name;
  const range = parseVersionRange(versions);
  return version !== null && range !== null && inRange(version, range);
}

/** Says whether a line of an entry's `differs` names a difference. */
export function names(line: KnownDeviation['differs'][number], { element, expected, observed }: Difference): boolean {
  return fits(line.element, element) && fits(line.expected, expected) && fits(line.observed, observed);
}

/**
 * Explains a verdict by the known deviations of an engine: `known-deviation` when each difference is one that an entry
 * names, `fixed` when a case that an entry names as showing it conforms.
 */
export function explainVerdict(verdict: Verdict, engine: RunningEngine, given: Omit<Case, 'expect'>, prediction: Prediction | null, known: readonly KnownDeviation[]): Explained {
  const ofEngine = known.filter((deviation) => concerns(deviation, engine));
  if (verdict.kind === 'conforms') {
    const shown = ofEngine.filter(({ cases }) => matchesCase(cases, given.id));
    if (shown.length === 0) return { verdict, deviations: [], unexplained: [] };
    return { verdict: { ...verdict, kind: 'fixed', why: `${shown.map(place).join(' and ')} lists it as showing a deviation, but it conforms: ${whatToDo(engine, '`cases`')}` }, deviations: shown, unexplained: [] };
  }
  // An engine that never answers a request, though it lives, may do so always.
  const ofTheEngine = verdict.kind === 'deviates' || (verdict.kind === 'timeout' && verdict.differences.length > 0);
  if (!ofTheEngine) return { verdict, deviations: [], unexplained: verdict.differences };
  const lines = ofEngine.length === 0 ? [] : describeCase(given, prediction);
  const fitting = ofEngine.filter(({ cases, when }) => matchesCase(cases, given.id) || (when !== undefined && when.every((pattern) => lines.some((line) => new RegExp(pattern, 'u').test(line)))));
  const by = new Set<KnownDeviation>();
  const unexplained = verdict.differences.filter((difference) => {
    const naming = fitting.filter(({ differs }) => differs.some((line) => names(line, difference)));
    for (const deviation of naming) by.add(deviation);
    return naming.length === 0;
  });
  if (unexplained.length > 0) return { verdict, deviations: [...by], unexplained };
  return { verdict: { ...verdict, kind: 'known-deviation' }, deviations: [...by], unexplained };
}

/** Writes where an entry stands. */
export function place({ file, line }: KnownDeviation): string {
  return `${file}:${line}`;
}

/** Says what to do about an entry that is no longer true; `mend` is what might be mended in it. */
export function whatToDo({ version }: RunningEngine, mend: string): string {
  return `remove the entry, mend its ${mend}, or end its \`versions\` before ${version ?? 'this version'}`;
}

/** Says whether a pattern matches the whole of a text; none matches any. */
function fits(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`, 'isu').test(text);
}
