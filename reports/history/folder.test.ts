import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { keepRun, readHistory } from './folder.ts';
import { keepAndRead, readOrSay } from './keep.ts';
import { runToKeep } from './kept-run.ts';
import type { RunToKeep } from './kept-run.ts';
import { catalogue, runOfDay, startOf } from './sample.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
function newFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
  folders.push(made);
  return path.join(made, 'new/history');
}

function toKeep(...given: Parameters<typeof runOfDay>): RunToKeep {
  const run = runToKeep(runOfDay(...given), catalogue);
  if (typeof run === 'string') throw new Error(run);
  return run;
}

/** A folder with the runs of some days, and the files of these runs in order. */
function folderWith(days: number): { folder: string; files: string[] } {
  const folder = newFolder();
  return { folder, files: Array.from({ length: days }, (_, index) => keepRun(folder, toKeep(index + 1, { chromium: index % 2 === 0 ? [] : ['deviates'] }))) };
}

describe('a folder of runs', () => {
  test('has a file a run, named by its time, and the list of cases once', () => {
    const { folder, files } = folderWith(3);
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('cases-')).length, 1);
    assert.equal(readdirSync(folder).length, 4);
    assert.match(path.basename(files[0]!), /^run-2026-01-01T03-00-00\.000Z-[0-9a-f]{12}\.json$/);
    assert.equal(readHistory(folder).strips[catalogue[0]]?.['chromium'], 'cDc');
  });

  test('has a run once, however often it is kept', () => {
    const { folder } = folderWith(1);
    keepRun(folder, toKeep(1, { chromium: [] }));
    assert.equal(readHistory(folder).runs.length, 1);
  });

  test('has both of two runs that began at the same time', () => {
    const { folder } = folderWith(1);
    keepRun(folder, toKeep(1, { webkit: [] }));
    assert.equal(readHistory(folder).runs.length, 2);
  });

  test('with 31 runs shows the last 30, and keeps all', () => {
    const { folder } = folderWith(31);
    const { runs } = readHistory(folder);
    assert.deepEqual([runs.length, runs[0]?.startedAt, runs.at(-1)?.startedAt], [30, startOf(2), startOf(31)]);
    assert.equal(readdirSync(folder).length, 32);
  });

  test('may hold files that are not ours', () => {
    const { folder } = folderWith(1);
    writeFileSync(path.join(folder, 'README.md'), 'the runs of the nights');
    const { runs, skipped } = readHistory(folder);
    assert.deepEqual([runs.length, skipped], [1, []]);
  });
});

