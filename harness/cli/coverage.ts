import { writeWhole } from '../../reports/jsonl.ts';
import { coverageOf } from '../coverage/catalogue.ts';
import { coverageMarkdown } from '../coverage/markdown.ts';
import { checkCatalogue } from '../run/catalogue.ts';
import { isTargetCase } from '../run/target-case.ts';
import { settings } from '../run/settings.ts';
import { formatProblems } from '../scenario/problem.ts';

/** Writes as Markdown which steps of the standard the scenarios exercise, to a file if one is named. Returns the exit code: 0, or 2 when a scenario has a mistake. */
export async function coverage(out: string | undefined): Promise<number> {
  const { cases, problems } = await checkCatalogue(settings.scenarios);
  if (problems.length > 0) {
    console.error(formatProblems(problems));
    return 2;
  }
  const document = coverageMarkdown(coverageOf(cases.filter((one) => !isTargetCase(one))));
  if (out === undefined) process.stdout.write(document);
  else writeWhole(out, document);
  return 0;
}
