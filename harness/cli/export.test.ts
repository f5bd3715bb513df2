import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sampleLines } from '../../reports/sample.ts';
import { exportFormats, exportNames } from '../../reports/exports/formats.ts';
import { exportResults } from './export.ts';

let folder = '';
let results = '';
const said: string[] = [];
const { log, error } = console;
const stream = (lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'export-'));
  console.log = console.error = (text: string) => void said.push(text);
});
beforeEach(async () => {
  said.length = 0;
  results = path.join(folder, 'results.jsonl');
  await writeFile(results, stream(sampleLines));
});
after(async () => {
  Object.assign(console, { log, error });
  await rm(folder, { recursive: true });
});

describe('export', () => {
  for (const name of exportNames) {
    test(`writes ${name}`, async () => {
      const out = path.join(folder, `of-${name}`, 'run');
      assert.equal(await exportResults(name, results, out), 0);
      const files = exportFormats[name].kind === 'whole' ? [out] : ['chromium', 'firefox', 'webkit'].map((engine) => path.join(out, `${engine}.json`));
      for (const file of files) assert.ok((await readFile(file, 'utf8')).endsWith('\n'), file);
      assert.equal(said.length, files.length);
      assert.deepEqual((await readdir(path.join(folder, `of-${name}`), { recursive: true })).filter((file) => file.endsWith('.tmp')), []);
    });
  }

  test('of a run that did not end is written, and says so', async () => {
    await writeFile(results, stream(sampleLines.slice(0, 5)));
    assert.equal(await exportResults('badge', results, path.join(folder, 'badge.json')), 0);
    assert.match(said.join('\n'), /incomplete, and what is written says so: the run did not end/);
    assert.match(await readFile(path.join(folder, 'badge.json'), 'utf8'), /"incomplete/);
  });
});

describe('export refuses, with 2 and in words,', () => {
  const rows: readonly (readonly [words: string, text: string | null, out: string, message: RegExp])[] = [
    ['results that are not there', null, 'x', /none\.jsonl cannot be read \(ENOENT\)/],
    ['empty results', '', 'x', /holds no whole line/],
    ['what is no JSON', 'noise\n', 'x', /line 1 of the results is not JSON/],
    ['a line that others could not read', stream([{ ...sampleLines[2], duration: 'long' }]), 'x', /the result of seed\/missing\/fetch in chromium does not fit: [^]*duration/],
    ['a folder for a file', stream(sampleLines), '.', /cannot be written \(E[A-Z]+\)/],
  ];
  for (const [words, text, out, message] of rows) {
    test(words, async () => {
      if (text !== null) await writeFile(results, text);
      assert.equal(await exportResults('json', text === null ? path.join(folder, 'none.jsonl') : results, path.join(folder, out)), 2);
      assert.match(said.join('\n'), message);
    });
  }

  test('a format that nobody knows, naming those that there are', () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [fileURLToPath(new URL('bin.mjs', import.meta.url)), 'export', 'xml'], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [2, '']);
    for (const name of exportNames) assert.ok(stderr.includes(name), name);
  });
});
