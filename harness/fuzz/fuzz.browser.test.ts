import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { Host } from '../run/host.ts';
import { settings } from '../run/settings.ts';
import { loadDeviations } from '../scenario/known-deviations.ts';
import { disagreement } from './disagreement.ts';
import { fuzz } from './fuzz.ts';
import type { FuzzResult } from './fuzz.ts';
import { toCase } from './written.ts';

const cases = 300;

describe('fuzzing Chromium', () => {
  let host: Host;
  before(async () => {
    const machine = thisMachine();
    host = await Host.start({ resolve: (name) => resolveEngine(name, machine), start: startEngine });
  });
  after(() => host.stop());
  const run = async (known: Awaited<ReturnType<typeof loadDeviations>>['deviations']): Promise<FuzzResult> => fuzz(host, { cases, seed: 1, engines: ['chromium'], known, onProgress: () => undefined });

  test('with the known deviations nothing is unexplained, and every case has a verdict', async () => {
    const { deviations } = await loadDeviations(settings.scenarios);
    const { disagreements, counts } = await run(deviations);
    assert.deepEqual(disagreements.map(({ what }) => what), []);
    assert.equal(Object.values(counts['chromium'] ?? {}).reduce((sum, count) => sum + count, 0), cases);
    assert.ok((counts['chromium']?.['conforms'] ?? 0) > cases * 0.9);
    assert.ok((counts['chromium']?.['known-deviation'] ?? 0) > 0);
  });

  test('without them the same deviations are found, and each smallest scenario shows its own', async () => {
    const { disagreements } = await run([]);
    assert.ok(disagreements.length > 0);
    for (const { what, smallest } of disagreements) {
      const given = toCase(smallest);
      assert.ok(given !== null);
      const { results } = await host.perform('chromium', [given]);
      assert.equal(results[0] === undefined ? null : disagreement(results[0], []), what);
    }
  });
});
