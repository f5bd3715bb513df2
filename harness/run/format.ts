import type { ResultRecord } from '../../reports/record.ts';

/** Writes one unexpected result for a terminal: the case, the verdict, and each difference on a line. */
export function formatUnexpected({ case: { id, title }, verdict }: ResultRecord): string {
  const lines = [`${id}: ${verdict.kind}`, `  ${title}`];
  if (verdict.differences.length === 0) lines.push(`  ${verdict.why}`);
  for (const { element, expected, observed } of verdict.differences) lines.push(`  ${element}: expected ${expected}, observed ${observed}`);
  return lines.join('\n');
}
