import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { explainIssues } from './issues.ts';
import { show } from './problem.ts';
import type { Finding, Problem } from './problem.ts';
import { readSource } from './source.ts';
import { inRange, parseVersionRange, rangeForms } from './version-range.ts';

const pattern = z.string().refine((text) => isPattern(text), 'a regular expression');
const difference = z.strictObject({
  element: pattern.describe('Regular expression over the whole name of what differs: `outcome`, `preflight: origin`'),
  expected: pattern.describe('Over the whole of what the standard says').optional(),
  observed: pattern.describe('Over the whole of what was observed').optional(),
});

const versions = z.string().refine((text) => parseVersionRange(text) !== null, {
  message: rangeForms,
  params: { hint: 'leave `versions` out where the engine does so in any version, as far as is known' },
});
const seen = z
  .unknown()
  .refine((value) => typeof value !== 'string', {
    message: 'a date and the engine’s version: { date: 2026-11-23, version: 156.0.8078.79 }',
    params: { hint: 'name the version too that was looked at; a run’s summary has it, and `npx cors-conformance doctor`' },
  })
  .pipe(
    z.strictObject({
      date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-11-22'),
      version: z.string().regex(/^\d+(?:\.\w+)*$/, 'a version such as 156.0.8078.79'),
    }),
  );

const entry = z.strictObject({
  engine: z.enum(['chromium', 'firefox', 'webkit']),
  versions: versions.optional().describe('The engine’s versions that do so; left out, any version, as far as is known'),
  cases: z.string().min(1).describe('Pattern of the case ids that show it: `*` within a segment, `**` across'),
  when: z.array(pattern).min(1).describe('Regular expressions; each is found in a line of the case’s description or of the standard’s steps').optional(),
  differs: z.array(difference).min(1).describe('All that may differ'),
  reason: z.string().min(1).describe('What the engine does, and why where that is known'),
  advice: z.string().min(1).describe('What a web developer should do about it'),
  matters: z.enum(['often', 'seldom']).describe('`often` where ordinary code meets it, `seldom` where only unusual requests or answers do'),
  spec: z.string().regex(/^https:\/\/[^\s"'<>]+$/, 'an https address').describe('The step of the standard'),
  link: z.string().regex(/^https:\/\/[^\s"'<>]+$/, 'an https address').optional().describe('A bug or a note'),
  seen: seen.describe('When it was last looked at, and in which version'),
});
const file = z.strictObject({ deviations: z.array(entry) });
type Entry = z.output<typeof entry>;

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

export interface KnownDeviation extends Entry {
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
  const findings = parsed.success ? contradictions(parsed.data.deviations) : explainIssues(parsed.error.issues, file, source.data);
  const deviations = (parsed.data?.deviations ?? []).map((deviation, index) => ({ ...deviation, ...source.locate({ path: ['deviations', index], message: '' }) }));
  return { deviations, problems: [...source.problems, ...findings.map((finding) => source.locate(finding))] };
}

/** Finds entries that contradict themselves or one another. */
function contradictions(deviations: readonly Entry[]): Finding[] {
  const first = new Map<string, Entry>();
  return deviations.flatMap((deviation, index): Finding[] => {
    const findings: Finding[] = [];
    const at = (field: keyof Entry, finding: Omit<Finding, 'path'>): void => void findings.push({ path: ['deviations', index, field], ...finding });
    const range = deviation.versions === undefined ? null : parseVersionRange(deviation.versions);
    if (range !== null && !inRange(deviation.seen.version, range)) {
      at('versions', { message: `it was seen in ${deviation.seen.version}, which is not in the range ${show(deviation.versions)}`, expected: 'a range that the version under `seen` lies in', hint: 'widen the range, or look again and mend `seen`' });
    }
    const same = first.get(deviation.reason);
    if (same === undefined) first.set(deviation.reason, deviation);
    for (const field of ['advice', 'matters'] as const) {
      if (same === undefined || same[field] === deviation[field]) continue;
      at(field, { message: `another entry with the same reason says ${show(same[field])}`, expected: `the same \`${field}\` in all entries of one reason, since they are told as one`, hint: 'make them the same, or give this entry a reason of its own' });
    }
    return findings;
  });
}
