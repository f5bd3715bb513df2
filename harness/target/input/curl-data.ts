import type { InputProblem } from '../asked-request.ts';
import type { CurlArgument } from './curl-arguments.ts';
import { isProblem } from './problem.ts';

/** Makes of curl's data options one body, as curl does: joined with `&`, but JSON to what is before it with nothing; null for none. */
export function readCurlData(taken: readonly CurlArgument[]): string | null | InputProblem {
  let body: string | null = null;
  for (const argument of taken) {
    const { option } = argument;
    const value = option === 'data-urlencode' ? urlEncoded(argument) : isDataOption(option) ? plainData(argument) : null;
    if (isProblem(value)) return value;
    if (value !== null) body = body === null ? value : `${body}${option === 'json' ? '' : '&'}${value}`;
  }
  return body;
}

/** Makes of `--url-query` what is added to the address, a piece an option; `+` says that a piece is encoded already. */
export function readCurlQuery(taken: readonly CurlArgument[]): string[] | InputProblem {
  const pieces: string[] = [];
  for (const argument of taken.filter(({ option }) => option === 'url-query')) {
    const piece = argument.value.startsWith('+') ? argument.value.slice(1) : urlEncoded(argument);
    if (isProblem(piece)) return piece;
    pieces.push(piece);
  }
  return pieces;
}

function isDataOption(option: string): boolean {
  return ['data', 'data-raw', 'data-binary', 'data-ascii', 'json'].includes(option);
}

function plainData(argument: CurlArgument): string | InputProblem {
  return argument.option !== 'data-raw' && argument.value.startsWith('@') ? fileOf(argument) : argument.value;
}

/** `content`, `=content` or `name=content`; with `@` instead of `=` it would be a file's. Source: https://curl.se/docs/manpage.html#--data-urlencode */
function urlEncoded(argument: CurlArgument): string | InputProblem {
  const equals = argument.value.indexOf('=');
  if (equals === -1) return argument.value.includes('@') ? fileOf(argument) : percentEncode(argument.value);
  const name = argument.value.slice(0, equals);
  return `${name === '' ? '' : `${name}=`}${percentEncode(argument.value.slice(equals + 1))}`;
}

/** Leaves letters, digits and `-._~`; a space becomes a plus sign. */
function percentEncode(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1').replace(/[^A-Za-z0-9\-._~]/g, (byte) => (byte === ' ' ? '+' : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`));
}

function fileOf({ option, place }: CurlArgument): InputProblem {
  return { problem: `--${option} at ${place()} names a file, and no file is read`, tryThis: "give the file's text with --data-raw" };
}
