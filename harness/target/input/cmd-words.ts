import type { InputProblem } from '../asked-request.ts';
import { placeOf } from './problem.ts';
import type { Command, Word } from './shell-words.ts';

/** Says whether a command was written for Windows' cmd: an argument begins with `^"`, or the first line ends with a caret. */
export function isForCmd(text: string): boolean {
  return /^\S+[ \t]+\^"|^[^\n']*[ \t]\^[ \t]*\r?\n/.test(text.trimStart());
}

/**
 * Splits a command into words as cmd and then the C runtime do. Browsers, which quote with `^"`, double every backslash,
 * though the runtime halves only those before a quote: there all of them are halved, since that is what was sent.
 * Source: https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments
 */
export function splitCmdWords(text: string): Command | InputProblem {
  const { line, places, rest } = undoCarets(text);
  const doubled = text.includes('^"');
  const words: Word[] = [];
  let word: Word | null = null;
  let quotedFrom: number | null = null;
  const pattern = /(\\+)(")?|""|"|[ \t]+|[^\\" \t]+/gy;
  for (const match of line.matchAll(pattern)) {
    const [piece, backslashes = '', quoteAfter] = match;
    const blank = quotedFrom === null && /^[ \t]/.test(piece);
    if (blank) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    const at = places[match.index] ?? 0;
    const count = backslashes.length;
    const toggles = count > 0 ? quoteAfter !== undefined && count % 2 === 0 : piece === '"' || (piece === '""' && quotedFrom === null);
    const halved = '\\'.repeat(Math.floor(count / 2));
    const value: string = count > 0
      ? quoteAfter === undefined ? (doubled && count % 2 === 0 ? halved : backslashes) : halved + (toggles ? '' : '"')
      : piece === '""' ? (quotedFrom === null ? '' : '"') : piece === '"' ? '' : piece;
    word = { text: ((word)?.text ?? '') + value, at: (word)?.at ?? at };
    if (toggles && piece !== '""') quotedFrom = quotedFrom === null ? at : null;
  }
  if (quotedFrom !== null) return { problem: `the quote at ${placeOf(text, quotedFrom)} is never closed`, tryThis: 'copy the whole command, to its last quote' };
  if (word !== null) words.push(word);
  return { words, rest };
}

/** Takes cmd's carets away, up to the end of the first command, and keeps where each character was. */
function undoCarets(text: string): { line: string; places: number[]; rest: string } {
  const characters: string[] = [];
  const places: number[] = [];
  let quoted = false;
  const begin = text.length - text.trimStart().length;
  for (let at = begin; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '^' && !quoted) {
      // A caret hides a line break, and takes what stands after it as it is: of two line breaks the second stays.
      at += /^\^\r?\n/.exec(text.slice(at, at + 3))?.[0].length ?? 1;
      if (text.startsWith('\r\n', at)) at += 1;
      if (at >= text.length) break;
    } else if (character === '\n' || (!quoted && '&|<>'.includes(character))) {
      return { line: characters.join(''), places, rest: text.slice(at).trim() };
    } else if (character === '\r') continue;
    else if (character === '"') quoted = !quoted;
    characters.push(text[at] ?? '');
    places.push(at);
  }
  return { line: characters.join(''), places, rest: '' };
}
