import { hasHeader } from '../../fetch/header.ts';
import type { HeaderList, HeaderPair } from '../../fetch/header.ts';
import type { InputProblem } from '../asked-request.ts';
import type { CurlArgument } from './curl-arguments.ts';
import { isProblem } from './problem.ts';

export interface CurlHeaders {
  readonly headers: HeaderList;
  /** Names in lower case of headers that curl shall not write by itself. */
  readonly removed: ReadonlySet<string>;
  readonly notes: readonly string[];
}

/** Makes headers of -H and of the options that stand for one, which an -H of the same name replaces. `user` is the address's own. */
export function readCurlHeaders(taken: readonly CurlArgument[], user: string | null): CurlHeaders | InputProblem {
  const written: HeaderPair[] = [];
  const removed = new Set<string>();
  for (const argument of taken.filter(({ option }) => option === 'header')) {
    const header = readHeader(argument);
    if (isProblem(header)) return header;
    if (header.value === null) removed.add(header.name.toLowerCase());
    else written.push([header.name, header.value]);
  }
  const implied: HeaderPair[] = [];
  for (const argument of taken) {
    const header = impliedBy(argument);
    if (isProblem(header)) return header;
    if (header !== null) implied.push(...header);
  }
  if (user !== null && !hasHeader(implied, 'Authorization')) implied.push(['Authorization', basic(user)]);
  // Of options that say the same, curl takes the last; cookies alone add up.
  const added = implied.filter(([name], index) => !removed.has(name.toLowerCase()) && (name === 'Cookie' || (!hasHeader(written, name) && !hasHeader(implied.slice(index + 1), name))));
  return { headers: [...written, ...added], removed, notes: user === null ? [] : ["The name and the password in the address became a header, as curl sends them: fetch() throws for such an address."] };
}

/** `Name: value`, `Name:` for none, `Name;` for an empty value. Source: https://curl.se/docs/manpage.html#-H */
function readHeader({ value, place }: CurlArgument): { name: string; value: string | null } | InputProblem {
  if (value.startsWith('@')) return { problem: `-H at ${place()} names a file, and no file is read`, tryThis: 'write its headers as options of their own' };
  // Browsers copy HTTP/2's `:authority: …` too; the colon at its start is no separator.
  const colon = value.indexOf(':', 1);
  if (colon === -1) {
    if (/^[^;]+;\s*$/.test(value)) return { name: value.slice(0, value.indexOf(';')).trim(), value: '' };
    return { problem: `the header at ${place()} has no colon`, tryThis: "write -H 'Name: value', or -H 'Name;' for an empty value" };
  }
  const text = value.slice(colon + 1).trim();
  return { name: value.slice(0, colon).trim(), value: text === '' ? null : text };
}

function impliedBy({ option, value, place }: CurlArgument): readonly HeaderPair[] | null | InputProblem {
  switch (option) {
    case 'user':
      if (!value.includes(':')) return { problem: `-u at ${place()} has no password, for which curl asks`, tryThis: "write -u 'name:password', or -u 'name:' for an empty one" };
      return [['Authorization', basic(value)]];
    case 'oauth2-bearer':
      return [['Authorization', `Bearer ${value}`]];
    case 'cookie':
      if (value !== '' && !value.includes('=')) return { problem: `-b at ${place()} names a file, and no file is read`, tryThis: "write -b 'name=value'" };
      return value === '' ? null : [['Cookie', value]];
    case 'user-agent':
      return [['User-Agent', value]];
    case 'referer':
      return [['Referer', value.replace(/;auto$/, '')]];
    case 'range':
      return [['Range', `bytes=${value}`]];
    case 'json':
      return [['Content-Type', 'application/json'], ['Accept', 'application/json']];
    default:
      return null;
  }
}

function basic(user: string): string {
  return `Basic ${Buffer.from(user, 'utf8').toString('base64')}`;
}
