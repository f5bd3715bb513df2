import type { VerdictKind } from '../verdict/verdict.ts';
import type { JudgedAtTarget } from './target-record.ts';

/** Verdicts that one more attempt may show to be chance. */
const repeated: ReadonlySet<VerdictKind> = new Set(['deviates', 'inconclusive', 'timeout', 'crash']);

/** Says whether a case is performed once more. */
export function isRepeated({ verdict }: JudgedAtTarget): boolean {
  return repeated.has(verdict.kind);
}

/**
 * Of two attempts keeps the second one; that the first one ended differently is said, and not hidden. A second one that was
 * not made shows nothing.
 */
export function bothAttempts(first: JudgedAtTarget, again: JudgedAtTarget): JudgedAtTarget {
  if (again.verdict.kind === 'not-run') return { ...first, notes: [...first.notes, `It could not be asked again: ${again.verdict.why}.`] };
  if (first.verdict.kind === again.verdict.kind) return { ...again, notes: [...again.notes, `It was asked again by itself, in a fresh page, and ended in the same way${first.verdict.why === again.verdict.why ? '' : `, though at first: ${first.verdict.why}`}.`] };
  const said = ({ verdict: { kind, why } }: JudgedAtTarget): string => (why === '' ? kind : `${kind} (${why})`);
  return { ...again, verdict: { ...first.verdict, kind: 'flaky', why: `at first ${said(first)}; asked again, ${said(again)}` } };
}
