import { isForbiddenResponseHeaderName } from '../../fetch/header.ts';
import { isCorsSafelistedMethod } from '../../fetch/method.ts';
import type { Finding } from '../problem.ts';
import { show } from '../problem.ts';
import { covers, permits } from './permits.ts';
import { requestOf } from './plan.ts';
import { isPreflightOnly } from './planned-case.ts';
import { listWords, requestWords, unsafeNames } from './request.ts';
import type { PolicyRequest } from './request.ts';
import type { AllowEntry, Policy } from './schema.ts';
import { whyNotCors } from './why-not-cors.ts';

/** Finds what makes no sense in a policy, or cannot be proved. */
export function policyMistakes(policy: Policy): Finding[] {
  const { allow, deny, target } = policy;
  const findings: Finding[] = [];
  if (allow.length === 0 && deny.length === 0) findings.push({ path: [], message: 'the policy says nothing', expected: '`allow`, `deny` or both, each a list with an entry or more' });
  for (const [index, entry] of allow.entries()) findings.push(...inEntry(entry, policy).map((finding) => ({ ...finding, path: ['allow', index, ...finding.path] })));
  for (const [list, entries] of [['allow', allow], ['deny', deny]] as const) {
    for (const [index, { origins }] of entries.entries()) {
      for (const [at, origin] of origins === '*' ? [] : origins.entries()) {
        const why = whyNotCors(origin, target.origin);
        if (why !== null) findings.push({ path: [list, index, 'origins', at], message: why, expected: 'an origin to which the target is another one that it may ask' });
      }
    }
  }
  return [...findings, ...deny.flatMap((_entry, index) => inDenial(policy, index))];
}

function inEntry(entry: AllowEntry, policy: Policy): Finding[] {
  const findings: Finding[] = [];
  const { origins, methods, expose, credentials, cookies } = entry;
  if (origins === '*' && credentials) findings.push({ path: ['credentials'], atKey: true, message: 'any origin with credentials is what the standard forbids (https://fetch.spec.whatwg.org/#cors-protocol-and-credentials): any site could act for who is logged in', expected: 'a list of origins, or no credentials' });
  if (cookies.length > 0 && !credentials) findings.push({ path: ['cookies'], atKey: true, message: 'cookies are not sent without credentials', expected: '`credentials: true`' });
  for (const [index, name] of expose.entries()) if (isForbiddenResponseHeaderName(name)) findings.push({ path: ['expose', index], message: `script can never read ${show(name)}`, expected: 'a header that is not a forbidden response-header' });
  const sent = methods.some((method) => !isPreflightOnly({ allowed: true, request: requestOf(entry, '', method) }, policy));
  if (expose.length > 0 && !sent) findings.push({ path: ['expose'], atKey: true, message: `nothing but preflights is sent for ${listWords(methods)}, so nothing shows what script can read`, expected: 'GET or HEAD among the methods, or `allowUnsafeMethods: true` of the target' });
  return findings;
}

function inDenial({ allow, deny }: Policy, index: number): Finding[] {
  const entry = deny[index];
  if (entry === undefined) return [];
  return entry.origins.flatMap((origin, at) =>
    entry.methods.flatMap((method): Finding[] => {
      const request = requestOf(entry, origin, method);
      if (!permits(allow, request)) return [];
      return [{ path: ['deny', index, 'origins', at], message: `${origin} with ${requestWords(request)} cannot be denied: ${whyAllowed(allow, request)}`, expected: 'an origin, a method, a header or credentials that `allow` does not give it' }];
    }),
  );
}

/** Says why a server that keeps to the policy lets a request through. */
function whyAllowed(allow: readonly AllowEntry[], request: PolicyRequest): string {
  const alone = allow.findIndex((entry) => entry.methods.includes(request.method) && permits([entry], request));
  const listed = allow.some((entry) => covers(entry, request.origin) && entry.methods.includes(request.method));
  if (!listed && isCorsSafelistedMethod(request.method)) return `the origin is let in, and CORS asks no server about ${request.method}, which is safelisted`;
  if (alone === -1) return 'the entries of `allow` give it together, and most servers answer every preflight of an origin alike';
  const safelisted = request.headers.map(([name]) => name).filter((name) => !unsafeNames(request).includes(name.toLowerCase()) && allow[alone]?.headers.every((other) => other.name.toLowerCase() !== name.toLowerCase()));
  return safelisted.length === 0 ? `entry ${alone + 1} of \`allow\` allows it` : `CORS asks no server about ${listWords(safelisted)}, which is safelisted with this value, and entry ${alone + 1} of \`allow\` allows the rest`;
}
