/** Every way in which one case in one engine can end. */
export const verdictKinds = [
  /** Observed what was expected, with proof on the wire. */
  'conforms',
  /** A survey, or a difference that the standard permits: shown as observed, neither right nor wrong. */
  'observed',
  /** Differs as known-deviations.yaml says it does. */
  'known-deviation',
  /** Observed something else than expected. */
  'deviates',
  /** Listed as a known deviation, and conforms: the list is out of date. */
  'fixed',
  /** Ended differently in another attempt of the same run. */
  'flaky',
  /** What was observed proves nothing. */
  'inconclusive',
  'timeout',
  'crash',
  /** The engine cannot be had here. */
  'unsupported',
  'skipped',
  'not-run',
  /** The harness, not the engine, failed. */
  'harness-error',
] as const;

export type VerdictKind = (typeof verdictKinds)[number];

/** One element in which observation and expectation differ. */
export interface Difference {
  /** `outcome`, `exchanges`, `preflight: Origin`, `readable: ETag` … */
  readonly element: string;
  readonly expected: string;
  readonly observed: string;
  /** Whose reading it differs from: the author's, the standard's, or both. */
  readonly from?: 'expectation' | 'standard' | 'both';
}

export interface Verdict {
  readonly kind: VerdictKind;
  /** One sentence; empty when the kind says it all. */
  readonly why: string;
  readonly differences: readonly Difference[];
}
