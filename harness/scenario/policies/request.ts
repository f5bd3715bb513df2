import { corsUnsafeRequestHeaderNames } from '../../fetch/cors-safelist.ts';
import type { HeaderList, HeaderPair } from '../../fetch/header.ts';
import { isCorsSafelistedMethod } from '../../fetch/method.ts';

/** One request that a policy speaks of. */
export interface PolicyRequest {
  /** Serialised origin of the page. */
  readonly origin: string;
  /** Normalised. */
  readonly method: string;
  readonly headers: HeaderList;
  /** Whether the credentials mode is `include`. */
  readonly credentials: boolean;
  readonly cookies: readonly string[];
}

/** Lists the headers for which a preflight asks, in lower case. A secret is taken for a short word. */
export function unsafeNames({ headers }: Pick<PolicyRequest, 'headers'>): readonly string[] {
  return corsUnsafeRequestHeaderNames(headers.map(([name, value]): HeaderPair => [name, value.replace(/\{secret:[^{}]*\}/g, 'x')]));
}

/** Says whether a preflight comes before a request. */
export function hasPreflight(request: Pick<PolicyRequest, 'method' | 'headers'>): boolean {
  return !isCorsSafelistedMethod(request.method) || unsafeNames(request).length > 0;
}

/** Says a request in words: `PUT with X-Token and credentials`. */
export function requestWords({ method, headers, credentials }: PolicyRequest): string {
  const withWhat = [...headers.map(([name]) => name), ...(credentials ? ['credentials'] : [])];
  return withWhat.length === 0 ? method : `${method} with ${listWords(withWhat)}`;
}

/** Joins words: `a, b and c`. */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
