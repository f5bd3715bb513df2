import path from 'node:path';
import { compareRuns } from '../../reports/compare/compare.ts';
import { writeMatrix } from '../../reports/html/write.ts';
import { readOrSay } from '../../reports/history/keep.ts';
import { matrixModel } from '../../reports/model.ts';
import { summary } from '../../reports/summary.ts';
import { plain } from '../../reports/terminal.ts';
import { readResults } from './read-results.ts';

/** Makes the matrix from a results stream, and what it is compared with: the runs that a folder keeps, and one run in particular. Returns 0, 2 when any of them cannot be read, or 3 when the stream is incomplete. */
export async function report(results: string, { out, history: folder, compare: before }: { out?: string; history?: string; compare?: string }): Promise<number> {
  const lines = await readResults(results);
  if (lines === null) return 2;
  const { history, said } = folder === undefined ? { history: null, said: [] } : readOrSay(folder);
  for (const sentence of said) console.error(plain(sentence));
  if (folder !== undefined && history === null) return 2;
  const former = before === undefined ? null : await readResults(before);
  if (before !== undefined && former === null) return 2;
  const changes = before === undefined || former === null ? null : compareRuns({ name: before, lines: former }, { name: results, lines });
  const model = matrixModel(lines, history, changes);
  const file = out ?? path.join(path.dirname(results), 'matrix.html');
  await writeMatrix(file, model);
  console.log(`${summary(model)}\n\nMatrix: ${path.relative(process.cwd(), path.resolve(file))}`);
  return model.incomplete === null ? 0 : 3;
}
