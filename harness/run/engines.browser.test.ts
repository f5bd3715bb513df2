import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { engineNames } from '../engines/engine.ts';
import type { Engine, EngineName } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { startPlaywrightEngine } from '../engines/playwright-engine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import type { Resolution } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import type { ResultRecord } from '../../reports/record.ts';
import { concurrency } from './batch.ts';
import { requireCatalogue } from './catalogue.ts';
import { explainRecord } from './explain-record.ts';
import { flip } from './flip.ts';
import { Host } from './host.ts';
import { settings } from './settings.ts';

// The harness on real browsers: it must notice a false expectation, a dead server, a lost browser and an intercepted page.

const { cases, deviations } = await requireCatalogue(settings.scenarios);
const seed = cases.filter(({ scenarioId }) => scenarioId.startsWith('seed/'));
const machine = thisMachine();
const hosts: Host[] = [];
after(() => Promise.all(hosts.map((host) => host.stop())));

async function startHost(start: (resolution: Resolution) => Promise<Engine> = startEngine, resolve: (name: EngineName) => Resolution = (name) => resolveEngine(name, machine)): Promise<Host> {
  const host = await Host.start({ resolve, start });
  hosts.push(host);
  return host;
}

const asExpected = (result: ResultRecord): boolean => ['conforms', 'observed', 'known-deviation'].includes(explainRecord(result, deviations).verdict.kind);
const shown = (result: ResultRecord): string => `${result.case.id}: ${result.verdict.kind} ${result.verdict.why}`;

for (const name of engineNames) {
  describe(name, () => {
    // All cases of the catalogue in one engine: flip.browser.test.ts.
    test('deviates in every case of the seed whose expectation is flipped', async () => {
      const host = await startHost();
      const flipped = seed.filter(({ requirement }) => requirement === 'must').map(flip);
      const { results } = await host.perform(name, flipped);
      assert.deepEqual(results.filter(({ verdict }) => verdict.kind !== 'deviates').map(shown), []);
      assert.equal(results.length, flipped.length);
    });

    test('has no pass with the resource origins stopped, though nobody noticed', async () => {
      const host = await startHost();
      const first = await host.perform(name, seed.slice(0, 2));
      assert.deepEqual(first.results.filter((result) => !asExpected(result)).map(shown), []);
      for (const pair of [host.origins.servers.resource, host.origins.servers.raw]) for (const server of Object.values(pair)) await server.stop();
      const noticed = await host.perform(name, seed);
      assert.deepEqual(noticed.results.filter(asExpected).map(shown), []);
      Object.assign(host.origins, { down: () => [] });
      const { results } = await host.perform(name, seed.filter(({ document }) => document.relation !== 'same-origin'));
      assert.deepEqual(results.filter(({ verdict }) => !['inconclusive', 'harness-error'].includes(verdict.kind)).map(shown), []);
    });

    test('costs only the cases in flight when the browser is killed in the middle', async () => {
      const host = await startHost();
      await host.perform(name, seed.slice(0, 1));
      const killed = atExchange(host, 50, () => killBrowser(name));
      const { results } = await host.perform(name, seed);
      assert.ok(killed().length > 0);
      const lost = results.filter((result) => !asExpected(result));
      // As many as the page performs at a time, and as many whose results it may not have posted yet.
      assert.ok(lost.length >= 1 && lost.length <= 2 * concurrency, `${lost.length} cases lost`);
      assert.deepEqual(lost.filter(({ verdict }) => verdict.kind !== 'crash' && verdict.kind !== 'timeout').map(shown), []);
    });

    test('costs only the cases in flight when an origin is killed in the middle', async () => {
      const host = await startHost();
      await host.perform(name, seed.slice(0, 1));
      const { resource } = host.origins.servers;
      atExchange(host, 50, () => resource.http.kill());
      const { results } = await host.perform(name, seed);
      assert.equal(resource.http.deaths.length, 1);
      const lost = results.filter((result) => !asExpected(result));
      assert.ok(lost.length <= 2 * concurrency, `${lost.length} cases lost`);
      assert.deepEqual(lost.filter(({ verdict }) => !['harness-error', 'inconclusive'].includes(verdict.kind)).map(shown), []);
    });
  });
}

describe('what comes between a page and the network is caught by a canary', () => {
  for (const name of ['chromium', 'firefox'] as const) {
    test(`a route switched on in ${name}`, async () => {
      const host = await startHost((resolution) => {
        assert.equal(resolution.kind, 'playwright');
        return startPlaywrightEngine(resolution, { onPage: async (page) => void (await page.route('**', (route) => route.continue())) });
      });
      const { engine, results } = await host.perform(name, seed.slice(0, 8));
      assert.equal(engine.status, 'invalid');
      assert.match(engine.why, /a PUT is preflighted/);
      assert.deepEqual([...new Set(results.map(({ verdict }) => verdict.kind))], ['harness-error']);
    });
  }

  test('web security switched off behind our back', { skip: process.platform === 'win32' }, async () => {
    const real = resolveEngine('chromium', machine);
    assert.equal(real.kind, 'playwright');
    const wrapper = path.join(mkdtempSync(path.join(tmpdir(), 'cors-conformance-')), 'chromium');
    writeFileSync(wrapper, `#!/bin/sh\nexec "${(real).executable}" --disable-web-security "$@"\n`, { mode: 0o755 });
    const host = await startHost(startEngine, (name) => ({ kind: 'playwright', name, build: 'system', executable: wrapper, why: 'a test' }));
    const { engine, results } = await host.perform('chromium', seed.slice(0, 8));
    assert.equal(engine.status, 'invalid');
    assert.match(engine.why, /without Access-Control-Allow-Origin is withheld/);
    assert.deepEqual([...new Set(results.map(({ verdict }) => verdict.kind))], ['harness-error']);
  });
});

/** Does something once, when a host's log has seen a number of exchanges. Returns what it gave. */
function atExchange<T>(host: Host, number: number, act: () => T): () => T {
  const { log } = host.origins;
  const open = log.open.bind(log);
  const done: T[] = [];
  let count = 0;
  log.open = (request) => {
    if (++count === number) done.push(act());
    return open(request);
  };
  return () => {
    const [first] = done;
    assert.ok(first !== undefined, `fewer than ${number} exchanges were made`);
    return first;
  };
}

/** Lists the machine's processes. */
function processes(): { pid: number; parent: number; command: string }[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' }).split('\n');
    return lines.map((line) => line.trim().split(/\s+/)).map(([pid, parent, command = '']) => ({ pid: Number(pid), parent: Number(parent), command }));
  }
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry) || !existsSync(`/proc/${entry}/stat`)) return [];
    const [, pid, command = '', parent] = /^(\d+) \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** Kills an engine's own processes, which are children of this one. Returns their ids. */
function killBrowser(name: EngineName): number[] {
  const pattern = { chromium: /chrom/, firefox: /firefox/, webkit: /MiniBrowser/ }[name];
  const table = processes();
  const family = new Set([process.pid]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, parent } of table) if (family.has(parent)) family.add(pid);
  }
  const victims = table.filter(({ pid, command }) => pid !== process.pid && family.has(pid) && pattern.test(command)).map(({ pid }) => pid);
  for (const pid of victims) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went with its parent.
    }
  }
  return victims;
}
