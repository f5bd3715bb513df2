import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { releaseLock, takeLock } from './run-lock.ts';

const folder = (content?: string): string => {
  const made = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
  if (content !== undefined) writeFileSync(path.join(made, 'run.lock'), content);
  return made;
};

describe('the lock of an output folder', () => {
  test('is taken where there is none, in a folder that is made if need be', () => {
    const made = path.join(folder(), 'out');
    assert.equal(takeLock(made), null);
    assert.ok(existsSync(path.join(made, 'run.lock')));
    releaseLock(made);
    assert.ok(!existsSync(path.join(made, 'run.lock')));
  });

  test('is not taken from a process that lives, and not given back for it', () => {
    const made = folder(String(process.ppid));
    assert.equal(takeLock(made), process.ppid);
    releaseLock(made);
    assert.ok(existsSync(path.join(made, 'run.lock')));
  });

  test('is taken over from a process that has ended', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    assert.equal(takeLock(folder(String(pid))), null);
  });

  for (const torn of ['', 'no number', '-1', '0']) {
    test(`is taken over when it names no process: ${JSON.stringify(torn)}`, () => assert.equal(takeLock(folder(torn)), null));
  }
});
