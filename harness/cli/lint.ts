import { settings } from '../run/settings.ts';
import { checkCatalogue } from '../run/catalogue.ts';
import { formatProblems } from '../scenario/problem.ts';

/** Checks scenario files, all by default. Returns the exit code: 0 without problems, else 2. */
export async function lint(files: readonly string[]): Promise<number> {
  const { cases, files: read, problems } = await checkCatalogue(settings.scenarios, files.length === 0 ? undefined : files);
  if (problems.length > 0) {
    console.error(formatProblems(problems));
    return 2;
  }
  const scenarios = new Set(cases.map(({ scenarioId }) => scenarioId)).size;
  console.log(`${read.length} ${read.length === 1 ? 'file' : 'files'}, ${scenarios} scenarios, ${cases.length} cases: no problems`);
  return 0;
}
