import { verdictClass } from '../../reports/exit-code.ts';
import type { EngineRecord, ResultRecord } from '../../reports/record.ts';
import type { EngineName } from '../engines/engine.ts';
import type { Difference, VerdictKind } from '../verdict/verdict.ts';
import { isSlow } from './slow.ts';
import type { Round } from './rounds.ts';

/** One way in which a case ended. */
export interface Ending {
  readonly kind: VerdictKind;
  readonly differences: readonly Difference[];
  /** The rounds in which it ended so, in order. */
  readonly rounds: readonly Round[];
  /** Of the first of them. */
  readonly record: ResultRecord;
}

export type Finding =
  /** Ended otherwise in one round than in another; the ending of most rounds comes first. */
  | { readonly kind: 'unstable'; readonly endings: readonly [Ending, ...Ending[]] }
  /** Ended in the same way always, and not as expected. */
  | { readonly kind: 'unexpected'; readonly ending: Ending }
  /** Took nearly all of its time, in these rounds; the record is of the slowest, in `worst`. */
  | { readonly kind: 'slow'; readonly rounds: readonly Round[]; readonly worst: Round; readonly record: ResultRecord };

/** An engine that could not be had, or not to the end. */
export interface Trouble {
  readonly engine: EngineName;
  readonly why: string;
}

interface GrowingEnding extends Ending {
  readonly rounds: Round[];
}

/** Compares what the rounds of one engine bring. */
export class Comparison {
  readonly #cases = new Map<string, Map<string, GrowingEnding>>();
  readonly #slow = new Map<string, { rounds: Round[]; worst: Round; record: ResultRecord }>();
  #slowest: ResultRecord | null = null;
  /** How each case first ended of which the standard leaves the end open, and which of them later ended otherwise. */
  readonly #open = new Map<string, string>();
  readonly #varied = new Set<string>();

  /**
   * Notes a result, with the known deviations taken into account. `naming` gives addresses names that are the same in
   * all rounds. Returns whether the case ended otherwise than in some earlier round.
   */
  note(round: Round, record: ResultRecord, naming: (text: string) => string): boolean {
    const { kind } = record.verdict;
    const differences = record.verdict.differences.map((one) => ({ ...one, expected: naming(one.expected), observed: naming(one.observed) }));
    const endings = this.#cases.get(record.case.id) ?? new Map<string, GrowingEnding>();
    this.#cases.set(record.case.id, endings);
    const written = JSON.stringify([kind, differences]);
    const key = leftOpen(record) ? 'as it may' : written;
    if (key !== written) {
      const before = this.#open.get(record.case.id);
      if (before === undefined) this.#open.set(record.case.id, written);
      else if (before !== written) this.#varied.add(record.case.id);
    }
    const same = endings.get(key);
    if (same === undefined) endings.set(key, { kind, differences, rounds: [round], record });
    else same.rounds.push(round);
    if (isSlow(record)) this.#noteSlow(round, record);
    if ((record.duration ?? 0) > (this.#slowest?.duration ?? 0)) this.#slowest = record;
    return same === undefined && endings.size > 1;
  }

  /** The case that took longest. */
  get slowest(): ResultRecord | null {
    return this.#slowest;
  }

  /** Cases that did not always end alike, and need not: the standard leaves their end open. */
  get varied(): readonly string[] {
    return [...this.#varied];
  }

  findings(): Finding[] {
    const verdicts = [...this.#cases.values()].flatMap((endings): Finding[] => {
      const [first, ...others] = [...endings.values()].sort((one, other) => other.rounds.length - one.rounds.length);
      if (first === undefined) return [];
      if (others.length > 0) return [{ kind: 'unstable', endings: [first, ...others] }];
      return verdictClass[first.kind] === 'expected' ? [] : [{ kind: 'unexpected', ending: first }];
    });
    return [...verdicts, ...[...this.#slow.values()].map((slow): Finding => ({ kind: 'slow', ...slow }))];
  }

  #noteSlow(round: Round, record: ResultRecord): void {
    const before = this.#slow.get(record.case.id);
    if (before === undefined) {
      this.#slow.set(record.case.id, { rounds: [round], worst: round, record });
      return;
    }
    before.rounds.push(round);
    if ((record.duration ?? 0) > (before.record.duration ?? 0)) [before.worst, before.record] = [round, record];
  }
}

/**
 * Whether a case ended in one of several ways of which the standard says that all are right: then which of them it is may
 * depend on what the engine holds at that moment, such as how full a cache is.
 */
function leftOpen({ case: given, verdict: { kind } }: ResultRecord): boolean {
  return given.requirement !== 'must' && (kind === 'conforms' || kind === 'observed');
}

/** Lists the results that show a finding, each with the first of the rounds that brought it. */
export function endingsOf(finding: Finding): { round: Round | undefined; record: ResultRecord }[] {
  switch (finding.kind) {
    case 'unstable':
      return finding.endings.map(({ rounds, record }) => ({ round: rounds[0], record }));
    case 'unexpected':
      return [{ round: finding.ending.rounds[0], record: finding.ending.record }];
    case 'slow':
      return [{ round: finding.worst, record: finding.record }];
  }
}

/** Says what is wrong with an engine that cannot perform cases; null when it can. */
export function troubleOf({ name, status, why }: EngineRecord): Trouble | null {
  return status === 'ready' ? null : { engine: name, why: `${status}. ${why}` };
}
