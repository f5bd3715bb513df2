import { parseUrl } from '../fetch/url.ts';

/**
 * Says whether a text is the serialised origin of an http or https address: nothing but scheme, host and port, as browsers write
 * them. A star, which the address parser takes, stands for many origins.
 */
export function isSerialisedOrigin(text: string): boolean {
  const parsed = parseUrl(text);
  return parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:') && !parsed.includesCredentials && parsed.origin === text && !text.includes('*');
}
