import { parseUrl } from '../../fetch/url.ts';
import type { Hide } from './header-value.ts';
import { placeholder } from './placeholder.ts';
import { isSensitiveName } from './sensitive-name.ts';

/** Says of an origin, serialised, or null for a relative address, whether it may be a target's: all values in its query are hidden. */
export type IsTarget = (origin: string | null) => boolean;

const slashes = String.raw`:(?:\\{0,15}/){2}`;
const userinfo = new RegExp(`(?<=${slashes})((?:${placeholder}|[^\\s/?#"'<>\\\\‹])+)@`, 'g');
const namePattern = `(?:${placeholder}|[^\\s=&?#"'<>\\\\‹])`;
const valuePattern = `(?:${placeholder}|[^\\s&#"'<>\\\\‹])`;
/** At the start of a text it is a form's, and no case's id such as `folder/token[credentials=omit]`. */
const parameter = new RegExp(`(^(?=[^\\s=/[]*=)|[?&#;])(${namePattern}{1,200})=(${valuePattern}+)`, 'g');
const inText = new RegExp(`https?${slashes}(?:${placeholder}|\\\\{1,15}/|[^\\s"'\`<>\\\\‹])+`, 'gi');

/** Hides what addresses in a text have of secrets: their userinfo, and the values of their queries. */
export function hideInUrls(text: string, hide: Hide, isTarget: IsTarget): string {
  const addressed = text.includes('://') || text.includes(':\\/') ? text.replace(inText, (url) => hideInUrl(url, hide, isTarget)) : text;
  return hideSensitiveParameters(addressed.replace(userinfo, (_, found: string) => `${hideUserinfo(found, hide)}@`), hide);
}

/** Does so for a text that is one address, which may hold spaces and quotes as a person wrote it. */
export function hideInUrl(url: string, hide: Hide, isTarget: IsTarget): string {
  const bare = url.replace(userinfo, (_, found: string) => `${hideUserinfo(found, hide)}@`);
  const origin = parseUrl(url.replace(/\\+\//g, '/').replace(userinfo, '').replace(/[?#].*$/s, ''))?.origin;
  return isTarget(origin ?? null) ? hideQuery(bare, hide) : hideSensitiveParameters(bare, hide);
}

/** Hides all values of an address' query and fragment. What has no `=` is a value, too. */
export function hideQuery(url: string, hide: Hide): string {
  const [, path = url, rest = ''] = new RegExp(`^((?:${placeholder}|[^?#‹])*)(.*)$`, 's').exec(url) ?? [];
  const parts = rest.match(new RegExp(`[?&#]|(?:${placeholder}|[^?&#])+`, 'gs')) ?? [];
  return `${path}${parts.map((part) => hidePart(part, hide)).join('')}`;
}

function hidePart(part: string, hide: Hide): string {
  if (/^[?&#]$/.test(part)) return part;
  const [, name = '', value = part] = new RegExp(`^((?:${placeholder}|[^=‹])*=)(.*)$`, 's').exec(part) ?? [];
  return `${name}${hide(name === '' ? 'query' : `query ${name.slice(0, -1)}`, value)}`;
}

function hideSensitiveParameters(text: string, hide: Hide): string {
  return text.includes('=') ? text.replace(parameter, (all: string, before: string, name: string, value: string) => (isSensitiveName(name) ? `${before}${name}=${hide(`query ${name}`, value)}` : all)) : text;
}

function hideUserinfo(found: string, hide: Hide): string {
  const [, user = found, password] = new RegExp(`^((?:${placeholder}|[^:‹])*)(?::(.*))?$`, 's').exec(found) ?? [];
  return `${hide('user', user)}${password === undefined ? '' : `:${hide('password', password)}`}`;
}
