import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseResults } from './record.ts';
import { hostileStrings, resultLine, sampleLines } from './sample.ts';

const written = sampleLines.map((line) => JSON.stringify(line));
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
/** Changes one line of the sample, which starts with its run, an engine, and a result. */
const withLine = (number: number, line: string): string => text(written.map((one, index) => (index === number - 1 ? line : one)));
const change = (number: number, what: (line: Record<string, unknown>) => void): string => {
  const line = JSON.parse(written[number - 1] ?? '') as Record<string, unknown>;
  what(line);
  return withLine(number, JSON.stringify(line));
};

describe('a result stream', () => {
  test('is read as it was written', () => {
    assert.deepEqual(parseResults(text(written)), sampleLines);
  });

  test('keeps every string as it is', () => {
    const lines = Object.values(hostileStrings).map((string) => resultLine('seed/a/fetch', 'chromium', 'conforms', { title: string }));
    assert.deepEqual(parseResults(text(lines.map((line) => JSON.stringify(line)))), lines);
  });

  test('may be empty', () => assert.deepEqual(parseResults(''), []));

  test('without its last line is what came before, wherever a killed run tore that line', () => {
    const [last = ''] = written.slice(-1);
    for (let kept = 0; kept < last.length; kept += 7) {
      assert.deepEqual(parseResults(text(written.slice(0, -1)) + last.slice(0, kept)), sampleLines.slice(0, -1), `torn after ${kept} characters`);
    }
  });
});

describe('a line that does not fit is named by its number', () => {
  const rows: [words: string, text: string, number: number][] = [
    ['no JSON', withLine(3, '{"type":"result"'), 3],
    ['a torn line that is not the last', withLine(5, (written[4] ?? '').slice(0, 40)), 5],
    ['no JSON after an empty line', `\n${withLine(2, 'noise')}`, 3],
    ['JSON, but no object', withLine(2, '[]'), 2],
    ['null', withLine(2, 'null'), 2],
    ['an unknown type', withLine(4, '{"type":"verdict"}'), 4],
    ['another format', change(1, (line) => (line['format'] = 2)), 1],
    ['no format', change(1, (line) => delete line['format']), 1],
    ['a run without a plan', change(1, (line) => delete line['plan']), 1],
    ['an engine that nobody knows', change(2, (line) => (line['name'] = 'gecko')), 2],
    ['an engine with a status that nobody knows', change(2, (line) => (line['status'] = '"><img src=x onerror=alert(1)>')), 2],
    ['an engine without canaries', change(2, (line) => delete line['canaries']), 2],
    ['a result without a case', change(3, (line) => delete line['case']), 3],
    ['a case without a title', change(3, (line) => (line['case'] = { id: 'seed/missing/fetch' })), 3],
    ['a result without an engine', change(3, (line) => delete line['engine']), 3],
    ['a result without a verdict', change(3, (line) => delete line['verdict']), 3],
    ['a verdict that nobody knows', change(3, (line) => (line['verdict'] = { kind: 'blessed', why: '', differences: [] })), 3],
    ['a verdict named like a method of objects', change(3, (line) => (line['verdict'] = { kind: 'constructor', why: '', differences: [] })), 3],
    ['a verdict without differences', change(3, (line) => (line['verdict'] = { kind: 'conforms', why: '' })), 3],
    ['a result without an observation', change(3, (line) => delete line['observation']), 3],
    ['an end without an exit code', change(written.length, (line) => delete line['exitCode']), written.length],
    ['an end that says nothing of stale deviations', change(written.length, (line) => delete line['stale']), written.length],
    ['an end without its errors', change(written.length, (line) => delete line['errors']), written.length],
  ];
  for (const [words, given, number] of rows) {
    test(words, () => {
      assert.throws(() => parseResults(given), (error: Error) => new RegExp(`\\bline ${number}\\b`).test(error.message));
    });
  }
});
