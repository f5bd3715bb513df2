import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { PageCase } from '../agent/protocol.ts';
import { startFakeBrowser } from '../engines/fake/fake-browser.ts';
import type { Lie } from '../engines/fake/fake-browser.ts';
import type { EngineName, EngineWords } from '../engines/engine.ts';
import type { Resolution } from '../engines/resolve.ts';
import type { ResultRecord } from '../../reports/record.ts';
import { reachPath } from '../../servers/answer.ts';
import type { Case } from '../scenario/schema.ts';
import { requireCatalogue } from './catalogue.ts';
import { flip } from './flip.ts';
import { Host } from './host.ts';
import { settings } from './settings.ts';

// Fakes that lie in one way each: the harness must notice, in the right cell and in no other.

const { cases } = await requireCatalogue(settings.scenarios);
const seed = cases.filter(({ scenarioId }) => scenarioId.startsWith('seed/'));
const resolve = (name: EngineName): Resolution => ({ kind: 'playwright', name, build: 'system', executable: 'a fake', why: 'a test' });
const hosts: Host[] = [];
after(() => Promise.all(hosts.map((host) => host.stop())));

async function run(given: readonly Case[], lie?: (pageCase: PageCase) => Lie | null, honestBatches = 1): Promise<{ results: readonly ResultRecord[]; host: Host }> {
  const host = await Host.start({
    resolve,
    start: () => startFakeBrowser({ name: 'chromium', honestBatches, ...(lie === undefined ? {} : { lie }) }),
    patience: { silence: 400, lull: 400 },
  });
  hosts.push(host);
  return { results: (await host.perform('chromium', given)).results, host };
}

/** Lists the cases that ended otherwise than as expected, without API and matrix. */
const red = (results: readonly ResultRecord[]): string[] =>
  [...new Set(results.filter(({ verdict }) => !['conforms', 'observed'].includes(verdict.kind)).map((result) => result.case.scenarioId.replace('seed/', '')))].sort();

describe('an honest engine', () => {
  test('conforms throughout the seed, so that a lie is what makes the difference below', async () => {
    const { results } = await run(seed);
    assert.deepEqual(red(results), []);
    assert.equal(results.length, seed.length);
  });

  test('deviates in every case whose expectation is flipped', async () => {
    const flipped = seed.filter(({ requirement }) => requirement === 'must').map(flip);
    const { results } = await run(flipped);
    assert.deepEqual(results.filter(({ verdict }) => verdict.kind !== 'deviates').map((result) => `${result.case.id}: ${result.verdict.kind}`), []);
  });
});

describe("the engine's own words", () => {
  const words = (text: string, url: string | null): EngineWords => ({ source: 'cdp', code: 'Code', detail: null, text, url });
  async function told(say: (pageCase: PageCase) => readonly EngineWords[]): Promise<readonly ResultRecord[]> {
    const host = await Host.start({ resolve, start: () => startFakeBrowser({ name: 'chromium', say }) });
    hosts.push(host);
    return (await host.perform('chromium', seed.slice(0, 20))).results;
  }

  test('belong to the case whose token is in their text or address', async () => {
    const results = await told(({ url }) => [words(`about ${url}`, null), words('by its address', url), words('about nothing', null)]);
    for (const { observation, url } of results) assert.deepEqual(observation.words, [words(`about ${url}`, null), words('by its address', url)]);
  });

  test('do not belong to a case where they are about the request that only proves that its origin was there', async () => {
    const results = await told(({ url }) => [words('net::ERR_ABORTED', url.replace(/\/[^/]*$/, reachPath))]);
    assert.deepEqual(results.flatMap(({ observation }) => observation.words), []);
  });

  test('are cut where there are too many or too long ones', async () => {
    const [result] = await told(({ url }) => Array.from({ length: 60 }, () => words(`${url} ${'x'.repeat(5000)}`, `${url}?${'x'.repeat(5000)}`)));
    const kept = result?.observation.words ?? [];
    assert.equal(kept.length, 51);
    assert.ok(kept.every(({ text, url }) => text.length < 2100 && (url ?? '').length < 2100));
    assert.match(kept.at(-1)?.text ?? '', /60 words/);
  });
});

