import { currentUrl, redirectTaint, serializeRequestOrigin } from '../../fetch/request.ts';
import type { FetchRequest } from '../../fetch/request.ts';
import { isSameOrigin, parseUrl, schemeOf } from '../../fetch/url.ts';
import type { ParsedUrl } from '../../fetch/url.ts';
import { both, exchanged, fetched, sends } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';
import type { Sighting } from '../sighting.ts';

/** The addresses that a request went to, the first one also when it was never sent. */
function addresses({ made, exchanges }: Sighting): readonly ParsedUrl[] {
  const sent = exchanges.filter(({ sent: { role } }) => role === 'request').flatMap(({ sent }) => parseUrl(sent.url) ?? []);
  return sent.length > 0 ? sent : (made?.urlList ?? []);
}

/** The request with the addresses of all its redirects, those that were sent; null where there is none. */
export function requestAtEnd(sighting: Sighting): FetchRequest | null {
  const [first, ...more] = addresses(sighting);
  return sighting.made === null || first === undefined ? null : { ...sighting.made, urlList: [first, ...more] };
}

const taint = (wanted: ReturnType<typeof redirectTaint>): By => (sighting) => {
  const request = requestAtEnd(sighting);
  return request !== null && redirectTaint(request) === wanted;
};

/** The page's own origin redirected to another one. */
const ownRedirectedAway: By = (sighting) => {
  const request = requestAtEnd(sighting);
  return request !== null && request.urlList.some(({ origin }, index) => {
    const next = request.urlList[index + 1];
    return isSameOrigin(origin, request.origin) && next !== undefined && !isSameOrigin(origin, next.origin);
  });
};

export const redirectTaintSteps: CoveredAlgorithm = {
  title: 'redirect-taint of a request',
  link: 'https://fetch.spec.whatwg.org/#concept-request-tainted-origin',
  steps: [
    { step: '1–3', says: 'begins with "same-origin"', by: fetched },
    { step: '4.1', says: 'the first address taints nothing', by: fetched },
    { step: '4.2', says: 'a site that is not the page’s redirects to another site: "cross-site"', by: taint('cross-site') },
    { step: '4.3', says: 'an origin that is not the page’s redirects to another origin: "same-site"', by: taint('same-site') },
    { step: '4.3', says: 'the page’s own origin redirects away: no taint', by: both(ownRedirectedAway, taint('same-origin')) },
    { step: '4.4', says: 'goes on with the next address', by: ({ exchanges }) => exchanges.filter(({ sent }) => sent.role === 'request').length > 2 },
    { step: '5', says: 'that is the taint', by: fetched },
  ],
};

const serialized = (test: (request: FetchRequest) => boolean): By => (sighting) => {
  const request = requestAtEnd(sighting);
  return request !== null && test(request);
};

export const serializingOrigin: CoveredAlgorithm = {
  title: 'serializing a request origin',
  link: 'https://fetch.spec.whatwg.org/#serializing-a-request-origin',
  steps: [
    { step: '1–2', says: 'the redirect-taint is not "same-origin": `null`', by: serialized((request) => redirectTaint(request) !== 'same-origin') },
    { step: '3', says: 'the page’s origin', by: serialized((request) => serializeRequestOrigin(request) !== 'null') },
    { step: '3', says: 'the page’s origin is opaque: `null`', by: serialized(({ origin }) => origin === 'null') },
  ],
};

/** The first request is not of CORS, and has a method that brings an `Origin` header all the same. */
const unsafeWithoutCors = (test: (request: FetchRequest, origin: string) => boolean): By => (sighting) => {
  const request = requestAtEnd(sighting);
  if (request === null || ['GET', 'HEAD'].includes(request.method)) return false;
  const [first] = request.urlList;
  const withoutCors = isSameOrigin(first.origin, request.origin) || request.mode === 'no-cors';
  const sent = sighting.exchanges.find(({ sent: { role } }) => role === 'request')?.sent.headers['origin'];
  return withoutCors && typeof sent === 'string' && test(request, sent);
};
const downgradePolicies = ['no-referrer-when-downgrade', 'strict-origin', 'strict-origin-when-cross-origin'];
const downgrades = (request: FetchRequest): boolean => schemeOf(request.origin) === 'https' && currentUrl(request).protocol === 'http:';

export const appendOrigin: CoveredAlgorithm = {
  title: 'append a request `Origin` header',
  link: 'https://fetch.spec.whatwg.org/#append-a-request-origin-header',
  steps: [
    { step: '1–2', says: 'serializes the request’s origin', by: fetched },
    { step: '3', says: 'a CORS request carries it, whatever its method', by: exchanged('request', ({ sent }) => ['GET', 'HEAD'].includes(sent.method) && typeof sent.headers['origin'] === 'string') },
    { step: '3', says: 'a preflight carries it', by: exchanged('preflight', sends('origin')) },
    { step: '4', says: 'any other GET or HEAD carries none', by: exchanged('request', ({ sent }) => ['GET', 'HEAD'].includes(sent.method) && sent.headers['origin'] === null) },
    { step: '4.1', says: 'the mode is not cors, and the referrer policy no-referrer: `null`', by: unsafeWithoutCors(({ mode, referrerPolicy }, origin) => mode !== 'cors' && referrerPolicy === 'no-referrer' && origin === 'null') },
    { step: '4.1', says: 'the mode is not cors, the policy forbids downgrades, and an https page asks an http address: `null`', by: unsafeWithoutCors((request, origin) => request.mode !== 'cors' && downgradePolicies.includes(request.referrerPolicy) && downgrades(request) && origin === 'null') },
    { step: '4.1', says: 'the mode is not cors, the policy forbids downgrades, and there is none: the origin', by: unsafeWithoutCors((request, origin) => request.mode !== 'cors' && downgradePolicies.includes(request.referrerPolicy) && !downgrades(request) && origin !== 'null') },
    { step: '4.1', says: 'the mode is not cors, the policy same-origin, and the address another origin’s: `null`', by: unsafeWithoutCors((request, origin) => request.mode !== 'cors' && request.referrerPolicy === 'same-origin' && !isSameOrigin(request.origin, currentUrl(request).origin) && origin === 'null') },
    { step: '4.1', says: 'the mode is not cors, and any other policy changes nothing', by: unsafeWithoutCors(({ mode, referrerPolicy }, origin) => mode !== 'cors' && ['origin', 'origin-when-cross-origin', 'unsafe-url'].includes(referrerPolicy) && origin !== 'null') },
    { step: '4.2', says: 'in mode cors a same-origin POST, PUT … carries the origin', by: unsafeWithoutCors(({ mode }, origin) => mode === 'cors' && origin !== 'null') },
  ],
};
