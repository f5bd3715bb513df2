/** How a secret may be written where it is found. */
export type Encoding = 'plain' | 'percent-encoded' | 'form-encoded' | 'JSON-escaped' | 'HTML-escaped' | 'base64' | 'hex' | 'UTF-16LE';

/**
 * One way of finding a secret in a text of any kind, or in bytes that are a character each. It looks neither ahead nor behind,
 * so what is found in a part of a text is found in the whole, too.
 */
export interface Spelling {
  /** The first is global. The others are sticky: each matches where the one before ended. */
  readonly patterns: readonly [RegExp, ...RegExp[]];
  readonly encodingOf: (found: string) => Encoding;
}

/**
 * Lists the ways of finding a value. The first one reads it character by character, each plain or escaped as in URLs, forms,
 * JSON (also within JSON) and HTML, so that any mixture is found, too.
 */
export function spellingsOf(value: string): readonly Spelling[] {
  const always = (encoding: Encoding) => (): Encoding => encoding;
  return [
    ...spellings([escapable(value)], (found) => escapingOf(found, value)),
    ...spellings(base64Forms(value), always('base64')),
    ...spellings([Array.from(Buffer.from(value).toString('hex'), eitherCase)], always('hex')),
    ...spellings([Array.from(Buffer.from(value, 'utf16le').toString('latin1'), byteOrTwo)], always('UTF-16LE')),
  ];
}

/** V8 runs out of stack on a pattern of some thousand parts, and its error would tell the pattern, and so the secret. */
const mostParts = 100;

function spellings(forms: readonly (readonly string[])[], encodingOf: (found: string) => Encoding): Spelling[] {
  if (forms.every((parts) => parts.length <= mostParts)) return [{ patterns: [new RegExp(forms.map((parts) => parts.join('')).join('|'), 'g')], encodingOf }];
  return forms.map((parts) => {
    const following: RegExp[] = [];
    for (let start = mostParts; start < parts.length; start += mostParts) following.push(new RegExp(parts.slice(start, start + mostParts).join(''), 'y'));
    return { patterns: [new RegExp(parts.slice(0, mostParts).join(''), 'g'), ...following], encodingOf };
  });
}

/** Every quantifier has a bound, and no two that stand together take the same character: nothing here can run away. */
const backslashes = String.raw`\\{1,15}`;
const short: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };
const named: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

function escapable(value: string): string[] {
  const parts = value.match(/\\+|[^\\]/gsu) ?? [];
  const result: string[] = [];
  for (const [index, part] of parts.entries()) {
    const before = parts[index - 1] ?? '';
    const pattern = part.startsWith('\\') ? backslashRun(part.length) : character(part, before.startsWith('\\'));
    // A pattern is not cut after these: how much of `%25` is the sign itself, only what follows tells.
    if (before === '%' || before === '&') result.push((result.pop() ?? '') + pattern);
    else result.push(pattern);
  }
  return result;
}

/** JSON doubles a backslash, and JSON within JSON doubles it again. */
function backslashRun(length: number): string {
  return `(?:\\\\{${length},${16 * length}}|(?:%(?:25){0,3}5[cC]){${length}}|(?:${backslashes}u005[cC]){${length}}|(?:&#92;){${length}})`;
}

/** After a backslash of the secret itself, those of the escape were already taken with it. */
function character(written: string, afterBackslash: boolean): string {
  const escape = afterBackslash ? '' : backslashes;
  const code = written.codePointAt(0) ?? 0;
  const bytes = Buffer.from(written);
  const units = Array.from({ length: written.length }, (_, index) => written.charCodeAt(index).toString(16).padStart(4, '0'));
  const ways = [
    [...bytes].map(percent).join(''),
    units.map((unit, index) => `${index === 0 ? escape : backslashes}u${eitherCase(unit)}`).join(''),
    `&#(?:0{0,6}${code}|[xX]0{0,6}${eitherCase(code.toString(16))});`,
  ];
  if (code > 0x7f && code <= 0xff) ways.push(percent(code));
  if (written === ' ') ways.push(String.raw`\+`);
  if (`"'/`.includes(written)) ways.push(`${escape}${written}`);
  if (short[written] !== undefined) ways.push(`${escape}${short[written]}`);
  if (named[written] !== undefined) ways.push(`&${named[written]};`);
  // After the longer ones: the sign of an escape may stand for itself.
  return `(?:${[...ways, ...(code > 0x7f ? mistaken(written) : []), literally(written)].join('|')})`;
}

/** Bytes of UTF-8 that were taken for a character each, and once more when those were written to a file. */
function mistaken(written: string): string[] {
  const once = Buffer.from(written).toString('latin1');
  return [Buffer.from(once).toString('latin1'), once].map(literally);
}

/** `%` itself may have been encoded again. */
function percent(byte: number): string {
  return `%(?:25){0,3}${eitherCase(byte.toString(16).padStart(2, '0'))}`;
}

function eitherCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/** A byte as a character, or as the two bytes that UTF-8 makes of that one. */
function byteOrTwo(byte: string): string {
  return byte > '\x7f' ? `(?:${literally(Buffer.from(byte).toString('latin1'))}|${byte})` : literally(byte);
}

function escapingOf(found: string, value: string): Encoding {
  const more = (sign: string): boolean => found.split(sign).length > value.split(sign).length;
  if (found === value || found === Buffer.from(value).toString('latin1')) return 'plain';
  if (more('\\')) return 'JSON-escaped';
  if (more(';')) return 'HTML-escaped';
  if (more('+')) return 'form-encoded';
  return more('%') ? 'percent-encoded' : 'plain';
}

/** What a program may encode in base64: the value's bytes, or a text that holds it escaped. */
function encodedAs(value: string): Buffer[] {
  const wellFormed = Buffer.from(value).toString();
  const escaped = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(wellFormed), new URLSearchParams({ '': value }).toString().slice(1)];
  return [...[...new Set(escaped)].map((text) => Buffer.from(text)), Buffer.from(value, 'utf16le'), ...(/^[\0-\xff]*$/.test(value) ? [Buffer.from(value, 'latin1')] : [])];
}

function base64Forms(value: string): string[][] {
  const forms = encodedAs(value).flatMap((bytes) => [0, 1, 2].map((offset) => base64At(bytes, offset)));
  return [...new Map(forms.map((parts) => [parts.join(''), parts])).values()];
}

/** A character has six bits. Those that lie in the bytes alone are looked for; one that they share is taken along. */
function base64At(bytes: Buffer, offset: number): string[] {
  const [firstBit, endBit] = [8 * offset, 8 * (offset + bytes.length)];
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const whole = Array.from(encoded.slice(Math.ceil(firstBit / 6), Math.floor(endBit / 6)), base64Character);
  const shared = '[A-Za-z0-9+/_-]?';
  return [firstBit % 6 === 0 ? '' : shared, ...whole, endBit % 6 === 0 ? '' : shared, '(?:=|%3[dD]){0,2}'];
}

function base64Character(written: string): string {
  if (written === '+') return '(?:[+-]|%2[bB])';
  return written === '/' ? `(?:${String.raw`\\{0,15}`}/|_|%2[fF]|${backslashes}u002[fF])` : written;
}
