import type { VerdictKind } from '../verdict/verdict.ts';
import type { Finding } from './findings.ts';
import type { Verified } from './verify.ts';

/** Verdicts that say nothing of an engine: it, or the harness, was not there. */
const nothingLearnt: ReadonlySet<VerdictKind> = new Set<VerdictKind>(['unsupported', 'not-run', 'harness-error']);

/** Chooses the exit code: 0 stable and as expected, 1 findings, 3 incomplete, 130 and 143 interrupted. */
export function exitCodeOf(verified: readonly Verified[], interrupted: 'SIGINT' | 'SIGTERM' | null): number {
  if (interrupted !== null) return interrupted === 'SIGINT' ? 130 : 143;
  if (verified.some(({ trouble, late, findings }) => trouble !== null || late.length > 0 || findings.some(isIncomplete))) return 3;
  return verified.some(({ findings }) => findings.length > 0) ? 1 : 0;
}

function isIncomplete(finding: Finding): boolean {
  switch (finding.kind) {
    case 'unstable':
      return finding.endings.some(({ kind }) => nothingLearnt.has(kind));
    case 'unexpected':
      return nothingLearnt.has(finding.ending.kind);
    case 'slow':
      return false;
  }
}