describe('a file that is damaged is named and left out, and the others are shown', () => {
  const rows: [words: string, damage: (folder: string, file: string) => string, why: RegExp][] = [
    ['half written', (_folder, file) => (truncateSync(file, 200), file), /not whole/],
    ['empty', (_folder, file) => (truncateSync(file, 0), file), /not whole/],
    ['with one letter changed', (_folder, file) => (writeFileSync(file, readFileSync(file, 'utf8').replace('"Dcc"', '"ccc"')), file), /not what was written under this name/],
    ['JSON, but no run', (_folder, file) => (writeFileSync(file, '{"format":1}'), file), /does not fit/],
    ['null', (_folder, file) => (writeFileSync(file, 'null'), file), /does not fit/],
    ['a folder', (_folder, file) => (rmSync(file), mkdirSync(file), file), /cannot be read \(EISDIR\)/],
    ['a run under another name', (folder, file) => {
      const other = path.join(folder, 'run-copy.json');
      writeFileSync(other, readFileSync(file));
      rmSync(file);
      return other;
    }, /not what was written under this name/],
  ];
  for (const [words, damage, why] of rows) {
    test(words, () => {
      const { folder, files } = folderWith(3);
      const damaged = damage(folder, files[1]!);
      const { runs, skipped, strips } = readHistory(folder);
      assert.deepEqual(runs.map(({ startedAt }) => startedAt), [startOf(1), startOf(3)]);
      assert.deepEqual(skipped.map(({ file }) => file), [path.basename(damaged)]);
      assert.match(skipped[0]!.why, why);
      assert.equal(strips[catalogue[0]]?.['chromium'], 'cc');
    });
  }

  test('what a writer left that was killed', () => {
    const { folder } = folderWith(1);
    writeFileSync(path.join(folder, 'run-2026-01-02T03-00-00.000Z-0123456789ab.json.77.ab.tmp'), '{"for');
    const { runs, skipped } = readHistory(folder);
    assert.deepEqual([runs.length, skipped.map(({ why }) => why)], [1, ['it was not written to its end']]);
  });

  test('the list of cases: all runs that need it are named; the next run writes it anew', () => {
    const { folder } = folderWith(2);
    const list = readdirSync(folder).find((name) => name.startsWith('cases-'))!;
    for (const text of ['["seed/a/fetch",', '["seed/x/fetch","seed/b/fetch","seed/c/fetch"]']) {
      writeFileSync(path.join(folder, list), text);
      const { runs, skipped } = readHistory(folder);
      assert.deepEqual([runs.length, skipped.length], [0, 2]);
      assert.ok(skipped.every(({ why }) => why.startsWith(list)));
    }
    keepRun(folder, toKeep(3, { chromium: [] }));
    assert.equal(readHistory(folder).runs.length, 3);
  });

  test('what is older than the last 30 is not looked at', () => {
    const { folder, files } = folderWith(31);
    truncateSync(files[0]!, 10);
    assert.deepEqual(readHistory(folder).skipped, []);
  });

  test('a damaged run does not take the place of a good one among the last 30', () => {
    const { folder, files } = folderWith(31);
    truncateSync(files[30]!, 10);
    const { runs } = readHistory(folder);
    assert.deepEqual([runs.length, runs[0]?.startedAt], [30, startOf(1)]);
  });
});

test('two processes that write the same runs at once do not disturb each other, and all are kept', async () => {
  const folder = newFolder();
  const script = `
    import { keepRun } from ${JSON.stringify(new URL('./folder.ts', import.meta.url).href)};
    import { runToKeep } from ${JSON.stringify(new URL('./kept-run.ts', import.meta.url).href)};
    import { catalogue, runOfDay } from ${JSON.stringify(new URL('./sample.ts', import.meta.url).href)};
    const at = Number(process.argv[1]);
    while (Date.now() < at);
    for (let day = 1; day < 29; day += 1) keepRun(${JSON.stringify(folder)}, runToKeep(runOfDay(day, { chromium: [] }), catalogue));`;
  const at = Date.now() + 1500;
  await Promise.all([1, 2].map(() => promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, String(at)])));
  const { runs, skipped } = readHistory(folder);
  assert.deepEqual([runs.length, skipped], [28, []]);
  assert.equal(readdirSync(folder).filter((name) => !/^(run|cases)-.*\.json$/.test(name)).length, 0);
});

describe('keeping a run at its end', () => {
  test('a whole run is kept and is the last of the history', () => {
    const { folder } = folderWith(2);
    const { history, said } = keepAndRead(folder, runOfDay(3, { chromium: ['flaky'] }), catalogue);
    assert.deepEqual([history?.runs.length, history?.strips[catalogue[0]]?.['chromium'], said], [3, 'cDL', []]);
  });

  test('a run that did not end is not kept, and the history is shown all the same', () => {
    const { folder } = folderWith(2);
    const { history, said } = keepAndRead(folder, runOfDay(3, { chromium: [] }).slice(0, -1), catalogue);
    assert.equal(history?.runs.length, 2);
    assert.match(said.join(), /Not kept in the history: the run is not complete/);
  });

  test('a folder that cannot be written is said, and is no error of the run', () => {
    const file = path.join(path.dirname(path.dirname(newFolder())), 'file');
    writeFileSync(file, '');
    const { history, said } = keepAndRead(file, runOfDay(3, { chromium: [] }), catalogue);
    assert.equal(history, null);
    assert.match(said.join('\n'), /Not kept in the history: .*\nThe history in .* cannot be read/);
  });

  test('a folder that is not there is said', () => {
    const { history, said } = readOrSay(path.join(newFolder(), 'nowhere'));
    assert.equal(history, null);
    assert.match(said.join(), /cannot be read: ENOENT/);
  });
});
