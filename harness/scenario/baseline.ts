import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { addDays, isDay } from './day.ts';
import type { Day } from './day.ts';
import { explainIssues } from './issues.ts';
import type { Finding, Problem } from './problem.ts';
import { show } from './problem.ts';
import { readSource } from './source.ts';

/**
 * A baseline: deviations of targets that somebody answers for, each for a while. They are accepted as the file says and
 * in no other way; what they accept is executed all the same.
 */

/** Longest time for which a deviation is accepted. */
export const longestDays = 90;

/** An address of the web that people can open. */
export const httpsAddress = /^https:\/\/[^\s"'<>]+$/;

const sentence = (description: string) => z.string().refine((text) => text.trim() !== '', 'text').describe(description);

/** Makes the format of a file that is read today. */
function formatOf(today: Day) {
  const expires = z.string().superRefine((text, context) => {
    const finding = expiryFinding(text, today);
    if (finding !== null) context.addIssue({ code: 'custom', message: finding.expected, params: { hint: finding.hint } });
  });
  const entry = z.strictObject({
    scenario: sentence('Id of a scenario or of a case, or a pattern of them: `*` within a segment, `**` across'),
    engine: z.enum(['chromium', 'firefox', 'webkit', 'all']),
    reason: sentence('The word for what differs, as results show it'),
    link: z.string().regex(httpsAddress, 'an https address').describe('Where it is being dealt with'),
    owner: sentence('Who answers for it'),
    expires: expires.describe('The last day on which it is accepted'),
    note: sentence('What people should know of it').optional(),
  });
  return z.strictObject({ accepted: z.array(entry) });
}

type Entry = z.output<ReturnType<typeof formatOf>>['accepted'][number];

/** An accepted deviation as it is written. */
export type BaselineEntry = Omit<Entry, 'note'> & { readonly note?: string };

/** An accepted deviation, and where it stands. */
export interface AcceptedDeviation extends Entry {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

export interface Baseline {
  readonly accepted: readonly AcceptedDeviation[];
}

/** Accepts nothing. */
export const noBaseline: Baseline = { accepted: [] };

/** Says what is wrong with the day on which an entry expires; null when nothing is. */
export function expiryFinding(text: string, today: Day): { readonly expected: string; readonly hint: string } | null {
  const last = addDays(today, longestDays);
  const expected = `a day from today, ${today}, to ${last}, ${longestDays} days ahead`;
  if (!isDay(text)) return { expected, hint: `write it as ${last}` };
  if (text < today) return { expected, hint: 'it has expired: mend the policy and remove the entry, or look again and give it another day' };
  return text > last ? { expected, hint: 'look again by then; an entry can be renewed' } : null;
}

/** Loads a baseline, and every problem in the file. No file means that nothing is accepted. */
export async function loadBaseline(file: string, today: Day): Promise<{ readonly baseline: Baseline; readonly problems: readonly Problem[] }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { baseline: noBaseline, problems: [] };
    throw error;
  }
  return readBaseline(path.relative(process.cwd(), path.resolve(file)).replaceAll(path.sep, '/'), text, today);
}

/** Reads a baseline's text. `file` is how problems name it. */
export function readBaseline(file: string, text: string, today: Day): { readonly baseline: Baseline; readonly problems: readonly Problem[] } {
  const source = readSource(file, text);
  const format = formatOf(today);
  // The last entry may have gone and left the word before it, or nothing.
  const data = isEmpty(source.data) ? { accepted: [] } : source.data;
  const parsed = format.safeParse(data);
  const findings = [...(parsed.success ? [] : explainIssues(parsed.error.issues, format, data)), ...twice(data)];
  const accepted = (parsed.data?.accepted ?? []).map((entry, at): AcceptedDeviation => {
    const { line, column } = source.locate({ path: ['accepted', at], message: '' });
    return { ...entry, file, line, column };
  });
  return { baseline: { accepted }, problems: [...source.problems, ...findings.map((finding) => source.locate(finding))] };
}

function isEmpty(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return data === null || data === '';
  return 'accepted' in data && data.accepted === '' && Object.keys(data).length === 1;
}

/** Finds entries of which another one speaks for the same scenario and engine, whatever else is wrong with them. */
function twice(data: unknown): Finding[] {
  const list: unknown = typeof data === 'object' && data !== null && 'accepted' in data ? data.accepted : [];
  const entries: unknown[] = Array.isArray(list) ? list : [];
  const before: { readonly scenario: unknown; readonly engine: unknown }[] = [];
  return entries.flatMap((entry, index): Finding[] => {
    if (typeof entry !== 'object' || entry === null || !('scenario' in entry) || !('engine' in entry)) return [];
    const { scenario, engine } = entry;
    const same = before.some((other) => other.scenario === scenario && (other.engine === engine || other.engine === 'all' || engine === 'all'));
    before.push({ scenario, engine });
    return same ? [{ path: ['accepted', index, 'scenario'], message: `another entry accepts ${show(scenario)} in ${show(engine)} already`, expected: 'one entry for a scenario and an engine', hint: 'remove one of them, or name the cases that each is for' }] : [];
  });
}
