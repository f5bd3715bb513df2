import assert from 'node:assert/strict';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { ResultStream, writeWhole } from './jsonl.ts';
import { parseResults } from './record.ts';
import { hostileStrings, resultLine, sampleLines } from './sample.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
  folders.push(made);
  return made;
}

describe('a result stream', () => {
  test('has each line on disk, whole, before the call returns', () => {
    const file = path.join(folder(), 'new/folder/results.jsonl');
    const stream = new ResultStream(file);
    for (const [index, line] of sampleLines.entries()) {
      stream.write(line);
      const text = readFileSync(file, 'utf8');
      assert.ok(text.endsWith('\n'));
      assert.deepEqual(parseResults(text), sampleLines.slice(0, index + 1));
    }
    stream.close();
  });

  test('keeps one line a record, whatever strings it holds', () => {
    const file = path.join(folder(), 'results.jsonl');
    const lines = Object.values({ ...hostileStrings, 'a line break': 'a\nb\r\nc' }).map((string) => resultLine('seed/a/fetch', 'chromium', 'deviates', { title: string, why: string }));
    const stream = new ResultStream(file);
    for (const line of lines) stream.write(line);
    stream.close();
    const text = readFileSync(file, 'utf8');
    assert.equal(text.split('\n').length, lines.length + 1);
    assert.deepEqual(parseResults(text), lines);
  });

  test('begins anew: nothing of an older run is left', () => {
    const file = path.join(folder(), 'results.jsonl');
    writeFileSync(file, 'old '.repeat(1000));
    new ResultStream(file).close();
    assert.equal(readFileSync(file, 'utf8'), '');
  });
});

describe('a file that is written whole', () => {
  test('is there with its folder, and nothing beside it', () => {
    const file = path.join(folder(), 'new/folder/matrix.html');
    writeWhole(file, 'text\u00e9');
    assert.equal(readFileSync(file, 'utf8'), 'text\u00e9');
    assert.deepEqual(readdirSync(path.dirname(file)), ['matrix.html']);
  });

  test('takes the place of an older one at once: who has that one open still reads all of it', () => {
    const file = path.join(folder(), 'matrix.html');
    const old = 'old '.repeat(10_000);
    writeWhole(file, old);
    const reader = openSync(file, 'r');
    writeWhole(file, 'new');
    assert.equal(readFileSync(reader, 'utf8'), old);
    closeSync(reader);
    assert.equal(readFileSync(file, 'utf8'), 'new');
    assert.deepEqual(readdirSync(path.dirname(file)), ['matrix.html']);
  });

  test('leaves nothing behind when it cannot be put in its place', () => {
    const parent = folder();
    mkdirSync(path.join(parent, 'matrix.html/in-use'), { recursive: true });
    assert.throws(() => writeWhole(path.join(parent, 'matrix.html'), 'new'));
    assert.deepEqual(readdirSync(parent), ['matrix.html']);
  });
});
