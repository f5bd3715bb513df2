import { createHash } from 'node:crypto';
import { z } from 'zod';
import { byEngine, matrixModel } from '../model.ts';
import type { ResultLine } from '../record.ts';
import { verdictLetters, verdictOfLetter } from './letters.ts';

/** A whole run in some kilobytes, as the history's folder keeps it. The ids of its cases are in a file of their own. */
export const keptRunSchema = z.object({
  format: z.literal(1),
  startedAt: z.iso.datetime({ precision: 3 }),
  /** Milliseconds. */
  duration: z.number(),
  commit: z.string().nullable(),
  platform: z.string(),
  exitCode: z.number(),
  engines: z.array(
    z.object({
      engine: z.string(),
      status: z.enum(['ready', 'missing', 'failed', 'invalid']),
      /** Null where it could not be had. */
      identity: z.object({ version: z.string(), build: z.enum(['playwright', 'system', 'remote']), driver: z.enum(['playwright', 'webdriver']) }).nullable(),
      counts: z.partialRecord(z.enum(Object.keys(verdictLetters) as [keyof typeof verdictLetters, ...(keyof typeof verdictLetters)[]]), z.number()),
      /** Hash of the list of ids. */
      cases: z.string().regex(/^[0-9a-f]{16}$/),
      /** A letter a case, in the order of the list. */
      verdicts: z.string().refine((letters) => Array.from(letters).every((letter) => verdictOfLetter(letter) !== null), 'only letters of verdicts'),
    }),
  ),
});
export type KeptRun = z.output<typeof keptRunSchema>;

/** A run to keep, and the lists of ids that it names, by hash. */
export interface RunToKeep {
  readonly run: KeptRun;
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/**
 * Takes a run's lines for a run of all these cases, in as many engines as it has, or says in a sentence why they are none. Of
 * a part nobody could tell whether its share is better than that of another part.
 */
export function runToKeep(lines: readonly ResultLine[], caseIds: readonly string[]): RunToKeep | string {
  const model = matrixModel(lines);
  const { run, end, incomplete, sections } = model;
  if (incomplete !== null || run === null || end === null) return `the run is not complete: ${incomplete ?? 'it has no end'}`;
  const rows = sections.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => scenario.rows));
  const catalogue = new Set(caseIds);
  const other = rows.find(({ id }) => !catalogue.has(id));
  if (other !== undefined) return `it is a run of other scenarios: there is no case ${other.id}`;
  const plan = lines.find((line) => line.type === 'run')?.plan.cases ?? {};
  const lists = new Map<string, readonly string[]>();
  const engines: KeptRun['engines'] = [];
  for (const [engine, { record, counts, results }] of byEngine(model)) {
    const verdicts = new Map([...results].map(([id, { verdict }]) => [id, verdict.kind]));
    const missing = caseIds.filter((id) => !verdicts.has(id));
    if (missing.length > 0) return `it is a run of a part: ${engine} has no result for ${missing.length} of ${caseIds.length} cases`;
    if ((counts['not-run'] ?? 0) > 0) return `${engine} did not come to ${counts['not-run']} of its cases`;
    const ids = [...new Set([...(plan[engine] ?? []), ...verdicts.keys()])];
    const hash = hashOf(JSON.stringify(ids)).slice(0, 16);
    lists.set(hash, ids);
    const identity = record?.identity ?? null;
    engines.push({
      engine,
      status: record?.status ?? 'missing',
      identity: identity === null ? null : { version: identity.version, build: identity.build, driver: identity.driver },
      counts,
      cases: hash,
      verdicts: ids.map((id) => verdictLetters[verdicts.get(id) ?? 'not-run']).join(''),
    });
  }
  if (engines.length === 0) return 'it has no engine';
  const { startedAt, commit, platform } = run;
  const kept = keptRunSchema.safeParse({ format: 1, startedAt, duration: end.duration, commit, platform, exitCode: end.exitCode, engines });
  return kept.success ? { run: kept.data, lists } : `the run does not fit: ${z.prettifyError(kept.error)}`;
}

/** SHA-256 in hexadecimal digits. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
