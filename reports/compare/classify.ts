import { verdictClass } from '../exit-code.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';

/** What a change means; the worst first. */
export const changeKinds = ['regression', 'lost', 'changed', 'gained', 'fixed'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What each means, in a sentence for people. */
export const changeWords = {
  regression: 'as expected before, and not any more',
  lost: 'the engine’s behaviour was known before, and is not any more: that is neither good nor bad, but must be looked at',
  changed: 'neither better nor worse: another verdict, other differences, or another scenario or prediction',
  gained: 'the engine’s behaviour was not known before, and is now',
  fixed: 'not as expected before, and as expected now; or a known deviation that is gone',
} as const satisfies Record<ChangeKind, string>;

/**
 * What a verdict says of the engine. `nothing`: it proves neither right nor wrong. An entry of known-deviations.yaml that is
 * out of date (`fixed`) fails a run, but the engine does as expected.
 */
const says = {
  ...verdictClass,
  fixed: 'expected',
  inconclusive: 'nothing',
  timeout: 'nothing',
  crash: 'nothing',
  unsupported: 'nothing',
  skipped: 'nothing',
  'not-run': 'nothing',
  'harness-error': 'nothing',
} as const satisfies Record<VerdictKind, 'expected' | 'unexpected' | 'nothing'>;

/** Says whether a verdict tells how the engine behaves. */
export function isEvidence(kind: VerdictKind): boolean {
  return says[kind] !== 'nothing';
}

/** Says what it means that a case ended so, and now ends so. */
export function classify(from: VerdictKind, to: VerdictKind): ChangeKind {
  if (isEvidence(from) !== isEvidence(to)) return isEvidence(to) ? 'gained' : 'lost';
  if (says[from] !== says[to]) return says[to] === 'unexpected' ? 'regression' : 'fixed';
  return from === 'known-deviation' && to === 'fixed' ? 'fixed' : 'changed';
}
