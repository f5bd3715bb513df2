import type { InputProblem } from '../asked-request.ts';
import { placeOf } from './problem.ts';

const single: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', e: '\u001b', E: '\u001b', f: '\f', v: '\v', '\\': '\\', "'": "'", '"': '"', '?': '?' };

/**
 * Reads bash's `$'…'` at an offset, to its closing quote.
 * Source: https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html
 */
export function readAnsiC(text: string, at: number): { readonly value: string; readonly end: number } | InputProblem {
  const pattern = /\\(?:x[\da-fA-F]{1,2}|[0-7]{1,3}|u[\da-fA-F]{1,4}|U[\da-fA-F]{1,8}|c[^]|[^])|[^\\']+|'/y;
  const pieces: string[] = [];
  let bytes: number[] = [];
  pattern.lastIndex = at + 2;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [piece] = match;
    const byte = byteOf(piece);
    if (byte === null && bytes.length > 0) {
      pieces.push(decode(bytes));
      bytes = [];
    }
    if (piece === "'") return { value: pieces.join(''), end: pattern.lastIndex };
    if (byte === null) pieces.push(piece.startsWith('\\') ? readEscape(piece) : piece);
    else bytes.push(byte);
  }
  return { problem: `the quote $' at ${placeOf(text, at)} is never closed`, tryThis: 'copy the whole command, to its last quote' };
}

function readEscape(escape: string): string {
  const kind = escape[1] ?? '';
  const named = single[kind];
  if (named !== undefined) return named;
  if (kind === 'c' && escape.length === 3) return String.fromCharCode(escape.charCodeAt(2) & 0x1f);
  if ((kind === 'u' || kind === 'U') && escape.length > 2) {
    const code = Number.parseInt(escape.slice(2), 16);
    return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
  }
  return escape;
}

function byteOf(piece: string): number | null {
  const [, hex, octal] = /^\\(?:x([0-9a-f]+)|([0-7]+))$/i.exec(piece) ?? [];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return octal === undefined ? null : Number.parseInt(octal, 8) & 0xff;
}

/** In bash these are bytes; Firefox writes code points below 256 so. What is no UTF-8 can only be the latter. */
function decode(bytes: readonly number[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return bytes.map((byte) => String.fromCharCode(byte)).join('');
  }
}
