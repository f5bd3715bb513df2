import { randomBytes } from 'node:crypto';
import { getHeader, toSortedLowercaseSet } from '../fetch/header.ts';
import type { HeaderList } from '../fetch/header.ts';
import { isSafeMethod } from '../fetch/method.ts';
import type { AskedAndAnswered, NotSent } from './foretell.ts';
import type { PlainAnswer, PlainRequest } from './plain-client.ts';

/** Something that people miss, asked of the server. */
export interface Probe {
  readonly name: 'other-origin' | 'null-origin' | 'vary' | 'error-response' | 'several-lines' | 'preflight-cache' | 'redirects' | 'hidden-headers' | 'no-credentials' | 'limit';
  readonly finding: 'good' | 'note' | 'problem';
  readonly says: string;
}

export interface ProbeOptions {
  /** Serialised origin of the page. */
  readonly origin: string;
  /** Normalised. */
  readonly method: string;
  readonly url: string;
  /** CORS-unsafe request-header names. */
  readonly headerNames: readonly string[];
  readonly credentials: boolean;
  /** `Cookie` header of the request; null for none. */
  readonly cookie: string | null;
  readonly exchanges: readonly AskedAndAnswered[];
  /** Response headers that script may read, in lower case; null where there is no response for it. */
  readonly readable: readonly string[] | null;
  readonly ask: (request: PlainRequest) => Promise<PlainAnswer | NotSent>;
}

/** An origin that nobody can own (RFC 2606). */
export const stranger = 'https://cors-conformance.invalid';

/**
 * Asks what people miss. Only with GET, HEAD and OPTIONS: for other methods the preflight is asked. A server that limits
 * requests is not asked: its answers would say nothing else.
 */
export async function probe(given: ProbeOptions): Promise<Probe[]> {
  const options: ProbeOptions = { ...given, ask: async (request) => orLimited(await given.ask(request)) };
  const answered = options.exchanges.flatMap(({ request, answer }) => (answer.kind === 'response' ? [{ request, answer }] : []));
  const [first] = answered;
  if (first === undefined || answered.some(({ answer }) => answer.status === 429)) return [];
  // Strangers ask as the request does where that is safe, and else with its preflight.
  const own = (isSafeMethod(options.method) ? answered.find(({ request }) => request.role === 'request') : undefined) ?? first;
  const [strangers, opaque, failing] = [await askAs(stranger, options), await askAs('null', options), await askFailing(options)];
  return [
    ...otherOrigin(strangers, options),
    ...nullOrigin(opaque),
    ...vary(own.answer, strangers, options),
    ...errorResponse(own.answer, failing, options),
    ...answered.flatMap(({ request, answer }) => severalLines(request.role, answer)),
    ...answered.filter(({ request }) => request.role === 'preflight').flatMap(({ answer }) => preflightCache(answer)),
    ...hiddenHeaders(answered.findLast(({ request }) => request.role === 'request')?.answer, options),
    ...noCredentials(answered.findLast(({ request }) => request.role === 'request')?.answer, options),
    ...redirects(answered.map(({ request, answer }) => ({ url: request.url, answer }))),
  ];
}

const orLimited = (answer: PlainAnswer | NotSent): PlainAnswer | NotSent => (answer.kind === 'response' && answer.status === 429 ? { kind: 'not-sent', because: 'consent', why: 'the server limits requests' } : answer);

const carrying = (cookie: string | null): HeaderList => (cookie === null ? [] : [['Cookie', cookie]]);

function askAs(origin: string, { method, url, headerNames, cookie, ask }: ProbeOptions): Promise<PlainAnswer | NotSent> {
  const names = toSortedLowercaseSet(headerNames).join(',');
  const preflight: HeaderList = [['Access-Control-Request-Method', method], ...(names === '' ? [] : [['Access-Control-Request-Headers', names] as const])];
  return ask({ method: isSafeMethod(method) ? method : 'OPTIONS', url, headers: [['Accept', '*/*'], ['Origin', origin], ...(isSafeMethod(method) ? carrying(cookie) : preflight)], body: null });
}

