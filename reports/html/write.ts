import type { MatrixModel } from '../model.ts';
import { writeWhole } from '../jsonl.ts';

export async function writeMatrix(file: string, model: MatrixModel): Promise<void> {
  writeWhole(file, JSON.stringify(model));
}
