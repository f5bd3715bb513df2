import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Takes an output folder for one run, so that two runs do not write over each other. A lock whose process has ended is taken
 * over. Returns the id of the process that has the folder, or null when it is ours.
 */
export function takeLock(folder: string): number | null {
  mkdirSync(folder, { recursive: true });
  const file = lockFile(folder);
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(file);
    if (owner === process.pid) return null;
    if (owner !== null && isAlive(owner)) return owner;
    rmSync(file, { force: true });
  }
}

/** Gives the folder back, if it is ours. */
export function releaseLock(folder: string): void {
  if (readOwner(lockFile(folder)) === process.pid) rmSync(lockFile(folder), { force: true });
}

const lockFile = (folder: string): string => path.join(folder, 'run.lock');

function readOwner(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