/** Asks for something that is surely not there, below the same path. */
function askFailing({ url, origin, cookie, ask }: ProbeOptions): Promise<PlainAnswer | NotSent> {
  const { origin: server, pathname } = new URL(url);
  const path = `${pathname.replace(/[^/]*$/, '')}cors-conformance-${randomBytes(6).toString('hex')}`;
  return ask({ method: 'GET', url: server + path, headers: [['Accept', '*/*'], ['Origin', origin], ...carrying(cookie)], body: null });
}

type Answered = Extract<PlainAnswer, { kind: 'response' }>;
const valuesOf = ({ headers }: Answered, name: string): string[] => headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value.trim());
/** Lines of one name are one value, which then admits nobody. */
const valueOf = (answer: PlainAnswer | NotSent, name: string): string | null => (answer.kind === 'response' ? (getHeader(answer.headers, name)?.trim() ?? null) : null);
const allowsOrigin = (answer: PlainAnswer | NotSent): string | null => valueOf(answer, 'access-control-allow-origin');
const allowsCredentials = (answer: PlainAnswer | NotSent): boolean => valueOf(answer, 'access-control-allow-credentials') === 'true';

function otherOrigin(answer: PlainAnswer | NotSent, { credentials }: ProbeOptions): Probe[] {
  if (answer.kind !== 'response') return [];
  const allowed = allowsOrigin(answer);
  if (allowed === stranger && allowsCredentials(answer)) return [{ name: 'other-origin', finding: 'problem', says: `Any site is let in, with the user's cookies: to Origin ${stranger} the server answers with that origin and Access-Control-Allow-Credentials: true. Compare Origin with a list of yours before it is sent back.` }];
  if (allowed === stranger) return [{ name: 'other-origin', finding: 'problem', says: `Any site is let in: the server sends back whatever Origin it gets. If that is meant, \`*\` says so and can be cached; if not, compare Origin with a list of yours.` }];
  if (allowed === '*') return [{ name: 'other-origin', finding: 'note', says: `Any site may read the response, without credentials: Access-Control-Allow-Origin is *.${credentials ? ' With credentials it admits nobody.' : ''}` }];
  return [{ name: 'other-origin', finding: 'good', says: `Another origin (${stranger}) is not let in.` }];
}

function nullOrigin(answer: PlainAnswer | NotSent): Probe[] {
  if (allowsOrigin(answer) !== 'null') return [];
  return [{ name: 'null-origin', finding: 'problem', says: `Access-Control-Allow-Origin: null is answered to Origin: null, which any site can have, by a sandboxed iframe${allowsCredentials(answer) ? '; and with credentials' : ''}. Take null from the list.` }];
}

function vary(own: Answered, strangers: PlainAnswer | NotSent, { origin }: ProbeOptions): Probe[] {
  const allowed = allowsOrigin(own);
  if (allowed !== origin || strangers.kind !== 'response') return [];
  const varies = valuesOf(own, 'vary').join(',').toLowerCase().split(',').map((name) => name.trim());
  if (varies.includes('origin') || varies.includes('*')) return [{ name: 'vary', finding: 'good', says: 'Vary names Origin, so that caches keep the answers to different origins apart.' }];
  if (allowsOrigin(strangers) === allowed) return [];
  return [{ name: 'vary', finding: 'problem', says: 'The answer depends on Origin, and Vary does not say so: a cache may give one site the response meant for another, which then fails now and then. Send Vary: Origin with every response, also to requests without Origin.' }];
}

function errorResponse(own: Answered, failing: PlainAnswer | NotSent, { origin, credentials }: ProbeOptions): Probe[] {
  if (failing.kind !== 'response' || failing.status < 400 || allowsOrigin(own) === null) return [];
  const allowed = allowsOrigin(failing);
  const admits = credentials ? allowed === origin && allowsCredentials(failing) : allowed === '*' || allowed === origin;
  if (admits) return [{ name: 'error-response', finding: 'good', says: `Error responses carry the CORS headers too (tried: a ${failing.status}).` }];
  return [{ name: 'error-response', finding: 'problem', says: `Error responses lack the CORS headers (tried: a ${failing.status}): script then sees a network error, and not the error itself. Set them before anything can fail, and in the proxies (in nginx: \`always\`).` }];
}

