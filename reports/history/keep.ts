import { mkdirSync } from 'node:fs';
import type { ResultLine } from '../record.ts';
import { keepRun, readHistory } from './folder.ts';
import type { History } from './history.ts';
import { runToKeep } from './kept-run.ts';

/** What a folder holds; null when it cannot be read. `said` are sentences for people: what was not kept, not read, or skipped. */
export interface Kept {
  readonly history: History | null;
  readonly said: readonly string[];
}

/** Adds a run to a folder, which is made if need be, if the run is whole; and reads the folder. Never throws: a history that cannot be kept is no run that failed. */
export function keepAndRead(folder: string, lines: readonly ResultLine[], caseIds: readonly string[]): Kept {
  const said: string[] = [];
  try {
    mkdirSync(folder, { recursive: true });
    const run = runToKeep(lines, caseIds);
    if (typeof run === 'string') said.push(`Not kept in the history: ${run}.`);
    else keepRun(folder, run);
  } catch (error) {
    said.push(`Not kept in the history: ${messageOf(error)}.`);
  }
  const read = readOrSay(folder);
  return { history: read.history, said: [...said, ...read.said] };
}

/** Reads a folder's history. Never throws. */
export function readOrSay(folder: string): Kept {
  try {
    const history = readHistory(folder);
    return { history, said: history.skipped.map(({ file, why }) => `Skipped in the history: ${file}: ${why}`) };
  } catch (error) {
    return { history: null, said: [`The history in ${folder} cannot be read: ${messageOf(error)}`] };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
