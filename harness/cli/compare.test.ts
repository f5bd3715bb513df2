import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Comparison } from '../../reports/compare/comparison.ts';
import { keepAndRead } from '../../reports/history/keep.ts';
import type { ResultLine } from '../../reports/record.ts';
import { endLine, engineLine, resultLine, runLine } from '../../reports/sample.ts';
import type { VerdictKind } from '../verdict/verdict.ts';
import { compare } from './compare.ts';
import type { CompareCommand } from './compare.ts';
import { history } from './history.ts';
import { report } from './report.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
after(() => rmSync(folder, { recursive: true }));

const id = 'seed/a/fetch';
const lines = (kind: VerdictKind, end: readonly ResultLine[] = [endLine()]): readonly ResultLine[] => [runLine({ chromium: [id] }), engineLine('chromium'), resultLine(id, 'chromium', kind), ...end];
function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}
const stream = (name: string, given: readonly ResultLine[]): string => write(name, given.map((line) => `${JSON.stringify(line)}\n`).join(''));

const good = stream('good.jsonl', lines('conforms'));
const bad = stream('bad.jsonl', lines('deviates'));
const cut = stream('cut.jsonl', lines('conforms', []));

function cli(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['harness/cli/bin.mjs', ...args], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { code: status, out: stdout, err: stderr };
}

/** Performs the command in this process, with a file for what it would show. */
async function inProcess(t: TestContext, before: string, after: string, given: Partial<CompareCommand> = {}): Promise<{ code: number; said: string; file: string }> {
  const file = given.out ?? path.join(folder, 'new/compared');
  const [log, error] = [t.mock.method(console, 'log', () => undefined), t.mock.method(console, 'error', () => undefined)];
  const code = await compare({ before, after, form: 'text', ...given, out: file });
  return { code, said: [...log.mock.calls, ...error.mock.calls].map((call) => String((call.arguments as unknown[])[0])).join('\n'), file };
}

describe('cors-conformance compare', () => {
  test('shows the comparison, and exits with 1 where there is a regression', () => {
    const { code, out } = cli('compare', good, bad);
    assert.equal(code, 1);
    assert.match(out, /REGRESSION[^]*1 regression in 1 compared results\.\n$/);
  });

  test('exits with 0 where there is none, and with 3 where a run is incomplete, which it shows all the same', async (t) => {
    assert.equal((await inProcess(t, bad, good)).code, 0);
    const { code, file } = await inProcess(t, good, cut);
    assert.equal(code, 3);
    assert.match(readFileSync(file, 'utf8'), /INCOMPLETE[^]*No regression in 1 compared results\. Incomplete/);
  });

  test('writes JSON', () => {
    const comparison = JSON.parse(cli('compare', good, bad, '--json').out) as Comparison;
    assert.deepEqual([comparison.format, comparison.after.name, comparison.engines[0]?.changes[0]?.kind], [1, bad, 'regression']);
  });

  test('writes to a file, without colour, and says in a line what it comes to', async (t) => {
    const { code, said, file } = await inProcess(t, good, bad, { form: 'markdown' });
    assert.equal(code, 1);
    assert.match(said, /^1 regression in 1 compared results\. .*compared$/);
    assert.match(readFileSync(file, 'utf8'), /^# Two runs compared\n\n\*\*1 regression/);
    await inProcess(t, good, bad);
    assert.ok(!readFileSync(file, 'utf8').includes('\u001b'));
  });

  const inUse = path.join(folder, 'in-use');
  mkdirSync(path.join(inUse, 'x'), { recursive: true });
  const mistakes: [words: string, before: string, after: string, said: RegExp, out?: string][] = [
    ['a file that is not there', good, path.join(folder, 'missing.jsonl'), /missing\.jsonl cannot be read \(ENOENT\)/],
    ['a file that is no stream', write('text.md', '# Title\n'), good, /text\.md: line 1 of the results is not JSON/],
    ['a file without any line', good, write('empty.jsonl', ''), /empty\.jsonl holds no results/],
    ['a file of one line that is not whole', good, write('half.jsonl', '{"type":"run"'), /half\.jsonl holds no results/],
    ['a result that lacks what is compared', good, write('odd.jsonl', `${JSON.stringify({ ...resultLine(id, 'chromium', 'conforms'), expect: null })}\n`), /odd\.jsonl: line 1 of the results does not fit/],
    ['a folder', good, folder, /cannot be read \(EISDIR\)/],
    ['a file that cannot be written', good, bad, /in-use cannot be written/, inUse],
  ];
  for (const [words, before, after, expected, out] of mistakes) {
    test(`is used wrongly with ${words}: 2, and says so`, async (t) => {
      const { code, said } = await inProcess(t, before, after, out === undefined ? {} : { out });
      assert.match(said, expected);
      assert.equal(code, 2);
    });
  }

  test('is used wrongly with one file, or with two forms at once: 2', () => {
    const [one, two] = [cli('compare', good), cli('compare', good, bad, '--json', '--markdown')];
    assert.deepEqual([one.code, two.code], [2, 2]);
    assert.match(one.err, /missing required argument 'after'/);
    assert.match(two.err, /cannot be used with/);
  });
});

describe('cors-conformance history', () => {
  const kept = path.join(folder, 'history');

  test('shows the runs of a folder, and names what is damaged', () => {
    keepAndRead(kept, lines('conforms'), [id]);
    writeFileSync(path.join(kept, 'run-2026-01-03T03-00-00.000Z-0123456789ab.json'), '{"form');
    const { code, out, err } = cli('history', kept);
    assert.equal(code, 0);
    assert.match(out, /^1 run of the whole catalogue, 2026-01-02/);
    assert.match(err, /Skipped in the history: run-2026-01-03T03-00-00\.000Z-0123456789ab\.json: it is not whole/);
  });

  test('exits with 2 when there is no folder, or no run in it', (t) => {
    const empty = path.join(folder, 'empty');
    mkdirSync(empty);
    const error = t.mock.method(console, 'error', () => undefined);
    assert.deepEqual([history(path.join(folder, 'nowhere')), history(empty)], [2, 2]);
    assert.deepEqual(error.mock.calls.map((call) => /(nowhere cannot be read|holds no run)/.exec(String((call.arguments as unknown[])[0]))?.[0]), ['nowhere cannot be read', 'holds no run']);
  });

  test('goes into the matrix with report --history; a folder that is not there is a mistake', async (t) => {
    const matrix = path.join(folder, 'matrix.html');
    assert.equal(cli('report', good, '-o', matrix, '--history', kept).code, 0);
    assert.match(readFileSync(matrix, 'utf8'), /<th scope="row">(?:(?!<\/th>).)*<span class="strip" role="img" aria-label="1 run, 0 not as expected">▪</);
    t.mock.method(console, 'error', () => undefined);
    assert.equal(await report(good, { out: matrix, history: path.join(folder, 'nowhere') }), 2);
  });
});
