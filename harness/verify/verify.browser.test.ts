import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';

// `cors-conformance verify` as a user runs it: what it prints and returns, and that it leaves nothing behind.

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  /** The processes that it had started when it was sent the signal, or none. */
  readonly started: readonly number[];
}

async function verify(args: readonly string[], options: { env?: Record<string, string>; interruptAt?: RegExp } = {}): Promise<Outcome> {
  const out = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
  const { NODE_TEST_CONTEXT: _context, ...inherited } = process.env;
  const child = spawn(process.execPath, ['harness/cli/bin.mjs', 'verify', ...args], { env: { ...inherited, CORS_CONFORMANCE_OUT: out, NO_COLOR: '1', ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const guard = setTimeout(() => child.kill('SIGKILL'), 90_000);
  let output = '';
  const signalled: { started: readonly number[] | null } = { started: null };
  const read = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
    if (signalled.started !== null || options.interruptAt?.test(output) !== true) return;
    signalled.started = descendants(child.pid ?? 0);
    child.kill('SIGINT');
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(guard);
  return { code, output, started: signalled.started ?? [] };
}

/** Lists the living processes below one; none where there is no /proc. */
function descendants(root: number): number[] {
  if (!existsSync('/proc')) return [];
  const table = readdirSync('/proc').flatMap((entry) => {
    const [, pid, parent] = /^\d+$/.test(entry) ? (/^(\d+) \(.*\) [^Z] (\d+)/.exec(statOf(entry)) ?? []) : [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent) }];
  });
  const family = new Set([root]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, parent } of table) if (family.has(parent)) family.add(pid);
  }
  return [...family].filter((pid) => pid !== root);
}

/** What the system says of a process; nothing when it is gone. */
function statOf(pid: number | string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

const isAlive = (pid: number): boolean => /^\d+ \(.*\) [^Z] /.test(statOf(pid));

describe('cors-conformance verify', () => {
  test('returns 0 when every case ends the same way each time, with a line for each round', async () => {
    const { code, output } = await verify(['seed/allow-origin-*/*', '--engine', 'chromium', '--rounds', '2', '--fresh', '1', '--seed', '7']);
    assert.equal(code, 0, output);
    assert.match(output, /seed 7\n/);
    assert.match(output, /chromium {2}round 1 of 3 .*\nchromium {2}round 2 of 3 .*\nchromium {2}round 3 of 3, fresh browser/);
    assert.match(output, /chromium {2}3 rounds: nothing found; slowest: seed\//);
  });

  test('returns 3 when an engine is missing, and says why', async () => {
    const { code, output } = await verify(['seed/allow-origin-*/*', '--engine', 'webkit', '--rounds', '2'], { env: { CORS_CONFORMANCE_WEBKIT: '/there/is/no/such/browser' } });
    assert.equal(code, 3, output);
    assert.match(output, /webkit {4}0 rounds: nothing to compare\n +missing\. CORS_CONFORMANCE_WEBKIT/);
  });

  test('returns 2 when no case matches, and when there is no round', async () => {
    assert.equal((await verify(['no/such/case'])).code, 2);
    assert.equal((await verify(['--rounds', '0', '--fresh', '0'])).code, 2);
  });

  test('returns 130 after Ctrl-C, with its browsers ended', { skip: process.platform === 'win32' }, async () => {
    const { code, output, started } = await verify(['seed/**'], { interruptAt: /round {2}1 of 15/ });
    assert.equal(code, 130, output);
    assert.match(output, /Interrupted/);
    assert.ok(started.length > 0 || !existsSync('/proc'));
    const until = performance.now() + 5000;
    while (started.some(isAlive) && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(started.filter(isAlive), []);
  });
});
