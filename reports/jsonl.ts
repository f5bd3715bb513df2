import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ResultLine } from './record.ts';

/** Appends lines to a `results.jsonl` as they come; each is on disk before the call returns. */
export class ResultStream {
  readonly #descriptor: number;

  /** Begins a new file, in a folder that is made if need be. */
  constructor(file: string) {
    mkdirSync(path.dirname(file), { recursive: true });
    this.#descriptor = openSync(file, 'w');
  }

  write(line: ResultLine): void {
    writeSync(this.#descriptor, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Writes a whole file under a temporary name and renames it, so that nobody ever reads half of it. */
export function writeWhole(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  // Two processes may write one file at once, and in two containers they have the same id.
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
