/** Finds in Markdown what acts, for tests: links, HTML, pictures, mentions, tables that lost a cell, commands to CI services. */

const own = /^(?:<details><summary>Show<\/summary>|<\/details>)$/;

const signs: readonly (readonly [words: string, sign: RegExp])[] = [
  ['HTML', /</],
  ['a link or a picture', /[[\]]/],
  ['an address', /:\/\/|www\.|\w:\w|\w\.[a-z]/i],
  ['a mention', /@|(?<![&#]|^)#|(?<=\\s)#/],
  ['an entity that is not ours', /&(?!#\d+;)/],
  ['a sign', /[\\*_~$]/],
];

/** Takes code spans out of a line, by CommonMark's rule: a run of backticks ends at the next run of the same length. */
export function withoutCode(line: string): string {
  let result = '';
  let at = 0;
  while (at < line.length) {
    const run = /^`+/.exec(line.slice(at))?.[0];
    if (run === undefined) {
      // A backslash would make the backtick after it a letter.
      if (line.startsWith('\\`', at)) throw new Error(`a backslash before a backtick: ${line}`);
      result += line[at++] ?? '';
      continue;
    }
    const end = [...line.slice(at + run.length).matchAll(/`+/g)].find(([other]) => other === run);
    if (end === undefined) throw new Error(`code that does not end: ${line}`);
    result += 'code';
    at += run.length + end.index + run.length;
  }
  return result;
}

/** Lists what acts in a text that should not; empty when nothing does. */
export function activeParts(markdown: string): readonly string[] {
  const found: string[] = [];
  let cells: number | null = null;
  for (const line of markdown.split('\n')) {
    if (own.test(line)) continue;
    const rest = withoutCode(line).replace(/\*\*[A-Za-z -]+:?\*\*/g, '');
    for (const [words, sign] of signs) {
      if (sign.test(rest)) found.push(`${words}: ${line}`);
    }
    if (!/^(?:$|#{1,2} [A-Z]|\||\s*- |[A-Z*])/.test(line)) found.push(`a line that begins otherwise: ${line}`);
    if (/^\s*::/.test(line) || /##\w*\[/.test(line)) found.push(`a command: ${line}`);
    if (line.startsWith('|')) {
      // In a table a bar ends a cell in code too.
      const count = line.split('|').length;
      if (cells !== null && cells !== count) found.push(`a table row of ${count - 2} cells: ${line}`);
      cells = count;
    } else cells = null;
  }
  return found;
}
