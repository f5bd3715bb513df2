import type { ScriptRequest } from './script-request.ts';
import type { ParsedUrl } from './url.ts';

/**
 * Says whether a page's Content-Security-Policy blocks a request. Sources are `'self'`, `'none'`, `*`, a scheme or an
 * origin, which is what most policies have for requests; other sources match nothing.
 * Source: https://w3c.github.io/webappsec-csp/#should-block-request, https://w3c.github.io/webappsec-csp/#match-url-to-source-list
 */
export function isBlockedByCsp({ policy, self }: NonNullable<ScriptRequest['csp']>, destination: 'image' | undefined, url: ParsedUrl): boolean {
  const directives = new Map<string, readonly string[]>();
  for (const directive of policy.split(';')) {
    const [name, ...sources] = directive.trim().split(/[\t ]+/);
    // Of a directive that comes twice, the first one counts.
    if (name !== undefined && name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  const sources = directives.get(destination === 'image' ? 'img-src' : 'connect-src') ?? directives.get('default-src');
  return sources !== undefined && !sources.some((source) => allows(source.toLowerCase(), self, url));
}

function allows(source: string, self: string, url: ParsedUrl): boolean {
  if (source === '*') return url.protocol === 'http:' || url.protocol === 'https:';
  if (source === "'self'") return url.origin === self;
  // https://w3c.github.io/webappsec-csp/#match-schemes: http may always be upgraded
  return source === url.protocol || (source === 'http:' && url.protocol === 'https:') || source === url.origin;
}
