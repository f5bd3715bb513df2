import type { InputProblem } from '../asked-request.ts';
import { GrowingWords } from './growing-words.ts';
import type { Command } from './growing-words.ts';
import { placeOf } from './problem.ts';

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
  const words = new GrowingWords();
  let quotedFrom: number | null = null;
  for (const { 0: piece, 1: backslashes = '', 2: quote, index } of line.matchAll(/(\\+)(")?|""|"|[ \t]+|[^\\" \t]+/g)) {
    const at = places[index] ?? 0;
    const halved = backslashes.slice(backslashes.length / 2 + 0.5);
    const isOdd = backslashes.length % 2 === 1;
    if (quotedFrom === null && /^[ \t]/.test(piece)) words.endWord();
    else if (piece === '""') words.add(quotedFrom === null ? '' : '"', at);
    else if (piece === '"' || (quote !== undefined && !isOdd)) {
      words.add(halved, at);
      quotedFrom = quotedFrom === null ? at : null;
    } else if (quote !== undefined) words.add(`${halved}"`, at);
    else if (backslashes !== '') words.add(doubled && !isOdd ? halved : backslashes, at);
    else words.add(piece, at);
  }
  if (quotedFrom !== null) return { problem: `the quote at ${placeOf(text, quotedFrom)} is never closed`, tryThis: 'copy the whole command, to its last quote' };
  words.endWord();
  return { words: words.done, rest };
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