function severalLines(role: string, answer: Answered): Probe[] {
  return ['access-control-allow-origin', 'access-control-allow-credentials'].flatMap((name): Probe[] => {
    const values = valuesOf(answer, name);
    return values.length < 2 ? [] : [{ name: 'several-lines', finding: 'problem', says: `${values.length} lines of ${name} in the response to the ${role} (${values.join(' | ')}): most often the application and a proxy before it both set it. Let one of them do so.` }];
  });
}

function preflightCache(answer: Answered): Probe[] {
  // The answer to a preflight that fails is not kept.
  if (answer.status < 200 || answer.status > 299) return [];
  const given = valueOf(answer, 'access-control-max-age');
  const seconds = given === null ? null : /^\d+$/.test(given) ? Number(given) : NaN;
  if (seconds === null) return [{ name: 'preflight-cache', finding: 'note', says: 'The preflight says nothing of Access-Control-Max-Age: browsers keep the answer for 5 seconds, and ask again before almost every request.' }];
  if (Number.isNaN(seconds)) return [{ name: 'preflight-cache', finding: 'problem', says: `Access-Control-Max-Age is ${given ?? ''}, which is no number of seconds.` }];
  return [{ name: 'preflight-cache', finding: 'note', says: `Browsers keep the answer to the preflight for up to ${seconds} s (each has a cap of its own): after a change of the server an old answer may still be used so long.` }];
}

function redirects(answered: readonly { readonly url: string; readonly answer: Answered }[]): Probe[] {
  return answered.flatMap(({ url, answer }): Probe[] => {
    const [location] = valuesOf(answer, 'location');
    if (answer.status < 300 || answer.status > 399 || location === undefined) return [];
    return [{ name: 'redirects', finding: 'note', says: `${url} redirects (${answer.status}) to ${location}: each response on the way needs the CORS headers, and a preflight must not be redirected at all. Ask for the last address straight away.` }];
  });
}

/** Headers that say nothing to script: of the connection, of CORS itself, of what is on the way. */
const ofNoUse = /^(access-control-.*|age|alt-svc|cf-.*|connection|content-encoding|content-security-policy.*|cross-origin-.*|date|expect-ct|keep-alive|nel|permissions-policy|referrer-policy|report-to|reporting-endpoints|server|server-timing|set-cookie|strict-transport-security|transfer-encoding|vary|via|x-amz-.*|x-cache.*|x-content-type-options|x-dns-prefetch-control|x-download-options|x-frame-options|x-permitted-cross-domain-policies|x-powered-by|x-xss-protection)$/;

function hiddenHeaders(answer: Answered | undefined, { readable }: ProbeOptions): Probe[] {
  if (answer === undefined || readable === null) return [];
  const hidden = [...new Set(answer.headers.map(([name]) => name.toLowerCase()))].filter((name) => !readable.includes(name) && !ofNoUse.test(name));
  return hidden.length === 0 ? [] : [{ name: 'hidden-headers', finding: 'note', says: `Script cannot read ${hidden.join(', ')}: to script they are not there. If it needs one, name it in Access-Control-Expose-Headers (with credentials * does not count).` }];
}

function noCredentials(answer: Answered | undefined, { credentials }: ProbeOptions): Probe[] {
  if (answer === undefined || credentials || (answer.status !== 401 && answer.status !== 403)) return [];
  return [{ name: 'no-credentials', finding: 'note', says: `The answer is a ${answer.status}, and the request carries no cookies: across origins they are sent only with \`credentials: 'include'\` (withCredentials), and only those with SameSite=None; Secure where the site is another one.` }];
}
