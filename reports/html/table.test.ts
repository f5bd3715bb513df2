import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { matrixModel } from '../model.ts';
import type { ResultRecord } from '../record.ts';
import { endLine, engineLine, resultLine, runLine } from '../sample.ts';
import { pageBody } from './table.ts';

const target = { name: 'staging', origin: null, path: '/', documentOrigin: null, preflightOnly: false, allowUnsafeMethods: false, status: null };

/** The shares that stand in the card of an engine whose cases ended so: of servers that are ours, and of a target. */
function sharesOf(ours: readonly VerdictKind[], ofTarget: readonly VerdictKind[]): string[] {
  const results = [...ours, ...ofTarget].map((kind, index): ResultRecord => {
    const record = resultLine(`seed/a${index}/fetch`, 'chromium', kind);
    return index < ours.length ? record : { ...record, case: { ...record.case, target } };
  });
  const html = pageBody(matrixModel([runLine({ chromium: results.map((result) => result.case.id) }), engineLine('chromium'), ...results, endLine()]));
  const [, shares = ''] = /<p class="shares">(.*?)<\/p>/.exec(html) ?? [];
  return [...shares.matchAll(/<span>(.*?)<\/span>/g)].map(([, text]) => text ?? '');
}

describe('the shares of an engine', () => {
  const rows: readonly (readonly [what: string, ours: readonly VerdictKind[], ofTarget: readonly VerdictKind[], shares: readonly string[]])[] = [
    ['of servers that are ours', ['conforms', 'conforms', 'deviates'], [], ['66.6 % as the standard says']],
    ['of a target: that its server differs is not the engine’s doing', [], ['conforms', 'deviates', 'deviates'], ['33.3 % of what is asked of targets as it should be']],
    ['of both stand apart', ['conforms', 'fixed'], ['deviates'], ['100.0 % as the standard says', '0.0 % of what is asked of targets as it should be']],
    ['leave out what was not judged', ['conforms', 'crash'], ['conforms', 'not-run', 'inconclusive', 'skipped', 'flaky'], ['100.0 % as the standard says', '100.0 % of what is asked of targets as it should be']],
    ['are none where nothing was judged', ['crash'], ['not-run'], []],
  ];
  for (const [what, ours, ofTarget, shares] of rows) test(what, () => assert.deepEqual(sharesOf(ours, ofTarget), shares));
});
