import { performance } from 'node:perf_hooks';
import { engineNames } from '../harness/engines/engine.ts';
import { thisMachine } from '../harness/engines/machine.ts';
import { resolveEngine } from '../harness/engines/resolve.ts';
import { startEngine } from '../harness/engines/start.ts';
import { requireCatalogue } from '../harness/run/catalogue.ts';
import { Host } from '../harness/run/host.ts';
import { settings } from '../harness/run/settings.ts';

/**
 * What batching is worth: the catalogue in one batch against the same cases one by one, in turn and in one run, as a ratio
 * for each engine. `npm run bench`
 */
const rounds = 3;
const machine = thisMachine();
const host = await Host.start({ resolve: (name) => resolveEngine(name, machine), start: startEngine });
const { cases } = await requireCatalogue(settings.scenarios);
const sample = cases.filter((_, index) => index % 4 === 0);

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

for (const name of engineNames) {
  await host.perform(name, sample);
  const ratios: number[] = [];
  let perCase = 0;
  for (let round = 0; round < rounds; round++) {
    const together = await milliseconds(() => host.perform(name, sample));
    const apart = await milliseconds(async () => {
      for (const one of sample) await host.perform(name, [one]);
    });
    ratios.push(apart / together);
    perCase = together / sample.length;
  }
  const median = ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  console.log(`${name.padEnd(9)} one by one / in one batch = ${median.toFixed(1)} (${ratios.map((ratio) => ratio.toFixed(1)).join(', ')}); about ${perCase.toFixed(1)} ms a case in a batch`);
}
await host.stop();
