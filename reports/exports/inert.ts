import { plain } from '../terminal.ts';

/**
 * Makes text from outside harmless where a log, a page or a parser may take it for a command: control characters, lone
 * surrogates, what changes the direction of text and what XML forbids become visible escapes, and `##`, with which commands of
 * some CI services begin anywhere in a line, is broken. Line feeds stay.
 */
export function inert(text: string): string {
  return plain(text)
    .replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
    .replace(/##/g, '#\\u0023');
}

/** Does the same, and writes all in one line. */
export function inertLine(text: string): string {
  return inert(text.replace(/\t/g, ' ')).replace(/\s+/g, ' ').trim();
}

/** Cuts text after a number of characters, never within one, and says so by an ellipsis. */
export function cut(text: string, most: number): string {
  const characters = Array.from(text.slice(0, 2 * most + 2));
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}
