import { cut, inertLine } from './inert.ts';

/** What some Markdown makes a link or a mention of, whether or not its signs are escaped. */
const linked = /[@#]|:\/\/|\w\.[a-z]|^\W*(?:javascript|data|vbscript|mailto|xmpp):/i;

/**
 * Writes text from outside as code, in which Markdown knows no signs: in one line, cut, and with a fence longer than any that it
 * holds. A vertical bar would end a table's cell, so it becomes an escape.
 */
export function code(text: string, most = 200): string {
  const line = cut(inertLine(text), most).replaceAll('|', '\\u007c');
  if (line === '') return '(empty)';
  const fence = '`'.repeat(Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/**
 * Writes text from outside so that Markdown takes none of it for a sign, and makes no link of it. What stands between two
 * backticks becomes code, as our own sentences mean it. Not for the beginning of a line.
 */
export function prose(text: string, most = 300): string {
  const pieces = cut(inertLine(text), most).split(/`([^`]+)`/).map((piece, index) => (index % 2 === 1 ? code(piece) : words(piece)));
  // Two backticks in a row would be another fence.
  return pieces.filter((piece) => piece !== '').reduce((before, piece) => `${before}${before.endsWith('`') && piece.startsWith('`') ? ' ' : ''}${piece}`, '');
}

function words(text: string): string {
  return text
    .split(' ')
    .map((word) => {
      const [, inner = '', punctuation = ''] = /^(.*?)([,;.!?)]*)$/.exec(word) ?? [];
      return linked.test(inner) ? `${code(inner)}${punctuation}` : word.replace(/[\\`*_~[\]<>|&$]|:(?=\S)/g, (sign) => `&#${sign.charCodeAt(0)};`);
    })
    .join(' ');
}
