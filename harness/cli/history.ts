import { readOrSay } from '../../reports/history/keep.ts';
import { historyText } from '../../reports/history/terminal.ts';
import { plain } from '../../reports/terminal.ts';

/** Shows the last whole runs that a folder keeps. Returns 0, or 2 when it cannot be read or holds no run. */
export function history(folder: string): number {
  const { history: read, said } = readOrSay(folder);
  for (const sentence of said) console.error(plain(sentence));
  if (read === null) return 2;
  if (read.runs.length === 0) {
    console.error(`${folder} holds no run. Give it to runs by CORS_CONFORMANCE_HISTORY: each that performs the whole catalogue is kept.`);
    return 2;
  }
  console.log(historyText(read));
  return 0;
}
