import { another, grant, page, remote } from './case.ts';
import { hasHeader } from '../header.ts';
import type { HeaderList } from '../header.ts';
import type { CredentialsMode, RequestMode } from '../request.ts';
import type { ScriptRequest } from '../script-request.ts';
import type { Row } from './rows.ts';

/** Refuses what an interpreter does not know, so that no word of a row is passed over. */
export function notUnderstood(row: Row, column: keyof Row): never {
  throw new Error(`${row.id}: ${column} ${JSON.stringify(row[column])} is not understood`);
}

/** Looks a cell up among those that an interpreter knows. */
export function cell<T>(row: Row, column: keyof Row, known: Readonly<Record<string, T>>): T {
  const text = row[column];
  return Object.hasOwn(known, text) ? (known[text] as T) : notUnderstood(row, column);
}

const host = page.replace('http://', '');
const placeholders: readonly (readonly [text: string, value: string])[] = [
  ['<page-origin>', page], ['<page origin>', page], ['<origin>', page], ['<embedder origin>', page], ['<scheme>', 'http:'], ['<host>', host], ['<remote origin>', remote],
  ['<page directory URL>', `${page}/folder/`], ['<target directory URL>', `${remote}/`], ['<parent domain>', host.replace('www.', '')],
  ['(empty string)', ''], ['(empty)', ''], ['␠', ' '], ['\\t', '\t'], ['\\0', '\0'], ['\\v', '\v'], ['\\f', '\f'], ['\\r', '\r'], ['\\n', '\n'],
];

