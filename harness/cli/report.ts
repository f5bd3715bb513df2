import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeMatrix } from '../../reports/html/write.ts';
import { matrixModel } from '../../reports/model.ts';
import { parseResults } from '../../reports/record.ts';
import { summary } from '../../reports/summary.ts';

/** Makes the matrix from a results stream. Returns 0, 2 when the stream cannot be read, or 3 when it is incomplete. */
export async function report(results: string, out: string | undefined): Promise<number> {
  let text: string;
  try {
    text = await readFile(results, 'utf8');
  } catch (error) {
    console.error(`${results} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). \`npx playwright test\` writes it.`);
    return 2;
  }
  let model;
  try {
    model = matrixModel(parseResults(text));
  } catch (error) {
    console.error(`${results}: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  const file = out ?? path.join(path.dirname(results), 'matrix.html');
  await writeMatrix(file, model);
  console.log(`${summary(model)}\n\nMatrix: ${path.relative(process.cwd(), path.resolve(file))}`);
  return model.incomplete === null ? 0 : 3;
}
