import type { HeaderPair } from '../../fetch/header.ts';
import { schemeOf } from '../../fetch/url.ts';
import { lookAlikesOf, strangerOf } from './look-alikes.ts';
import { covers, permits } from './permits.ts';
import { pagesOf } from './planned-case.ts';
import type { PlannedCase } from './planned-case.ts';
import { isSafeMethod } from '../../fetch/method.ts';
import { hasPreflight, requestWords } from './request.ts';
import type { PolicyRequest } from './request.ts';
import type { AllowEntry, Policy } from './schema.ts';
import { whyNotCors } from './why-not-cors.ts';

/** A request header that no server means to allow. */
export const strangeHeader = 'X-Cors-Conformance';

/** A request that must not work, and what it shows. */
type Denial = Pick<PlannedCase, 'request' | 'says'>;

/**
 * Derives from what a policy allows what it must not: the same from other origins, and from its origins another method, another
 * header, and credentials where none are allowed. Nothing is derived that any entry allows.
 */
export function derivedDenials(policy: Policy): PlannedCase[] {
  const { allow, target, lookAlikes } = policy;
  return allow.flatMap((entry, index) =>
    pagesOf(entry, policy).flatMap((origin) => {
      const denials = [...(entry.origins === '*' ? [] : byOrigin(entry, origin, allow, lookAlikes)), ...byMethod(origin, allow), ...byHeader(entry, origin, allow), ...byCredentials(entry, origin)];
      return denials
        .filter(({ request }) => !permits(allow, request) && whyNotCors(request.origin, target.origin) === null)
        .map((denial): PlannedCase => ({ ...denial, allowed: false, expose: [], from: ['allow', index] }));
    }),
  );
}

function byOrigin(entry: AllowEntry, origin: string, allow: readonly AllowEntry[], lookAlikes: boolean): Denial[] {
  const stranger = strangerOf(schemeOf(origin) === 'http' ? 'http' : 'https');
  return [stranger, ...(lookAlikes ? lookAlikesOf(origin) : [])].flatMap((page) => {
    const plain = leastRequest(entry, page);
    // Where others let the page in, it must not have more than they give.
    const request = [plain, { ...plain, credentials: entry.credentials }].find((one) => !permits(allow, one));
    if (request === undefined) return [];
    const says = allow.some((other) => covers(other, page))
      ? `${page} must not send ${requestWords(request)}, as ${origin} may`
      : page === stranger
        ? `${page}, which nobody knows, must not be let in`
        : `${page} must not be let in, though it looks like ${origin}`;
    return [{ request, says }];
  });
}

function byMethod(origin: string, allow: readonly AllowEntry[]): Denial[] {
  // Without credentials, since with them a `*` of the server would count for nothing.
  const requests = ['PUT', 'PATCH', 'DELETE'].map((method) => bareRequest(origin, method));
  const request = requests.find((one) => !permits(allow, one));
  return request === undefined ? [] : [{ request, says: `${origin} must not send ${request.method}` }];
}

function byHeader(entry: AllowEntry, origin: string, allow: readonly AllowEntry[]): Denial[] {
  const get = allow.some((other) => covers(other, origin) && other.methods.includes('GET'));
  const request: PolicyRequest = { ...bareRequest(origin, get ? 'GET' : (entry.methods[0] ?? 'GET')), headers: [[strangeHeader, '1']] };
  return [{ request, says: `${origin} must not send the header ${strangeHeader}` }];
}

function byCredentials(entry: AllowEntry, origin: string): Denial[] {
  const request: PolicyRequest = { ...leastRequest(entry, origin), credentials: true };
  return [{ request, says: `${origin} must not send ${requestWords(request)}` }];
}

function bareRequest(origin: string, method: string): PolicyRequest {
  return { origin, method, headers: [], credentials: false, cookies: [] };
}

/**
 * Makes the least request of an entry by which a server shows whom it lets in: the less it has, the fewer other reasons there
 * are to stop it. It is sent if its method is safe, with what the server may need to answer; else its preflight must do.
 */
function leastRequest(entry: AllowEntry, origin: string): PolicyRequest {
  const { methods, headers, cookies } = entry;
  const all = headers.map(({ name, value }): HeaderPair => [name, value]);
  const method = methods.find((one) => one === 'GET') ?? methods.find(isSafeMethod) ?? methods.find((one) => hasPreflight({ method: one, headers: all })) ?? methods[0] ?? 'GET';
  const bare = bareRequest(origin, method);
  if (!isSafeMethod(method)) {
    const preflighted = [bare, { ...bare, headers: all }].find(hasPreflight);
    if (preflighted !== undefined) return preflighted;
  }
  return { ...bare, headers: headers.filter(({ needed }) => needed).map(({ name, value }) => [name, value]), credentials: cookies.length > 0, cookies };
}
