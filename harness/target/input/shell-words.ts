import type { InputProblem } from '../asked-request.ts';
import { readAnsiC } from './ansi-c.ts';
import { GrowingWords } from './growing-words.ts';
import type { Command } from './growing-words.ts';
import { isProblem, placeOf } from './problem.ts';

/** A piece of a word: what it stands for, and where it ends. */
interface Piece {
  readonly value: string;
  readonly end: number;
}

/**
 * Splits a command into words as a POSIX shell does, with bash's `$'…'` too. Nothing is ever expanded: a variable or a
 * substitution is a problem. Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export function splitShellWords(text: string): Command | InputProblem {
  const words = new GrowingWords();
  let at = 0;
  while (at < text.length) {
    const blank = skipBlank(text, at);
    if (blank > at) {
      if (text[at] !== '\\') words.endWord();
      at = blank;
      continue;
    }
    const character = text[at] ?? '';
    const isEmptyLine = character === '\n' && words.done.length === 0 && words.word === null;
    if (!isEmptyLine && '\n;|&<>()'.includes(character)) {
      // The number of `2>` names a file descriptor.
      const isDescriptor = words.word !== null && '<>'.includes(character) && /^\d$/.test(text.slice(words.word.at, at));
      if (!isDescriptor) words.endWord();
      return { words: words.done, rest: text.slice(at).trim() };
    }
    const piece = isEmptyLine ? null : readPiece(text, at);
    if (isProblem(piece)) return piece;
    if (piece !== null) words.add(piece.value, at);
    at = piece?.end ?? at + 1;
  }
  words.endWord();
  return { words: words.done, rest: '' };
}

/** The end of white space or of an escaped line break at an offset, neither of which is in a word. */
function skipBlank(text: string, at: number): number {
  const pattern = /[ \t]+|\r(?=\n|$)|\\\r?\n/y;
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function readPiece(text: string, at: number): Piece | InputProblem {
  const two = text.slice(at, at + 2);
  if (text[at] === "'") return readSingleQuoted(text, at);
  if (two === "$'") return readAnsiC(text, at);
  if (text[at] === '"') return readDoubleQuoted(text, at + 1);
  if (two === '$"') return readDoubleQuoted(text, at + 2);
  if (text[at] === '\\') return { value: text.slice(at + 1, at + 2), end: Math.min(at + 2, text.length) };
  return expansionAt(text, at) ?? plain(text, at, /[$]|[^\s'"\\$`;|&<>()]+|\s/y);
}

function plain(text: string, at: number, pattern: RegExp): Piece {
  pattern.lastIndex = at;
  const value = pattern.exec(text)?.[0] ?? '';
  return { value, end: at + value.length };
}

function readSingleQuoted(text: string, at: number): Piece | InputProblem {
  const close = text.indexOf("'", at + 1);
  return close === -1 ? unterminated(text, at) : { value: text.slice(at + 1, close), end: close + 1 };
}

function readDoubleQuoted(text: string, from: number): Piece | InputProblem {
  const pieces: string[] = [];
  let at = from;
  while (at < text.length) {
    if (text[at] === '"') return { value: pieces.join(''), end: at + 1 };
    const escaped = /^\\(?:([$`"\\])|\r?\n)/.exec(text.slice(at, at + 3));
    const expansion = expansionAt(text, at);
    if (expansion !== null) return expansion;
    const piece = escaped === null ? plain(text, at, /[\\$]|[^"\\$`]+/y) : { value: escaped[1] ?? '', end: at + escaped[0].length };
    pieces.push(piece.value);
    at = piece.end;
  }
  return unterminated(text, from - 1);
}

function unterminated(text: string, at: number): InputProblem {
  return { problem: `the quote at ${placeOf(text, at)} is never closed`, tryThis: 'copy the whole command, to its last quote' };
}

function expansionAt(text: string, at: number): InputProblem | null {
  if (text[at] === '`' || text.startsWith('$(', at)) return { problem: `a command substitution at ${placeOf(text, at)}: nothing is executed here`, tryThis: 'write what it gives in its place' };
  if (!/^\$[\w{@*#?!-]/.test(text.slice(at, at + 2))) return null;
  // Not even its name is told: it may be the rest of a password in the wrong quotes.
  return { problem: `a shell variable at ${placeOf(text, at)} has no value here`, tryThis: 'write its value in its place, or single quotes around the word if the dollar sign is meant' };
}
