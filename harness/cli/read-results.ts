import { readFile } from 'node:fs/promises';
import { parseResults } from '../../reports/record.ts';
import type { ResultLine } from '../../reports/record.ts';

/** Reads a results stream; null when it cannot, and then it has said why. */
export async function readResults(results: string): Promise<readonly ResultLine[] | null> {
  let text: string;
  try {
    text = await readFile(results, 'utf8');
  } catch (error) {
    console.error(`${results} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). \`npx playwright test\` writes it.`);
    return null;
  }
  try {
    return parseResults(text);
  } catch (error) {
    console.error(`${results}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}
