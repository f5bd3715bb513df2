import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verdictKinds } from '../verdict/verdict.ts';
import type { VerdictKind } from '../verdict/verdict.ts';
import { bothAttempts, isRepeated } from './both-attempts.ts';
import type { JudgedAtTarget } from './target-record.ts';

const judged = (kind: VerdictKind, why = '', duration = 1): JudgedAtTarget => ({ seen: null, request: null, duration, notes: [], verdict: { kind, why, differences: [{ element: `of ${duration}`, expected: '', observed: '' }] } });

test('what may be chance is asked again, and nothing else', () => {
  assert.deepEqual(verdictKinds.filter((kind) => isRepeated(judged(kind))), ['deviates', 'inconclusive', 'timeout', 'crash']);
});

describe('of two attempts', () => {
  type Row = readonly [what: string, first: JudgedAtTarget, again: JudgedAtTarget, kind: VerdictKind, why: string, kept: number, note: RegExp];
  const rows: readonly Row[] = [
    ['alike, the second is kept', judged('deviates', 'x', 1), judged('deviates', 'x', 2), 'deviates', 'x', 2, /ended in the same way\.$/],
    ['of one kind, that the first said otherwise is told', judged('inconclusive', 'x', 1), judged('inconclusive', 'y', 2), 'inconclusive', 'y', 2, /ended in the same way, though at first: x\.$/],
    ['that differ, neither is believed', judged('deviates', 'x', 1), judged('conforms', '', 2), 'flaky', 'at first deviates (x); asked again, conforms', 2, /^$/],
    ['that differ the other way round, too', judged('crash', 'x', 1), judged('deviates', 'y', 2), 'flaky', 'at first crash (x); asked again, deviates (y)', 2, /^$/],
    ['the second of which was not made, the first counts', judged('deviates', 'x', 1), judged('not-run', 'left alone', 2), 'deviates', 'x', 1, /^It could not be asked again: left alone\.$/],
  ];
  for (const [what, first, again, kind, why, kept, note] of rows) {
    test(what, () => {
      const both = bothAttempts(first, again);
      assert.deepEqual([both.verdict.kind, both.verdict.why, both.duration], [kind, why, kept]);
      assert.match(both.notes.join(' '), note);
    });
  }
  test('that differ, the first’s differences are shown', () => assert.deepEqual(bothAttempts(judged('deviates', 'x', 1), judged('conforms', '', 2)).verdict.differences.map(({ element }) => element), ['of 1']));
});
