import { placeholder } from './placeholder.ts';
import { isSensitiveName } from './sensitive-name.ts';

/** Shows something instead of a secret that is known by the name of its place alone. A placeholder and nothing stay as they are. */
export type Hide = (name: string, value: string) => string;

const addresses = new Set(['location', 'content-location', 'referer']);

/**
 * Hides what a header's value has of secrets by the header's name. Names and attributes of cookies stay, as does the scheme of
 * an authorization. Null: the name says nothing, so the value is a text like any other.
 */
export function hideInHeader(name: string, value: string, hide: Hide, hideInUrl: (url: string) => string): string | null {
  const lower = name.toLowerCase();
  if (lower === 'cookie') return value.split(';').map((pair) => hideCookie(pair, hide)).join(';');
  if (lower === 'set-cookie') {
    const [pair = '', ...attributes] = value.split(';');
    return [hideCookie(pair, hide), ...attributes].join(';');
  }
  if (lower === 'authorization' || lower === 'proxy-authorization') return hideCredentials(name, value, hide);
  if (addresses.has(lower)) return hideInUrl(value);
  return isSensitiveName(name) ? hide(name, value) : null;
}

/** A cookie without `=` has a value and no name. */
function hideCookie(pair: string, hide: Hide): string {
  const equals = pair.indexOf('=');
  const [name, value] = [pair.slice(0, equals + 1), pair.slice(equals + 1)];
  return `${name}${around(value, (bare) => hide(name === '' ? 'cookie' : `cookie ${name.slice(0, -1).trim()}`, bare))}`;
}

const scheme = new RegExp(`^(\\s*[A-Za-z][A-Za-z0-9-]{0,30}\\s+)((?:${placeholder}|[^])+)$`);

function hideCredentials(name: string, value: string, hide: Hide): string {
  const [, before = '', credentials = value] = scheme.exec(value) ?? [];
  return `${before}${around(credentials, (bare) => hide(name, bare))}`;
}

/** Leaves white space and quotes at both ends where they are. */
function around(value: string, change: (bare: string) => string): string {
  const bare = value.trim().replace(/^"(.*)"$/s, '$1');
  return bare === '' ? value : value.replace(bare, () => change(bare));
}
