import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import type { EngineName } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { formatTrace } from '../fetch/trace.ts';
import { fuzz } from '../fuzz/fuzz.ts';
import type { Disagreement } from '../fuzz/fuzz.ts';
import { toFile } from '../fuzz/written.ts';
import { Host } from '../run/host.ts';
import { settings } from '../run/settings.ts';
import { loadDeviations } from '../scenario/known-deviations.ts';
import { formatProblems } from '../scenario/problem.ts';

export interface FuzzCommand {
  readonly cases: number;
  readonly seed: number;
  readonly engines: readonly EngineName[];
}

/**
 * Runs random scenarios in the engines, and holds them against the standard's prediction. Returns 0 when every disagreement
 * is a known deviation, 1 when not, 2 for a mistake in known-deviations.yaml, 3 when an engine could not be had.
 */
export async function runFuzz({ cases, seed, engines }: FuzzCommand): Promise<number> {
  const { deviations, problems } = await loadDeviations(settings.scenarios);
  if (problems.length > 0) {
    console.error(formatProblems(problems));
    return 2;
  }
  const folder = path.join(settings.out, 'fuzz');
  await rm(folder, { recursive: true, force: true });
  const machine = thisMachine();
  const host = await Host.start({ resolve: (name) => resolveEngine(name, machine), start: startEngine });
  try {
    const result = await fuzz(host, { cases, seed, engines, known: deviations, onProgress: (engine, done) => console.error(`${engine}: ${done} of ${cases}`) });
    for (const [engine, counts] of Object.entries(result.counts)) console.log(`${engine.padEnd(10)}${Object.entries(counts).map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
    for (const [index, disagreement] of result.disagreements.entries()) {
      const file = path.join(folder, `${disagreement.engine}-${index + 1}.yaml`);
      await mkdir(folder, { recursive: true });
      await writeFile(file, scenarioFile(disagreement));
      console.log(`\n${disagreement.what}\n  ${disagreement.count} of ${cases} cases; smallest: ${path.relative(process.cwd(), file)}`);
    }
    const missing = Object.values(result.counts).some((counts) => ['unsupported', 'not-run', 'harness-error'].some((kind) => (counts[kind] ?? 0) > 0));
    console.log(`\nseed ${seed}: ${result.disagreements.length === 0 ? 'no unexplained disagreement' : `${result.disagreements.length} kinds of unexplained disagreement`}`);
    return missing ? 3 : result.disagreements.length > 0 ? 1 : 0;
  } finally {
    await host.stop();
  }
}

/** Writes a scenario file that `npx playwright test` can run, with what was found as its head. */
function scenarioFile({ what, record, smallest }: Disagreement): string {
  const { prediction, verdict } = record;
  const comment = [what, '', ...verdict.differences.map(({ element, expected, observed }) => `${element}: the standard says ${expected}, observed ${observed}`), '', 'The steps of the standard:', ...(prediction === null ? [] : formatTrace(prediction.trace))];
  return `${comment.map((line) => `# ${line}`.trimEnd()).join('\n')}\n${stringify({ scenarios: [toFile(smallest)] }, { schema: 'failsafe', lineWidth: 0 })}`;
}
