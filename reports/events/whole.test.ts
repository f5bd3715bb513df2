import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResultLine, TargetState } from '../record.ts';
import { targetResult, targetRun } from './sample.ts';
import { whyNotWhole } from './whole.ts';

const one = targetResult('staging/profile/fetch', 'webkit', 'conforms');
const withTarget = (status: TargetState['status'], why = ''): readonly ResultLine[] => targetRun([one], { targets: [{ name: 'staging', status, why }, { name: 'other', status: 'up', why: '' }] });

describe('whether a run stands for how its targets are', () => {
  const rows: readonly (readonly [what: string, lines: readonly ResultLine[], why: string | null])[] = [
    ['a run that ended', targetRun([one]), null],
    ['a run without targets', targetRun([one], { targets: [] }), null],
    ['a run with a deviation', targetRun([targetResult('staging/profile/fetch', 'webkit', 'deviates')]), null],
    ['a run without its end', targetRun([one], null), 'the run did not end; cells without a result were not reached'],
    ['a run that was interrupted', targetRun([one], { interrupted: true }), 'the run was interrupted'],
    ['no run', [], 'the results have no beginning'],
    ['a run that lacks results', targetRun([one], {}, { webkit: ['staging/orders/fetch'], firefox: ['staging/profile/fetch'] }), '2 of 3 planned results are missing'],
    ['a target that is down', withTarget('down', 'connection refused'), 'the target staging is down: connection refused'],
    ['a target that was left alone', withTarget('left-alone', 'it failed 10 times in a row'), 'the target staging was left alone: it failed 10 times in a row'],
    ['a target that changed under way', withTarget('changed'), 'the target staging had another policy after the run than during it'],
  ];
  for (const [what, lines, why] of rows) test(`${what}: ${why === null ? 'it does' : 'no'}`, () => assert.equal(whyNotWhole(lines), why));
});
