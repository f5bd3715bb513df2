import path from 'node:path';
import { divergencesDocument } from '../../reports/divergences/document.ts';
import { divergencesModel } from '../../reports/divergences/model.ts';
import { wholeRun } from '../../reports/divergences/whole-run.ts';
import { writeWhole } from '../../reports/jsonl.ts';
import { checkCatalogue } from '../run/catalogue.ts';
import { findStale } from '../run/find-stale.ts';
import { isTargetCase } from '../run/target-case.ts';
import { settings } from '../run/settings.ts';
import { formatProblems } from '../scenario/problem.ts';
import { readResults } from './read-results.ts';

/**
 * Writes what the engines do against the standard, for web developers, from the results of a whole run. Returns 0, 2 when
 * something cannot be read, or 3 when the results are not those of a whole run of the catalogue as it is now.
 */
export async function divergences(results: string, out: string | undefined): Promise<number> {
  const { cases: all, deviations, problems } = await checkCatalogue(settings.scenarios);
  const cases = all.filter((one) => !isTargetCase(one));
  if (problems.length > 0) {
    console.error(formatProblems(problems));
    return 2;
  }
  const read = await readResults(results);
  if (read === null) return 2;
  const lines = read.filter((line) => line.type !== 'result' || line.target === undefined);
  const run = wholeRun(lines, cases.map(({ id }) => id));
  if (typeof run === 'string') return refuse(results, run);
  const stale = await findStale(settings.scenarios, [...run.results.values()].flatMap((cells) => [...cells.values()]));
  if (stale[0] !== undefined) return refuse(results, `known-deviations.yaml was changed since: ${stale[0]}`);
  const document = divergencesDocument(divergencesModel(run, deviations));
  if (out === undefined) process.stdout.write(document);
  else {
    writeWhole(out, document);
    console.log(`${path.relative(process.cwd(), path.resolve(out))}: ${run.results.size} cases, ${new Set(deviations.map(({ reason }) => reason)).size} differences`);
  }
  return 0;
}

function refuse(results: string, why: string): number {
  console.error(`${results} cannot tell where the engines differ: ${why}.\nRun \`npx playwright test\`, all of it, in all engines, and mend what is unexpected; then try again.`);
  return 3;
}
