import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../jsonl.ts';
import { longestHistory, makeHistory } from './history.ts';
import type { History, RunWithCases, SkippedFile } from './history.ts';
import { hashOf, keptRunSchema } from './kept-run.ts';
import type { RunToKeep } from './kept-run.ts';

const runName = /^run-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-([0-9a-f]{12})\.json$/;
/** What a writer that was killed leaves behind. */
const unfinished = /^(run|cases)-.*\.tmp$/;
const idsSchema = z.array(z.string());

/**
 * Adds a run to a folder, which is made if need be. Each file is written whole, under a name made of what it holds, so that
 * two runs that end at once do not disturb each other. Returns the run's file. Throws when the folder cannot be written.
 */
export function keepRun(folder: string, { run, lists }: RunToKeep): string {
  for (const [hash, ids] of lists) {
    const file = path.join(folder, casesName(hash));
    if (!existsSync(file) || typeof readCases(folder, hash) === 'string') writeWhole(file, JSON.stringify(ids));
  }
  const text = `${JSON.stringify(run, null, 1)}\n`;
  const file = path.join(folder, `run-${run.startedAt.replaceAll(':', '-')}-${hashOf(text).slice(0, 12)}.json`);
  writeWhole(file, text);
  return file;
}

/** Reads the last runs of a folder. A file that is damaged is named and left out. Throws when the folder cannot be read. */
export function readHistory(folder: string): History {
  const names = readdirSync(folder).sort();
  const skipped: SkippedFile[] = names.filter((file) => unfinished.test(file)).map((file) => ({ file, why: 'it was not written to its end' }));
  const runs: RunWithCases[] = [];
  for (const file of names.filter((name) => /^run-.*\.json$/.test(name)).reverse()) {
    if (runs.length === longestHistory) break;
    const read = readRun(folder, file);
    if (typeof read === 'string') skipped.push({ file, why: read });
    else runs.push(read);
  }
  return makeHistory(runs, skipped);
}

const casesName = (hash: string): string => `cases-${hash}.json`;

/** Reads a run, or says why it cannot be used. */
function readRun(folder: string, file: string): RunWithCases | string {
  const read = readJson(path.join(folder, file));
  if (typeof read === 'string') return read;
  const parsed = keptRunSchema.safeParse(read.data);
  if (!parsed.success) return `it does not fit: ${z.prettifyError(parsed.error)}`;
  if (runName.exec(file)?.[1] !== hashOf(read.text).slice(0, 12)) return 'what it holds is not what was written under this name';
  const lists = new Map<string, readonly string[]>();
  for (const { engine, cases, verdicts } of parsed.data.engines) {
    const ids = readCases(folder, cases);
    if (typeof ids === 'string') return `${casesName(cases)}, the list of its cases: ${ids}`;
    if (ids.length !== verdicts.length) return `${engine} has ${verdicts.length} verdicts for ${ids.length} cases`;
    lists.set(cases, ids);
  }
  return { run: parsed.data, lists };
}

/** Reads a list of ids, or says why it cannot be used. */
function readCases(folder: string, hash: string): readonly string[] | string {
  const read = readJson(path.join(folder, casesName(hash)));
  if (typeof read === 'string') return read;
  const ids = idsSchema.safeParse(read.data);
  return ids.success && hashOf(JSON.stringify(ids.data)).startsWith(hash) ? ids.data : 'what it holds is not what was written under this name';
}

function readJson(file: string): { readonly text: string; readonly data: unknown } | string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return `it cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`;
  }
  try {
    return { text, data: JSON.parse(text) as unknown };
  } catch {
    return 'it is not whole, or no JSON';
  }
}
