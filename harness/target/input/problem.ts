import type { InputProblem } from '../asked-request.ts';

/** Says whether reading ended in a problem. */
export function isProblem(read: unknown): read is InputProblem {
  return typeof read === 'object' && read !== null && 'problem' in read && 'tryThis' in read;
}

/** Says where an offset of a text is, as `line 2, column 5`: a place tells no secret, the text there may. */
export function placeOf(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** Refuses a text of more characters than `limit`, since one that long was not copied on purpose. */
export function tooLong(text: string, limit: number): InputProblem | null {
  if (text.length <= limit) return null;
  return { problem: `the input has ${text.length} characters; at most ${limit} are read`, tryThis: 'give the one request that is asked about, if need be with a shorter body' };
}
