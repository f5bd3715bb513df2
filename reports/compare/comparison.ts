import type { EngineIdentity } from '../../harness/engines/engine.ts';
import type { Difference, VerdictKind } from '../../harness/verdict/verdict.ts';
import type { ChangeKind } from './classify.ts';
import type { Edit } from './edits.ts';

/** What `compare --json` writes. Of two streams the first is `before`, the second `after`. */
export interface Comparison {
  readonly format: 1;
  readonly before: Side;
  readonly after: Side;
  readonly engines: readonly EngineComparison[];
}

export interface Side {
  /** As it was given: a file's name. */
  readonly name: string;
  readonly startedAt: string | null;
  readonly commit: string | null;
  readonly platform: string | null;
  /** Why it does not hold a whole run; null when it does. */
  readonly incomplete: string | null;
}

/** Which engine it was: without the path, which is a machine's own. */
export type Identity = Pick<EngineIdentity, 'version' | 'build' | 'driver'>;

export interface EngineComparison {
  readonly engine: string;
  /** Which of the two runs had it in its plan. Of an engine that only one had, no case is listed. */
  readonly in: 'both' | 'before' | 'after';
  /** Null where it could not be had. */
  readonly identity: { readonly from: Identity | null; readonly to: Identity | null; readonly changed: boolean };
  readonly counts: Readonly<Record<ChangeKind | 'unchanged' | 'added' | 'deleted' | 'notReached', number>>;
  /** By kind, the worst first; in the order of the plan. */
  readonly changes: readonly Change[];
  readonly added: readonly Lone[];
  readonly deleted: readonly Lone[];
  /** Cases that one has and that the other, which is incomplete, did not come to. */
  readonly notReached: readonly NotReached[];
}

/** A case that one of the two has. */
export interface Lone {
  readonly id: string;
  readonly title: string;
  readonly verdict: VerdictKind;
}

export interface NotReached {
  readonly id: string;
  /** Which run did not come to it. */
  readonly by: 'before' | 'after' | 'both';
  /** Of the run that came to it; null where none did. */
  readonly verdict: VerdictKind | null;
}

/** A case that both have, and that is not the same. Addresses in texts have names, as they differ from run to run. */
export interface Change {
  readonly kind: ChangeKind;
  readonly id: string;
  readonly title: string;
  readonly verdict: { readonly from: VerdictKind; readonly to: VerdictKind };
  /** What each verdict says of itself; empty where its kind says it all. */
  readonly why: { readonly from: string; readonly to: string };
  /** Differences from what is expected that are new, and those that are no more. */
  readonly came: readonly Difference[];
  readonly went: readonly Difference[];
  /** The engine is of another version, build or driver. */
  readonly identityChanged: boolean;
  /** What was edited in the scenario; in `expect` what it expects. Empty where it cannot be told, as a case that was not run has no addresses. */
  readonly scenario: readonly Edit[];
  /** What the standard says now and did not say before. Empty where it cannot be told: one of the two has no prediction. */
  readonly prediction: readonly Edit[];
}
