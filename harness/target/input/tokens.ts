/** A piece of JavaScript: a name, a number, a string with what it stands for, a sign, what cannot be read, or the end. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'sign' | 'broken' | 'end';
  /** The string's value; else as written. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const blank = /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y;
const name = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const number = /(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+|(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w$])/y;
const sign = /\.\.\.|=>|\?\?|\?\.|[^]/y;
const plain: Readonly<Record<'"' | "'" | '`', RegExp>> = { '"': /[^"\\\n\r]+/y, "'": /[^'\\\n\r]+/y, '`': /[^`\\$]+|\$(?!\{)/y };
const escape = /\\(?:u\{0*([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|\r\n|([^]))/y;
const escaped: ReadonlyMap<string, string> = new Map(Object.entries({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0', '\n': '', '\r': '', '\u2028': '', '\u2029': '' }));

/** Reads the token at an offset, after white space and comments. Source: https://tc39.es/ecma262/#sec-ecmascript-language-lexical-grammar */
export function tokenAt(text: string, from: number): Token {
  let at = from;
  for (let skipped = match(blank, text, at); skipped !== null; skipped = match(blank, text, at)) at += skipped[0].length;
  if (at >= text.length) return { kind: 'end', text: '', at, end: at };
  const quote = text[at];
  if (quote === '"' || quote === "'" || quote === '`') return stringAt(text, at, quote);
  const word = match(name, text, at)?.[0];
  if (word !== undefined) return { kind: 'name', text: word, at, end: at + word.length };
  const digits = match(number, text, at)?.[0];
  if (digits !== undefined) return { kind: 'number', text: digits, at, end: at + digits.length };
  const other = match(sign, text, at)?.[0] ?? '';
  return { kind: 'sign', text: other, at, end: at + other.length };
}

function stringAt(text: string, at: number, quote: '"' | "'" | '`'): Token {
  const pieces: string[] = [];
  let end = at + 1;
  while (end < text.length && text[end] !== quote) {
    const piece = match(plain[quote], text, end) ?? match(escape, text, end);
    const value = piece === null ? null : piece[0].startsWith('\\') ? readEscape(piece) : piece[0];
    // A line break in quotes, `${` in a template, or an escape that JavaScript does not know.
    if (piece === null || value === null) return { kind: 'broken', text: '', at, end };
    pieces.push(value);
    end += piece[0].length;
  }
  return end < text.length ? { kind: 'string', text: pieces.join(''), at, end: end + 1 } : { kind: 'broken', text: '', at, end };
}

function readEscape([, point, unit, byte, other]: RegExpExecArray): string | null {
  const hex = point ?? unit ?? byte;
  if (hex !== undefined) {
    const code = Number.parseInt(hex, 16);
    return code > 0x10ffff ? null : String.fromCodePoint(code);
  }
  if (other === undefined) return '';
  return escaped.get(other) ?? (/[1-9ux]/.test(other) ? null : other);
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
