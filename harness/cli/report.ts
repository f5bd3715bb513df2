import path from 'node:path';
import { writeMatrix } from '../../reports/html/write.ts';
import { matrixModel } from '../../reports/model.ts';
import { summary } from '../../reports/summary.ts';
import { readResults } from './read-results.ts';

/** Makes the matrix from a results stream. Returns 0, 2 when the stream cannot be read, or 3 when it is incomplete. */
export async function report(results: string, out: string | undefined): Promise<number> {
  const lines = await readResults(results);
  if (lines === null) return 2;
  const model = matrixModel(lines);
  const file = out ?? path.join(path.dirname(results), 'matrix.html');
  await writeMatrix(file, model);
  console.log(`${summary(model)}\n\nMatrix: ${path.relative(process.cwd(), path.resolve(file))}`);
  return model.incomplete === null ? 0 : 3;
}