/** Writes a value out: placeholders, white space and control characters, `<60 zeros>`. */
export function valueOf(text: string): string {
  let value = text;
  for (const [written, meant] of placeholders) value = value.replaceAll(written, meant);
  return value
    .replace(/\\x([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/<(\d+) (zeros|digits|bytes)>(?: \(limit is 128\))?/g, (_, count: string, kind: string) => (kind === 'zeros' ? '0' : kind === 'digits' ? '1' : 'a').repeat(Number(count)));
}

const shortNames: Readonly<Record<string, string>> = {
  ACAO: 'Access-Control-Allow-Origin', ACAC: 'Access-Control-Allow-Credentials', ACAM: 'Access-Control-Allow-Methods', ACAH: 'Access-Control-Allow-Headers',
  ACEH: 'Access-Control-Expose-Headers',
};

/**
 * Reads a cell of response headers: `ACAO: *; ACAC: true`, `ACAO origin`, `no ACAO`. Where it says nothing of
 * Access-Control-Allow-Origin, the server grants the request to the page's origin.
 */
export function headersIn(row: Row, column: 'preflightResponse' | 'actualResponse', credentials: CredentialsMode, target = remote): HeaderList {
  const parts = row[column] === '-' ? [] : row[column].split('; ');
  const headers = parts.flatMap((part) => headersOf(row, column, part, target));
  return parts.some((part) => part.includes('ACAO')) ? headers : granted(headers, credentials);
}

/** Puts before headers the grant that they lack. */
export function granted(headers: HeaderList, credentials: CredentialsMode): HeaderList {
  return [...grant(credentials).filter(([name]) => !hasHeader(headers, name)), ...headers];
}

/** Reads one header; none for `no ACAO` and the like. */
export function headersOf(row: Row, column: 'preflightResponse' | 'actualResponse', part: string, target = remote): HeaderList {
  if (/^no AC(AO|AM|AH)$|^ACAO: none$|^AC\w+: \(none\)$/.test(part)) return [];
  if (/^ACAO( origin|: echo of Origin)?$/.test(part)) return [['Access-Control-Allow-Origin', page]];
  if (part === 'ACAO: <target own origin>') return [['Access-Control-Allow-Origin', target]];
  const [, short = '', written = ''] = /^(AC\w\w):? (.*)$/.exec(part) ?? notUnderstood(row, column);
  return [[shortNames[short] ?? notUnderstood(row, column), valueOf(written)]];
}

/** Reads what is asked for out of `api`, `method`, `request_headers` and `credentials`. */
export function askedIn(row: Row): Partial<ScriptRequest> & { readonly method: string; readonly headers: HeaderList; readonly credentials: CredentialsMode } {
  const [, mode, rest = row.requestHeaders] = /^mode: ([\w-]+)(?:; (.*))?$/.exec(row.requestHeaders) ?? [];
  return {
    api: apiIn(row),
    method: methodIn(row),
    credentials: cell(row, 'credentials', credentialsModes),
    headers: mode !== undefined && rest === row.requestHeaders ? [] : requestHeadersIn(row, rest),
    ...(mode === undefined ? {} : { mode: modes[mode] ?? notUnderstood(row, 'requestHeaders') }),
  };
}

export function apiIn(row: Row): 'fetch' | 'xhr' {
  return row.api.startsWith('xhr') ? 'xhr' : row.api.startsWith('fetch') ? 'fetch' : notUnderstood(row, 'api');
}

export function methodIn(row: Row): string {
  return cell(row, 'method', methods);
}

const modes: Readonly<Record<string, RequestMode>> = { cors: 'cors', 'no-cors': 'no-cors', 'same-origin': 'same-origin', default: 'cors' };
const methods = {
  ...Object.fromEntries(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'patch', 'patcH', 'chicken', 'CHICKEN', 'OK', 'get', 'head', 'post', 'put', 'delete', 'FOO'].map((method) => [method, method])),
  '* (method named *)': '*',
};
const credentialsModes: Readonly<Record<string, CredentialsMode>> = {
  'default(same-origin)': 'same-origin', 'same-origin': 'same-origin', none: 'same-origin', include: 'include', omit: 'omit', 'withCredentials=true': 'include', 'withCredentials=false': 'same-origin',
};

function requestHeadersIn(row: Row, text: string): HeaderList {
  if (text === '-') return [];
  if (text === '* (header named *)') return [['*', '1']];
  const unsafe = /^Accept value containing (.*)$/.exec(text);
  if (unsafe !== null) return [['Accept', unsafe[1] ?? '']];
  const [, names, written] = /^([\w+-]+): (.*)$/.exec(text) ?? [];
  if (names !== undefined && written !== undefined) return names.split('+').map((name, index, all) => [name, index === all.length - 1 ? valueOf(written) : 'test'] as const);
  if (/^[\w-]+(, [\w-]+)*$/.test(text)) return text.split(', ').map((name) => [name, '1'] as const);
  return notUnderstood(row, 'requestHeaders');
}

export const redirectStatuses = [301, 302, 303, 307, 308] as const;

const places: Readonly<Record<string, readonly [first: string, then: string]>> = {
  'local -> local': [page, page], 'same -> same': [page, page],
  'local -> remote': [page, remote], 'same -> cors': [page, remote], 'same -> other': [page, remote], 'same -> cross': [page, remote], 'same -> remote': [page, remote], 'same -> cross-origin': [page, remote], 'same-origin -> cross-origin': [page, remote],
  'remote -> local': [remote, page], 'remote -> same': [remote, page], 'cors -> same': [remote, page], 'cors -> same (now tainted, so cors)': [remote, page], 'other -> page origin': [remote, page],
  'remote -> remote': [remote, remote], 'remote -> same remote': [remote, remote], 'cors -> same cors': [remote, remote], 'other -> same other': [remote, remote],
  'remote -> remote2': [remote, another], 'remote -> another remote': [remote, another], 'cors -> another cors': [remote, another],
};

/** Reads `301 same -> cors`: the statuses (302 where none is said) and the two origins. */
export function redirectIn(row: Row): { readonly statuses: readonly number[]; readonly from: string; readonly to: string; readonly rest: string } {
  const [, listed, way = '', rest = ''] = /^(?:(\d+|\([\d,]+\)) )?(.*? -> (?:remote2|(?:another |same )?(?:cors|remote|other)|page origin|same(?: \(now tainted, so cors\))?|cross-origin|cross|local))(?=$|,| )(.*)$/.exec(row.redirect) ?? notUnderstood(row, 'redirect');
  const [from, to] = Object.hasOwn(places, way) ? (places[way] ?? notUnderstood(row, 'redirect')) : notUnderstood(row, 'redirect');
  return { statuses: listed === undefined ? [302] : (listed.match(/\d+/g) ?? []).map(Number), from, to, rest };
}
