import { stringify } from 'yaml';
import { textOf } from '../explain/reasons.ts';
import { isSameOrigin, isSameSite, parseUrl } from '../fetch/url.ts';
import type { InputProblem } from './asked-request.ts';
import type { Explanation } from './explanation.ts';
import type { AskedAndAnswered } from './foretell.ts';
import { secretsOf } from './hide-secrets.ts';
import type { PlainAnswer } from './plain-client.ts';
import { isSensitiveName } from './secrets/sensitive-name.ts';

type Answered = Extract<PlainAnswer, { kind: 'response' }>;

/** Response headers that have a part in CORS, or in what script is told. */
const kept = /^(access-control-.*|vary|content-type|cache-control|etag|last-modified|cross-origin-resource-policy|www-authenticate|retry-after)$/i;

/**
 * Writes what was found as a scenario file, in which a server of ours gives the same answers: it can be run, changed and kept.
 * No secret is in it: bodies, and what headers hold that carry secrets, are put in place of by words.
 */
export function scenarioOf({ asked, origin, exchanges, cause }: Explanation): string | InputProblem {
  const [page, server] = [parseUrl(origin), parseUrl(asked.url)];
  const cannot = (problem: string): InputProblem => ({ problem: `this cannot be saved as a scenario: ${problem}`, tryThis: 'write one by hand; README says how' });
  if (page === null || server === null || page.protocol !== server.protocol) return cannot('page and server have different schemes');
  const preflight = answersOf(exchanges, 'preflight');
  const actual = answersOf(exchanges, 'request');
  if (exchanges.some(({ answer }) => answer.kind !== 'response')) return cannot('not every request was answered');
  const redirected = actual.some(({ status, headers }) => status >= 300 && status <= 399 && headers.some(([name]) => name.toLowerCase() === 'location'));
  if (redirected || preflight.length > 1 || actual.length > 1 || preflight.length + actual.length === 0) return cannot('there are redirects, or nothing was asked');
  const relation = isSameOrigin(page.origin, server.origin) ? 'same-origin' : isSameSite(page.origin, server.origin) ? 'same-site' : 'cross-site';
  const headers = asked.headers.map(([name, value]) => [name, isSensitiveName(name) ? 'secret' : value] as const);
  const secrets = secretsOf(asked).map(({ value }) => value);
  const scenario = {
    id: `saved-${asked.method.toLowerCase()}-${server.hostname.replace(/[^a-z\d]+/g, '-')}`.slice(0, 60).replace(/-+$/, ''),
    title: `${asked.method} of ${server.hostname}, as it answered${cause.kind === 'rule' ? `: ${textOf(cause.reason).title}` : ''}`,
    spec: cause.kind === 'rule' ? textOf(cause.reason).link : 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    tags: ['saved'],
    apis: ['fetch'],
    document: { scheme: page.protocol.replace(':', ''), relation },
    request: { method: asked.method, mode: asked.mode, credentials: asked.credentials, redirect: asked.redirect, ...(headers.length === 0 ? {} : { headers: byName(headers) }), ...(asked.body === null ? {} : { body: 'a body' }) },
    resource: { ...(preflight[0] === undefined ? {} : { preflight: answerOf(preflight[0], origin, secrets) }), response: actual[0] === undefined ? {} : answerOf(actual[0], origin, secrets) },
  };
  const text = stringify({ scenarios: [scenario] }, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
  return text.includes('${') ? cannot('an answer holds ${, which means something in a scenario') : text;
}

function answersOf(exchanges: readonly AskedAndAnswered[], role: 'preflight' | 'request'): Answered[] {
  return exchanges.flatMap(({ request, answer }) => (request.role === role && answer.kind === 'response' ? [answer] : []));
}

function answerOf({ status, headers }: Answered, origin: string, secrets: readonly string[]): object {
  const shown = (value: string): string => (value === origin ? '{origin}' : secrets.some((secret) => value.includes(secret)) ? 'secret' : value);
  const own = headers.filter(([name]) => kept.test(name)).map(([name, value]) => [name, shown(value)] as const);
  return { status, ...(own.length === 0 ? {} : { headers: byName(own) }) };
}

/** Several lines of one name become a list. */
function byName(headers: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const lines = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of headers) {
    const known = lines.get(name.toLowerCase()) ?? { name, values: [] };
    known.values.push(value);
    lines.set(name.toLowerCase(), known);
  }
  return Object.fromEntries([...lines.values()].map(({ name, values: [first = '', ...more] }) => [name, more.length === 0 ? first : [first, ...more]]));
}
