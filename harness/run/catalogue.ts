import path from 'node:path';
import { loadBaseline, noBaseline } from '../scenario/baseline.ts';
import type { Baseline } from '../scenario/baseline.ts';
import { dayOf } from '../scenario/day.ts';
import { loadDeviations } from '../scenario/known-deviations.ts';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { Loaded } from '../scenario/load.ts';
import { ScenarioProblems, show } from '../scenario/problem.ts';
import type { Problem } from '../scenario/problem.ts';
import { checkBaseline } from '../verdict/check-baseline.ts';
import { matchesCase } from '../verdict/deviations.ts';
import type { Case } from '../scenario/schema.ts';
import { checkCase } from './check-case.ts';
import { checkTargets } from './check-targets.ts';
import { ConfigProblems, readConfiguration } from './configuration.ts';
import { implementationFile } from './publish.ts';
import { settings } from './settings.ts';
import { isTargetCase } from './target-case.ts';

/** A scenario folder's cases and known deviations, with every problem: also those that need more than one file to see. */
export interface Catalogue extends Loaded {
  readonly deviations: readonly KnownDeviation[];
  /** What is accepted of targets, for a while. */
  readonly baseline: Baseline;
}

/** Loads and checks scenario files, and with all of a folder's also its known deviations. */
export async function checkCatalogue(root: string, files?: readonly string[]): Promise<Catalogue> {
  const loaded = await loadScenarios(root, files, checkCase);
  const problems: Problem[] = [...loaded.problems];
  const at = new Map(loaded.cases.map((one) => [one.scenarioId, one]));
  for (const { file, line, resource } of at.values()) {
    const name = resource.server?.implementation;
    if (name === undefined || implementationFile(name) !== null) continue;
    problems.push({ file, line, column: 1, message: `there is no server ${show(name)}`, expected: 'the name of a module below examples/, such as article/server-1' });
  }
  const ofTargets = await targetsOf(loaded.cases, files === undefined);
  problems.push(...ofTargets.problems);
  if (files !== undefined) return { ...loaded, problems, deviations: [], baseline: noBaseline };
  const known = await loadDeviations(root);
  problems.push(...known.problems);
  if (loaded.problems.length === 0) {
    for (const { file, line, column, ...deviation } of known.deviations) {
      const named = loaded.cases.filter(({ id }) => matchesCase(deviation.cases, id));
      if (named.length === 0) problems.push({ file, line, column, message: `the pattern ${show(deviation.cases)} matches no case`, expected: 'a pattern of case ids', hint: 'remove the entry, or mend the pattern' });
      const open = named.find(({ requirement }) => requirement !== 'must');
      if (open !== undefined) problems.push({ file, line, column, message: `${show(open.id)} is \`${open.requirement}\`: what the standard leaves open is no deviation`, expected: 'a pattern of cases that the standard decides', hint: 'narrow the pattern, or remove the entry' });
    }
  }
  return { ...loaded, problems, deviations: known.deviations, baseline: ofTargets.baseline };
}

/** Holds the cases of targets against the configuration, and the whole of them against the baseline that it names. */
async function targetsOf(cases: readonly Case[], all: boolean): Promise<{ readonly problems: readonly Problem[]; readonly baseline: Baseline }> {
  if (!cases.some(isTargetCase)) return { problems: [], baseline: noBaseline };
  try {
    const configuration = await readConfiguration(null);
    const problems = checkTargets(cases, configuration, settings.config);
    const file = configuration?.config.baseline;
    if (configuration === null || file === undefined || !all) return { problems, baseline: noBaseline };
    const loaded = await loadBaseline(path.resolve(configuration.folder, file), dayOf(new Date()));
    return { problems: [...problems, ...loaded.problems, ...checkBaseline(loaded.baseline, cases)], baseline: loaded.baseline };
  } catch (error) {
    if (!(error instanceof ConfigProblems)) throw error;
    return { problems: [{ file: path.relative(process.cwd(), settings.config), line: 1, column: 1, message: error.message }], baseline: noBaseline };
  }
}

/** Loads like checkCatalogue, and throws ScenarioProblems when there is any problem. */
export async function requireCatalogue(root: string): Promise<Catalogue> {
  const catalogue = await checkCatalogue(root);
  if (catalogue.problems.length > 0) throw new ScenarioProblems(catalogue.problems);
  return catalogue;
}
