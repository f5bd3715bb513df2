import { verdictClass } from '../exit-code.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import type { KeptRun } from './kept-run.ts';
import { noLetter } from './letters.ts';

/** Runs that count for what is shown. */
export const longestHistory = 30;

/** The last runs of the whole catalogue, for the matrix and the terminal: plain JSON. */
export interface History {
  /** The oldest first; at most `longestHistory`. */
  readonly runs: readonly HistoryRun[];
  readonly engines: readonly EngineTrend[];
  /**
   * How a case ended in each run, by case's id and engine: a text with a letter a run (`verdictLetters`), in the order of
   * `runs`, or `.` where the run did not have it. `verdictsOf` reads it. A case that an engine never had has no text.
   */
  readonly strips: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Files of the folder that could not be read, and why. */
  readonly skipped: readonly SkippedFile[];
}

export type HistoryRun = Pick<KeptRun, 'startedAt' | 'duration' | 'commit' | 'platform' | 'exitCode'>;

export interface EngineTrend {
  readonly engine: string;
  /** One a run, in the order of `runs`; null where the run did not have the engine. */
  readonly points: readonly (TrendPoint | null)[];
}

export interface TrendPoint {
  readonly status: KeptRun['engines'][number]['status'];
  readonly identity: KeptRun['engines'][number]['identity'];
  readonly cases: number;
  readonly counts: Readonly<Partial<Record<VerdictKind, number>>>;
  /**
   * From 0 to 1: of the cases that have a right and a wrong, which surveys and those left out have not, how many conform. Null
   * when the engine could not be had, or when there is no such case.
   */
  readonly conforming: number | null;
  /** Results that are not as expected; those that failed without saying anything of the engine are not among them. */
  readonly unexpected: number;
  /** Timeouts, crashes and other failures that say nothing of the engine. */
  readonly failed: number;
}

export interface SkippedFile {
  readonly file: string;
  readonly why: string;
}

/** A kept run with the ids of its cases, by hash. */
export interface RunWithCases {
  readonly run: KeptRun;
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** Makes the history of runs in any order; of more than `longestHistory` the last ones count. */
export function makeHistory(kept: readonly RunWithCases[], skipped: readonly SkippedFile[] = []): History {
  const last = [...kept].sort((one, other) => (one.run.startedAt < other.run.startedAt ? -1 : 1)).slice(-longestHistory);
  const names = [...new Set(last.flatMap(({ run }) => run.engines.map(({ engine }) => engine)))].sort();
  const strips = new Map<string, Map<string, string>>();
  for (const [at, { run, lists }] of last.entries()) {
    for (const { engine, cases, verdicts } of run.engines) {
      for (const [index, id] of (lists.get(cases) ?? []).entries()) {
        const own = strips.get(id) ?? new Map<string, string>();
        strips.set(id, own.set(engine, `${(own.get(engine) ?? '').padEnd(at, noLetter)}${verdicts[index] ?? noLetter}`));
      }
    }
  }
  return {
    runs: last.map(({ run: { startedAt, duration, commit, platform, exitCode } }) => ({ startedAt, duration, commit, platform, exitCode })),
    engines: names.map((engine) => ({ engine, points: last.map(({ run }) => pointOf(run.engines.find((one) => one.engine === engine))) })),
    strips: Object.fromEntries([...strips].map(([id, own]) => [id, Object.fromEntries([...own].map(([engine, strip]) => [engine, strip.padEnd(last.length, noLetter)]))])),
    skipped,
  };
}

function pointOf(kept: KeptRun['engines'][number] | undefined): TrendPoint | null {
  if (kept === undefined) return null;
  const { status, identity, counts, verdicts } = kept;
  const of = (...kinds: VerdictKind[]): number => kinds.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
  const inClass = (name: string): number => of(...(Object.keys(verdictClass) as VerdictKind[]).filter((kind) => verdictClass[kind] === name));
  const judged = verdicts.length - of('observed', 'skipped');
  return {
    status,
    identity,
    cases: verdicts.length,
    counts,
    conforming: status !== 'ready' || judged === 0 ? null : of('conforms', 'fixed') / judged,
    unexpected: inClass('unexpected'),
    failed: inClass('infrastructure'),
  };
}
