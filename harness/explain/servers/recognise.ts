import type { HeaderList } from '../../fetch/header.ts';
import { parseUrl } from '../../fetch/url.ts';
import { servers } from './server.ts';
import type { Server } from './server.ts';
import { signs } from './signs.ts';
import type { Sign } from './signs.ts';

/** A guess at what answered. */
export interface Recognised {
  readonly server: Server;
  /** What told, in Markdown: names, and values only where nothing in them can mean anything. */
  readonly because: string;
  readonly sure: 'likely' | 'possible';
}

interface Seen {
  readonly headers: HeaderList;
  readonly cookies: readonly string[];
  readonly host: string;
}

/** Quotes a value if it is short and plain: no escape sequence, no markup, nothing like an address or a secret. */
function quotable(value: string): string | null {
  return /^[\w.,;:()/ -]{1,60}$/.test(value) && !/[\w-]{25}/.test(value) ? value : null;
}

/** Says what a sign found; null for nothing. */
function told(sign: Sign, { headers, cookies, host }: Seen): string | null {
  if ('cookie' in sign) return cookies.some((name) => sign.cookie.test(name)) ? `the cookie \`${sign.name}\`` : null;
  const is = sign.says === undefined ? '' : ` (${sign.says})`;
  if ('host' in sign) return sign.host.test(host) ? `the host name ends in \`${sign.name}\`${is}` : null;
  const found = headers.find(([name, value]) => name.toLowerCase() === sign.header.toLowerCase() && (sign.value?.test(value) ?? true));
  if (found === undefined) return null;
  // Where only the name tells, the value is an id of the request.
  const value = sign.value === undefined ? null : quotable(found[1]);
  return `\`${sign.header}${value === null ? '' : `: ${value}`}\`${is}`;
}

/** `Vary` may be spread over lines; a sign looks at them as one. */
function joined(headers: HeaderList): HeaderList {
  const vary = headers.filter(([name]) => name.toLowerCase() === 'vary').map(([, value]) => value);
  return vary.length < 2 ? headers : [...headers, ['Vary', vary.join(', ')]];
}

/**
 * Guesses what answered from the headers of a response and the host of its address, outermost first; empty where nothing
 * tells. Anything may set any header, so a guess chooses a recipe to show, and proves nothing.
 */
export function recognise(headers: HeaderList, url: string): readonly Recognised[] {
  const cookies = headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => (/^[^=;]*/.exec(value)?.[0] ?? '').trim());
  const seen: Seen = { headers: joined(headers), cookies, host: parseUrl(url)?.hostname ?? '' };
  return servers.flatMap((server): Recognised[] => {
    const found = signs.filter((sign) => sign.server === server).flatMap((sign) => {
      const words = told(sign, seen);
      return words === null ? [] : [{ words, sure: sign.sure }];
    });
    if (found.length === 0) return [];
    return [{ server, because: [...new Set(found.map(({ words }) => words))].join(', '), sure: found.some(({ sure }) => sure === 'likely') ? 'likely' : 'possible' }];
  });
}
