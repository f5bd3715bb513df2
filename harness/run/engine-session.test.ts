import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startFakeBrowser } from '../engines/fake/fake-browser.ts';
import type { FakeOptions } from '../engines/fake/fake-browser.ts';
import { requireCatalogue } from './catalogue.ts';
import { Host } from './host.ts';
import { settings } from './settings.ts';

const { cases } = await requireCatalogue(settings.scenarios);
const seed = cases.filter(({ scenarioId }) => scenarioId.startsWith('seed/'));
const hosts: Host[] = [];
after(() => Promise.all(hosts.map((host) => host.stop())));

async function startHost(fake: Omit<FakeOptions, 'name'> = {}): Promise<Host> {
  const host = await Host.start({
    resolve: (name) => ({ kind: 'playwright', name, build: 'system', executable: 'a fake', why: 'a test' }),
    start: () => startFakeBrowser({ name: 'chromium', honestBatches: 1, ...fake }),
  });
  hosts.push(host);
  return host;
}

describe('a session that is closed in the middle of a batch', () => {
  test('does not wait for what never comes; cases without a result are not run, the others keep theirs', async () => {
    let performed = 0;
    let stuck: () => void = () => undefined;
    const underWay = new Promise<void>((resolve) => (stuck = resolve));
    const host = await startHost({
      lie: () => {
        if (++performed < 40) return null;
        stuck();
        return 'never-answers';
      },
    });
    const performance = host.perform('chromium', seed);
    await underWay;
    const start = globalThis.performance.now();
    await host.stop();
    const took = globalThis.performance.now() - start;
    assert.ok(took < 2000, `ending took ${took} ms`);
    const kinds = (await performance).results.map(({ verdict }) => verdict.kind);
    assert.deepEqual([...new Set(kinds)].filter((kind) => kind !== 'observed').sort(), ['conforms', 'not-run']);
    assert.ok(kinds.filter((kind) => kind === 'not-run').length >= seed.length - 40);
  });

  test('performs nothing more', async () => {
    const host = await startHost();
    await host.stop();
    const { results } = await host.perform('chromium', seed.slice(0, 2));
    assert.deepEqual(results.map(({ verdict }) => verdict.kind), ['not-run', 'not-run']);
  });
});

describe('a server that cannot be made', () => {
  test('costs the cases that name it, and no others', async () => {
    const host = await startHost();
    const [first, second] = seed;
    assert.ok(first !== undefined && second !== undefined);
    const broken = { ...first, resource: { routes: {}, server: { implementation: 'no/such-server', policy: {} } } };
    const { results } = await host.perform('chromium', [broken, second]);
    assert.deepEqual(results.map(({ verdict }) => verdict.kind), ['harness-error', 'conforms']);
    assert.match(results[0]?.verdict.why ?? '', /there is no server "no\/such-server"/);
  });
});
