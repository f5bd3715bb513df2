import { reasonLines } from '../../reports/reason-lines.ts';
import type { ResultRecord } from '../../reports/record.ts';

/** Writes one unexpected result for a terminal: the case, the verdict, each difference on a line, and the standard's reason. */
export function formatUnexpected(record: ResultRecord): string {
  const { case: { id, title }, verdict } = record;
  const lines = [`${id}: ${verdict.kind}`, `  ${title}`];
  if (verdict.differences.length === 0) lines.push(`  ${verdict.why}`);
  for (const { element, expected, observed } of verdict.differences) lines.push(`  ${element}: expected ${expected}, observed ${observed}`);
  return [...lines, ...reasonLines(record).map((line) => `  ${line}`)].join('\n');
}
