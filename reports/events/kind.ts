import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { isEvidence } from '../compare/classify.ts';
import type { EventKind } from './event.ts';

/**
 * Says what happened to a case in an engine that ended so in the run before, and ends so now; null where nothing did, whatever
 * its policy does. Before is null where nothing is known of it. What proves nothing is infrastructure.
 */
export function eventKind(before: VerdictKind | null, now: VerdictKind): Exclude<EventKind, 'policy-drift'> | null {
  const known = before === null || !isEvidence(before) ? null : before;
  const failed = known === 'deviates' || known === 'flaky';
  switch (now) {
    case 'deviates':
      return known === null ? 'new-failure' : failed ? 'still-failing' : 'regression';
    case 'flaky':
      return 'flaky';
    case 'fixed':
      return 'fixed';
    case 'conforms':
      return failed || known === 'known-deviation' ? 'fixed' : null;
    case 'observed':
      return failed ? 'fixed' : null;
    // It was accepted in between, which mends nothing.
    case 'known-deviation':
    case 'skipped':
      return null;
    case 'inconclusive':
    case 'timeout':
    case 'crash':
    case 'unsupported':
    case 'not-run':
    case 'harness-error':
      return 'infrastructure';
  }
}
