import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verdictKinds } from '../../harness/verdict/verdict.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { verdictClass } from '../exit-code.ts';
import { changeKinds, classify, isEvidence } from './classify.ts';
import type { ChangeKind } from './classify.ts';

describe('what it means that a case ended so, and now ends so', () => {
  const rows: [from: VerdictKind, to: VerdictKind, means: ChangeKind, words: string][] = [
    ['conforms', 'deviates', 'regression', 'the engine broke it'],
    ['observed', 'deviates', 'regression', 'what was open is decided, against the engine'],
    ['known-deviation', 'deviates', 'regression', 'it deviates in another way than listed'],
    ['conforms', 'flaky', 'regression', 'it holds not always any more'],
    ['fixed', 'deviates', 'regression', 'the engine conformed, and does not'],
    ['deviates', 'conforms', 'fixed', 'the engine mended it'],
    ['flaky', 'conforms', 'fixed', 'it holds again'],
    ['deviates', 'known-deviation', 'fixed', 'it is listed now'],
    ['known-deviation', 'fixed', 'fixed', 'the engine mended what is listed'],
    ['deviates', 'fixed', 'fixed', 'the engine mended what was listed too narrowly'],
    ['conforms', 'observed', 'changed', 'the case is a survey now'],
    ['conforms', 'fixed', 'changed', 'an entry was added that explains nothing'],
    ['known-deviation', 'conforms', 'changed', 'the entry went with the deviation'],
    ['deviates', 'flaky', 'changed', 'neither is as expected'],
    ['timeout', 'crash', 'changed', 'neither says anything of the engine'],
    ['conforms', 'inconclusive', 'lost', 'there is no proof any more'],
    ['conforms', 'timeout', 'lost', 'there is no answer any more'],
    ['deviates', 'unsupported', 'lost', 'the engine cannot be had any more'],
    ['conforms', 'skipped', 'lost', 'it is left out'],
    ['inconclusive', 'conforms', 'gained', 'there is proof now'],
    ['not-run', 'deviates', 'gained', 'it was not known that it deviates; that is no regression'],
    ['unsupported', 'known-deviation', 'gained', 'the engine can be had'],
  ];
  for (const [from, to, means, words] of rows) test(`${from} → ${to}: ${means}, ${words}`, () => assert.equal(classify(from, to), means));

  test('of every pair: a regression goes from expected to unexpected, and back it is none', () => {
    for (const from of verdictKinds) {
      for (const to of verdictKinds) {
        const kind = classify(from, to);
        assert.ok(changeKinds.includes(kind));
        if (from === to) assert.equal(kind, 'changed', from);
        if (kind === 'lost' || kind === 'gained') assert.deepEqual([isEvidence(from), isEvidence(to)], [kind === 'lost', kind === 'gained'], `${from} → ${to}`);
        if (kind !== 'regression') continue;
        assert.ok(verdictClass[from] === 'expected' || from === 'fixed', `${from} → ${to}`);
        assert.equal(verdictClass[to], 'unexpected', `${from} → ${to}`);
        assert.notEqual(classify(to, from), 'regression', `${to} → ${from}`);
      }
    }
  });
});