describe('a lie after the canaries turns red in its own cells', () => {
  const expected: Record<Exclude<Lie, 'never-answers' | 'crashes'>, readonly string[]> = {
    'ignores-allow-origin': seed.filter(({ expect }) => expect?.reason?.startsWith('aca') || (expect?.outcome === 'network-error' && expect.reason === undefined)).map(({ scenarioId }) => scenarioId.replace('seed/', '')),
    'skips-preflight': seed.filter(({ expect }) => expect?.exchanges?.some(({ role }) => role === 'preflight')).map(({ scenarioId }) => scenarioId.replace('seed/', '')),
    // A response that passes by Access-Control-Allow-Origin has at least that header to show.
    'exposes-every-header': seed.filter(({ expect }) => expect?.outcome === 'cors').map(({ scenarioId }) => scenarioId.replace('seed/', '')),
    'sends-cookies-anyway': ['cookie-is-not-sent-without-include'],
  };
  for (const [lie, scenarios] of Object.entries(expected)) {
    test(lie, async () => {
      const { results } = await run(seed, () => lie as Lie);
      assert.deepEqual(red(results), [...new Set(scenarios)].sort());
      assert.deepEqual([...new Set(results.filter(({ verdict }) => !['conforms', 'observed'].includes(verdict.kind)).map(({ verdict }) => verdict.kind))], ['deviates']);
    });
  }

  test('an engine that never answers one case times out there; the others have real results', async () => {
    const { results } = await run(seed.slice(0, 60), (pageCase) => (pageCase.method === 'PUT' && pageCase.url.includes('/resource') ? 'never-answers' : null));
    const silent = results.filter(({ case: { request } }) => request.method === 'PUT');
    assert.ok(silent.length > 0);
    for (const { verdict } of silent) assert.equal(verdict.kind, 'timeout');
    for (const { verdict } of results.filter((result) => !silent.includes(result))) assert.ok(['conforms', 'timeout'].includes(verdict.kind), verdict.kind);
    assert.ok(results.filter(({ verdict }) => verdict.kind === 'conforms').length > 30);
  });

  test('an engine that crashes costs the cases in flight; the others have real results', async () => {
    let crashes = 0;
    const { results } = await run(seed, () => (++crashes === 30 ? 'crashes' : null));
    const lost = results.filter(({ verdict }) => verdict.kind === 'crash');
    assert.ok(lost.length >= 1 && lost.length <= 5, `${lost.length} cases lost`);
    assert.equal(results.filter(({ verdict }) => verdict.kind === 'conforms' || verdict.kind === 'observed').length, seed.length - lost.length);
  });

  test('an engine that crashes again and again is given up, and every case has a verdict', async () => {
    const { results } = await run(seed, () => 'crashes');
    const kinds = new Set(results.map(({ verdict }) => verdict.kind));
    assert.deepEqual([...kinds].sort(), ['crash', 'not-run']);
    assert.equal(results.length, seed.length);
  });
});

describe('a lie from the start is caught by a canary, and nothing in the column counts', () => {
  for (const lie of ['ignores-allow-origin', 'skips-preflight'] as const) {
    test(lie, async () => {
      const { results, host } = await run(seed.slice(0, 10), () => lie, 0);
      for (const { verdict } of results) {
        assert.equal(verdict.kind, 'harness-error');
        assert.match(verdict.why, /^canary: /);
      }
      const { engine } = await host.perform('chromium', []);
      assert.equal(engine.status, 'invalid');
    });
  }
});

describe('the origins', () => {
  test('with the resource origins stopped, no case passes', async () => {
    const { host } = await run([]);
    await host.perform('chromium', seed.slice(0, 1));
    for (const pair of [host.origins.servers.resource, host.origins.servers.raw]) for (const server of Object.values(pair)) await server.stop();
    const { results } = await host.perform('chromium', seed);
    assert.deepEqual(results.filter(({ verdict }) => verdict.kind !== 'harness-error').map((result) => result.case.id), []);
  });

  test('even when nobody notices that they are stopped, nothing that needs them passes', async () => {
    const { host } = await run([]);
    await host.perform('chromium', seed.slice(0, 1));
    for (const pair of [host.origins.servers.resource, host.origins.servers.raw]) for (const server of Object.values(pair)) await server.stop();
    Object.assign(host.origins, { down: () => [] });
    const crossOrigin = seed.filter(({ document }) => document.relation !== 'same-origin');
    const { results } = await host.perform('chromium', crossOrigin);
    assert.deepEqual(results.filter(({ verdict }) => !['inconclusive', 'harness-error'].includes(verdict.kind)).map((result) => `${result.case.id} ${result.verdict.kind}`), []);
  });

  test('an origin that dies in the middle costs only cases in flight', async () => {
    let performed = 0;
    const state: { host: Host | null } = { host: null };
    const host = await Host.start({
      resolve,
      start: () =>
        startFakeBrowser({
          name: 'chromium',
          honestBatches: 1,
          lie: () => {
            if (++performed === 60) state.host?.origins.servers.resource.http.kill();
            return null;
          },
        }),
    });
    state.host = host;
    hosts.push(host);
    const { results } = await host.perform('chromium', seed);
    const bad = results.filter(({ verdict }) => !['conforms', 'observed'].includes(verdict.kind));
    assert.deepEqual(bad.filter(({ verdict }) => verdict.kind !== 'harness-error' && verdict.kind !== 'inconclusive').map((result) => `${result.case.id} ${result.verdict.kind}`), []);
    assert.ok(bad.length <= 10, `${bad.length} cases lost`);
    assert.equal(host.origins.servers.resource.http.deaths.length, 1);
  });
});
