import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verdictKinds } from '../../harness/verdict/verdict.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import type { EventKind } from './event.ts';
import { eventKind } from './kind.ts';

type Kind = Exclude<EventKind, 'policy-drift'> | null;

/** What is told of a verdict by default, and where the one before makes it something else. */
const rows: Record<VerdictKind, readonly [otherwise: Kind, after: Partial<Record<VerdictKind, Kind>>, without: Kind]> = {
  conforms: [null, { deviates: 'fixed', flaky: 'fixed', 'known-deviation': 'fixed' }, null],
  observed: [null, { deviates: 'fixed', flaky: 'fixed' }, null],
  'known-deviation': [null, {}, null],
  skipped: [null, {}, null],
  deviates: ['new-failure', { conforms: 'regression', observed: 'regression', 'known-deviation': 'regression', fixed: 'regression', deviates: 'still-failing', flaky: 'still-failing' }, 'new-failure'],
  flaky: ['flaky', {}, 'flaky'],
  fixed: ['fixed', {}, 'fixed'],
  inconclusive: ['infrastructure', {}, 'infrastructure'],
  timeout: ['infrastructure', {}, 'infrastructure'],
  crash: ['infrastructure', {}, 'infrastructure'],
  unsupported: ['infrastructure', {}, 'infrastructure'],
  'not-run': ['infrastructure', {}, 'infrastructure'],
  'harness-error': ['infrastructure', {}, 'infrastructure'],
};

for (const now of verdictKinds) {
  const [otherwise, after, without] = rows[now];
  describe(`what ends as ${now}`, () => {
    test(`and was not there before: ${without}`, () => assert.equal(eventKind(null, now), without));
    for (const before of verdictKinds) {
      const kind = before in after ? after[before] : otherwise;
      test(`and ended as ${before} before: ${kind}`, () => assert.equal(eventKind(before, now), kind));
    }
  });
}
