import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { explainIssues } from './issues.ts';
import type { Problem } from './problem.ts';
import { readSource } from './source.ts';

const pattern = z.string().refine((text) => isPattern(text), 'a regular expression');
const difference = z.strictObject({
  element: pattern.describe('Regular expression over the whole name of what differs: `outcome`, `preflight: origin`'),
  expected: pattern.describe('Over the whole of what the standard says').optional(),
  observed: pattern.describe('Over the whole of what was observed').optional(),
});

const entry = z.strictObject({
  engine: z.enum(['chromium', 'firefox', 'webkit']),
  cases: z.string().min(1).describe('Pattern of the case ids that show it: `*` within a segment, `**` across'),
  when: z.array(pattern).min(1).describe('Regular expressions; each is found in a line of the case’s description or of the standard’s steps').optional(),
  differs: z.array(difference).min(1).describe('All that may differ'),
  reason: z.string().min(1).describe('What differs, and why'),
  spec: z.string().regex(/^https:\/\/[^\s"'<>]+$/, 'an https address').describe('The step of the standard'),
  link: z.string().regex(/^https:\/\/[^\s"'<>]+$/, 'an https address').optional().describe('A bug or a note'),
  seen: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-11-22').describe('When it was last looked at'),
});
const file = z.strictObject({ deviations: z.array(entry) });

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

export interface KnownDeviation extends z.output<typeof entry> {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export const deviationsFile = 'known-deviations.yaml';

/** Loads a scenario folder's known deviations, and every problem in the file. No file means none. */
export async function loadDeviations(root: string): Promise<{ deviations: readonly KnownDeviation[]; problems: readonly Problem[] }> {
  const location = path.join(root, deviationsFile);
  let text: string;
  try {
    text = await readFile(location, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { deviations: [], problems: [] };
    throw error;
  }
  const source = readSource(path.relative(process.cwd(), location).replaceAll(path.sep, '/'), text);
  const parsed = file.safeParse(source.data);
  if (parsed.success) {
    const deviations = parsed.data.deviations.map((deviation, index) => ({ ...deviation, ...source.locate({ path: ['deviations', index], message: '' }) }));
    return { deviations, problems: source.problems };
  }
  const findings = explainIssues(parsed.error.issues, file, source.data);
  return { deviations: [], problems: [...source.problems, ...findings.map((finding) => source.locate(finding))] };
}
