import path from 'node:path';
import pc from 'picocolors';
import { compareRuns } from '../../reports/compare/compare.ts';
import type { Comparison } from '../../reports/compare/comparison.ts';
import { exitCodeOfComparison } from '../../reports/compare/exit-code.ts';
import { conclusion } from '../../reports/compare/groups.ts';
import { visibleJson } from '../../reports/compare/inert.ts';
import { comparisonMarkdown } from '../../reports/compare/markdown.ts';
import { comparisonText } from '../../reports/compare/terminal.ts';
import { writeWhole } from '../../reports/jsonl.ts';
import { readResults } from './read-results.ts';

export interface CompareCommand {
  readonly before: string;
  readonly after: string;
  readonly form: 'text' | 'markdown' | 'json';
  /** A file; else standard output. */
  readonly out: string | undefined;
}

/**
 * Compares two result streams. Returns 0 without a regression, 1 with one, 2 when a file cannot be read or written, 3 when a
 * run is incomplete, or when a case's behaviour was known and is not any more.
 */
export async function compare({ before, after, form, out }: CompareCommand): Promise<number> {
  const [old, now] = [await readResults(before), await readResults(after)];
  if (old === null || now === null) return 2;
  const empty = [[before, old] as const, [after, now] as const].find(([, lines]) => !lines.some(({ type }) => type === 'run' || type === 'result'));
  if (empty !== undefined) {
    console.error(`${empty[0]} holds no results: it has neither the first line of a run nor a result.`);
    return 2;
  }
  const comparison = compareRuns({ name: before, lines: old }, { name: after, lines: now });
  const code = exitCodeOfComparison(comparison);
  const written = formed(comparison, form, out === undefined && pc.isColorSupported);
  if (out === undefined) {
    process.stdout.write(written);
    return code;
  }
  try {
    writeWhole(out, written);
  } catch (error) {
    console.error(`${out} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  console.log(`${conclusion(comparison)} ${path.relative(process.cwd(), path.resolve(out))}`);
  return code;
}

function formed(comparison: Comparison, form: CompareCommand['form'], inColor: boolean): string {
  switch (form) {
    case 'text':
      return `${comparisonText(comparison, pc.createColors(inColor))}\n`;
    case 'markdown':
      return comparisonMarkdown(comparison);
    case 'json':
      return `${visibleJson(comparison)}\n`;
  }
}
