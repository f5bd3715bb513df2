import type { Difference, VerdictKind } from '../../harness/verdict/verdict.ts';

/** What cases of one scenario have in common that happened to all of them, in all of these engines. */
export interface OfScenario {
  readonly scenario: string;
  readonly title: string;
  /** The step of the standard that the scenario is about. */
  readonly spec: string;
  /** Null where the servers are ours. */
  readonly target: string | null;
  /** Ids, sorted; each in each of the engines. */
  readonly cases: readonly string[];
  readonly engines: readonly string[];
  readonly sentence: string;
}

/** What of a deviation is told. */
export interface Failing extends OfScenario {
  /** The word for it, as a baseline has it. */
  readonly reason: string;
  /** The first one; values that may be secrets are not in it. */
  readonly difference: Difference | null;
  /** What of the policy is another one than before, a sentence each. */
  readonly policy: readonly string[];
}

/** What is to be told of a run to those who were not there. */
export type RunEvent =
  | ({ readonly kind: 'regression' | 'new-failure' | 'still-failing' } & Failing)
  /** `outOfDate`: an entry still lists it as a deviation, and must be removed. */
  | ({ readonly kind: 'fixed'; readonly outOfDate: boolean; readonly policy: readonly string[] } & OfScenario)
  | ({ readonly kind: 'flaky' } & OfScenario)
  /** The verdict is what it was. */
  | ({ readonly kind: 'policy-drift'; readonly policy: readonly string[] } & OfScenario)
  | Infrastructure;

/** What says nothing of any policy: one event for each thing that went wrong, with all that came of it. */
export interface Infrastructure {
  readonly kind: 'infrastructure';
  /** A verdict that proves nothing, or what of the run itself was amiss. */
  readonly what: VerdictKind | 'run' | 'target' | 'errors' | 'late';
  readonly cases: readonly string[];
  readonly engines: readonly string[];
  readonly sentence: string;
}

export type EventKind = RunEvent['kind'];

/** The kinds, the most urgent first: what each means, and whether somebody must do something. */
export const eventWords = {
  regression: { means: 'as expected before, and not any more', counted: ['regression', 'regressions'] },
  'new-failure': { means: 'not as expected, and nothing is known of before', counted: ['new failure', 'new failures'] },
  flaky: { means: 'ended differently in another attempt of the same run', counted: ['flaky', 'flaky'] },
  'policy-drift': { means: 'the verdict is what it was, but the policy is another one', counted: ['policy drift', 'policy drifts'] },
  'still-failing': { means: 'not as expected, as before', counted: ['still failing', 'still failing'] },
  fixed: { means: 'not as expected before, and as expected now', counted: ['fixed', 'fixed'] },
  infrastructure: { means: 'trouble that says nothing of any policy', counted: ['infrastructure', 'infrastructure'] },
} as const satisfies Record<EventKind, { readonly means: string; readonly counted: readonly [one: string, more: string] }>;

export const eventKinds = Object.keys(eventWords) as readonly EventKind[];
