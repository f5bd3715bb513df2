import { getHeader } from './header.ts';
import type { HeaderList } from './header.ts';
import type { Reason } from './reason.ts';
import { serializeRequestOrigin } from './request.ts';
import type { FetchRequest } from './request.ts';
import { parseUrl } from './url.ts';

/** How a check ended: at which step, in words, and with which reason when it failed. */
export interface CheckResult {
  readonly step: string;
  readonly says: string;
  readonly reason: Reason | null;
}

/** Checks whether a response may be shared with its request's origin. Source: https://fetch.spec.whatwg.org/#concept-cors-check */
export function corsCheck(request: Pick<FetchRequest, 'origin' | 'urlList' | 'credentials'>, headers: HeaderList): CheckResult {
  const include = request.credentials === 'include';
  // step 1
  const origin = getHeader(headers, 'Access-Control-Allow-Origin');
  // step 2
  if (origin === null) return { step: '2', says: 'the response has no Access-Control-Allow-Origin: failure', reason: 'acao-missing' };
  // step 3
  if (!include && origin === '*') return { step: '3', says: 'Access-Control-Allow-Origin is *, and the credentials mode is not include: success', reason: null };
  // step 4
  const serialized = serializeRequestOrigin(request);
  if (serialized !== origin) {
    const says = `Access-Control-Allow-Origin is ${JSON.stringify(origin)}, the request's origin is ${JSON.stringify(serialized)}: failure`;
    return { step: '4', says, reason: whyNoMatch(origin, request.origin) };
  }
  // step 5
  if (!include) return { step: '5', says: `Access-Control-Allow-Origin is the request's origin, ${serialized}, and the credentials mode is not include: success`, reason: null };
  // step 6
  const credentials = getHeader(headers, 'Access-Control-Allow-Credentials');
  // step 7
  if (credentials === 'true') return { step: '7', says: "Access-Control-Allow-Origin is the request's origin and Access-Control-Allow-Credentials is true: success", reason: null };
  // step 8
  return { step: '8', says: `the credentials mode is include and Access-Control-Allow-Credentials is ${credentials === null ? 'not there' : JSON.stringify(credentials)}, not "true": failure`, reason: 'acac-not-true' };
}

/** Tells apart what the standard does not: why a value of Access-Control-Allow-Origin is not the request's origin. */
function whyNoMatch(value: string, clientOrigin: string): Reason {
  if (value === '*') return 'acao-star-with-credentials';
  if (value === clientOrigin) return 'redirect-tainted-origin';
  if (value.includes(',')) return 'acao-multiple';
  if (value === 'null') return 'acao-null';
  return isSerializedOrigin(value) ? 'acao-mismatch' : 'acao-invalid';
}

/** Says whether a string is an origin as browsers write it: scheme, host, a port that is not the scheme's own, nothing after it. */
export function isSerializedOrigin(value: string): boolean {
  // A star is no part of a host, though URL parsers let it pass.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@*\s]+$/.test(value)) return false;
  if (!/^https?:/.test(value)) return true;
  return parseUrl(value)?.origin === value;
}
