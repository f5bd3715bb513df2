import { coverageOf } from '../coverage/catalogue.ts';
import { coverageMarkdown } from '../coverage/markdown.ts';
import { checkCatalogue } from '../run/catalogue.ts';
import { settings } from '../run/settings.ts';
import { formatProblems } from '../scenario/problem.ts';

/** Writes as Markdown which steps of the standard the scenarios exercise. Returns the exit code: 0, or 2 when a scenario has a mistake. */
export async function coverage(): Promise<number> {
  const { cases, problems } = await checkCatalogue(settings.scenarios);
  if (problems.length > 0) {
    console.error(formatProblems(problems));
    return 2;
  }
  process.stdout.write(coverageMarkdown(coverageOf(cases)));
  return 0;
}
