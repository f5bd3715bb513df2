import type { InputProblem } from '../asked-request.ts';
import type { CurlArgument } from './curl-arguments.ts';

export interface CurlUrl {
  readonly url: string;
  /** `name:password` of the address, which is taken out of it; null for none. */
  readonly user: string | null;
  readonly notes: readonly string[];
}

/** Reads the one address of a command: curl adds `http://` where there is no scheme, and takes brackets and braces for patterns. */
export function readCurlUrl(taken: readonly CurlArgument[]): CurlUrl | InputProblem {
  const [first, ...more] = taken.filter(({ option, value }) => option === 'url' && value !== '');
  if (first === undefined) return { problem: 'the command has no address', tryThis: 'write the address in quotes after curl' };
  if (more.length > 0) {
    const tryThis = 'give one address; if a word is no address of its own, quotes are missing around it';
    return { problem: `the command has ${more.length + 1} addresses, at ${[first, ...more.slice(0, 9)].map(({ place }) => place()).join('; ')}`, tryThis };
  }
  const globs = !taken.some(({ option }) => option === 'globoff');
  if (globs && hasPattern(first.value)) return { problem: `the address at ${first.place()} has brackets or braces, which curl takes for a pattern`, tryThis: 'add --globoff if they are meant as they stand, or write one address out' };
  const plain = globs ? first.value.replace(/\\([[\]{}])/g, '$1') : first.value;
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(plain);
  const url = hasScheme ? plain : `http://${plain.replace(/^\/\//, '')}`;
  const [, start = '', user = null, end = ''] = /^(https?:\/\/)([^/?#]*)@([^]*)$/i.exec(url) ?? [];
  return {
    url: user === null ? url : start + end,
    user: user === null ? null : decodeUser(user),
    notes: hasScheme ? [] : ['The address has no scheme; http:// was assumed, as curl does.'],
  };
}

/** Adds pieces to an address's query, before its fragment. */
export function withQuery(url: string, pieces: readonly string[]): string {
  const added = pieces.filter((piece) => piece !== '').join('&');
  if (added === '') return url;
  const [, address = '', fragment = ''] = /^([^#]*)([^]*)$/.exec(url) ?? [];
  return `${address}${!address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'}${added}${fragment}`;
}

/** An IPv6 address and empty brackets are none. Source: https://curl.se/docs/manpage.html#-g */
function hasPattern(url: string): boolean {
  const withoutHost = url.replace(/^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#@]*@)?\[[0-9a-f:.%]+\]/i, '');
  return /[[{]/.test(withoutHost.replace(/\\[[\]{}]|\[\]/g, ''));
}

function decodeUser(user: string): string {
  const pair = user.includes(':') ? user : `${user}:`;
  try {
    return decodeURIComponent(pair);
  } catch {
    return pair;
  }
}
