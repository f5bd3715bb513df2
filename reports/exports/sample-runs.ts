import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { exitCodeOf, verdictClass } from '../exit-code.ts';
import type { EndRecord, ResultLine } from '../record.ts';
import { endLine, engineLine, resultLine, runLine, sampleLines } from '../sample.ts';
import { exportRun } from './run.ts';

/** Runs for the tests of the exports. */

export const kinds = Object.keys(verdictClass) as VerdictKind[];
export const sample = exportRun(sampleLines);
/** The lines of the sample as a killed run leaves them: WebKit had not begun. */
export const killedLines = sampleLines.slice(0, 12);
export const killed = exportRun(killedLines);

/** Makes a run of one case of each of these kinds, with the exit code that it would have; without an end it is incomplete. */
export function runOf(given: readonly VerdictKind[], end: Partial<EndRecord> | null = {}): readonly ResultLine[] {
  const ids = given.map((kind, index) => `seed/${kind}-${index}/fetch`);
  const exitCode = exitCodeOf({ verdicts: given, usageError: false, otherErrors: (end?.errors ?? []).length + (end?.late ?? []).length, stale: end?.stale?.length ?? 0, interrupted: end?.interrupted === true ? 'SIGINT' : null });
  return [runLine({ chromium: ids }), engineLine('chromium'), ...given.map((kind, index) => resultLine(ids[index] ?? '', 'chromium', kind, { why: `why ${kind}` })), ...(end === null ? [] : [endLine({ exitCode, ...end })])];
}

