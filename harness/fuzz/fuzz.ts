import type { ResultRecord } from '../../reports/record.ts';
import type { EngineName } from '../engines/engine.ts';
import type { Host } from '../run/host.ts';
import { explainRecord } from '../run/explain-record.ts';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import type { Case } from '../scenario/schema.ts';
import { disagreement } from './disagreement.ts';
import { generate } from './generate.ts';
import { makeRandom } from './random.ts';
import { simpler } from './shrink.ts';
import { toCase } from './written.ts';
import type { Written } from './written.ts';

/** One kind of disagreement between an engine and the standard's prediction. */
export interface Disagreement {
  readonly engine: EngineName;
  readonly what: string;
  /** How many of the generated cases show it. */
  count: number;
  /** The smallest scenario that shows it, and what it showed. */
  smallest: Written;
  record: ResultRecord;
}

export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  readonly engines: readonly EngineName[];
  readonly known: readonly KnownDeviation[];
  readonly onProgress: (engine: EngineName, done: number) => void;
}

export interface FuzzResult {
  readonly cases: number;
  /** Results by verdict, for each engine. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly disagreements: readonly Disagreement[];
}

const batchSize = 200;

/** Generates the scenarios of a seed. Those that the file format refuses are replaced. */
export function generateScenarios(seed: number, count: number): readonly (readonly [Written, Case])[] {
  const random = makeRandom(seed);
  const made: (readonly [Written, Case])[] = [];
  for (let attempt = 0; made.length < count; attempt++) {
    const written = generate(random, `s${seed}-${attempt}`);
    const given = toCase(written);
    if (given !== null) made.push([written, given]);
  }
  return made;
}

/** Runs random scenarios in the engines, and shrinks one of each kind of disagreement. */
export async function fuzz(host: Host, { cases, seed, engines, known, onProgress }: FuzzOptions): Promise<FuzzResult> {
  const scenarios = generateScenarios(seed, cases);
  const counts: Record<string, Record<string, number>> = {};
  const found = await Promise.all(
    engines.map(async (engine) => {
      const tally: Record<string, number> = (counts[engine] = {});
      const classes = new Map<string, Disagreement>();
      for (let start = 0; start < scenarios.length; start += batchSize) {
        const batch = scenarios.slice(start, start + batchSize);
        const { results } = await host.perform(engine, batch.map(([, given]) => given));
        for (const [index, result] of results.entries()) {
          const record = explainRecord(result, known);
          tally[record.verdict.kind] = (tally[record.verdict.kind] ?? 0) + 1;
          const what = disagreement(result, known);
          const written = batch[index]?.[0];
          if (what === null || written === undefined) continue;
          const same = classes.get(what);
          if (same === undefined) classes.set(what, { engine, what, count: 1, smallest: written, record });
          else same.count++;
        }
        onProgress(engine, Math.min(start + batchSize, scenarios.length));
      }
      for (const one of classes.values()) await shrink(host, one, known);
      return [...classes.values()];
    }),
  );
  return { cases: scenarios.length, counts, disagreements: found.flat() };
}

/** Most steps of shrinking: each makes the scenario simpler. */
const mostSteps = 60;
/** Simpler scenarios that are tried at a time. */
const triedAtOnce = 15;

async function shrink(host: Host, found: Disagreement, known: readonly KnownDeviation[]): Promise<void> {
  for (let step = 0; step < mostSteps; step++) {
    const candidates = simpler(found.smallest).flatMap((written): (readonly [Written, Case])[] => {
      const given = toCase(written);
      return given === null ? [] : [[written, given]];
    });
    let shrunk = false;
    for (let start = 0; start < candidates.length && !shrunk; start += triedAtOnce) {
      const tried = candidates.slice(start, start + triedAtOnce);
      const { results } = await host.perform(found.engine, tried.map(([, given]) => given));
      for (const [index, result] of results.entries()) {
        const candidate = tried[index];
        if (candidate === undefined || disagreement(result, known) !== found.what) continue;
        // Alone: a request that hangs may have held up its neighbours.
        const record = (await host.perform(found.engine, [candidate[1]])).results[0];
        if (record === undefined || disagreement(record, known) !== found.what) continue;
        [found.smallest, found.record, shrunk] = [candidate[0], record, true];
        break;
      }
    }
    if (!shrunk) return;
  }
}
