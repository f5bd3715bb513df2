import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResultLine } from '../record.ts';
import { endLine, sampleLines } from '../sample.ts';
import type { resultLine } from '../sample.ts';
import { lineProblem } from './results-schema.ts';

describe('a line that cannot be exported is named', () => {
  const [run, engine, result] = sampleLines as [ResultLine, ResultLine, ReturnType<typeof resultLine>];
  const rows: readonly (readonly [words: string, line: unknown, problem: RegExp])[] = [
    ['a result without its exchanges’ headers', { ...result, observation: { ...result.observation, exchanges: [{ role: 'request' }] } }, /the result of seed\/missing\/fetch in chromium does not fit: [^]*requestHeaders/],
    ['a reason that nobody knows', { ...result, prediction: { outcome: { kind: 'network-error', stage: 'cors-check', reason: 'x', facts: {} }, exchanges: [], trace: [], open: [] } }, /seed\/missing\/fetch in chromium does not fit: [^]*reason/],
    ['a time that is none', { ...run, startedAt: 'yesterday' }, /the line that begins the run does not fit: [^]*startedAt/],
    ['a plan for an engine that is a path', { ...run, plan: { hash: '', size: 0, cases: { '../../x': [] } } }, /begins the run does not fit/],
    ['an engine without its canaries', { ...engine, canaries: undefined }, /the line of chromium does not fit: [^]*canaries/],
    ['an exit code in words', { ...endLine(), exitCode: 'none' }, /ends the run does not fit: [^]*exitCode/],
  ];
  for (const [words, line, problem] of rows) test(words, () => assert.match(lineProblem(line as ResultLine) ?? '', problem));
  test('and no line of a run', () => assert.deepEqual(sampleLines.map((line) => lineProblem(line)), sampleLines.map(() => null)));
});
