import { isNullBodyStatus } from '../../fetch/request.ts';
import { isSameOrigin } from '../../fetch/url.ts';
import { both, corsRequest, exchanged, failedFor, fetched, gotResponse, gotType, redirected, traced } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';

const at = (step: string, says?: RegExp): By => traced('main-fetch', step, says);
const withPreflight = at('12', /with a preflight/);
/** The first request goes to another origin; what redirects make of it is not told apart. */
const first = (test: By): By => both(test, ({ made }) => made !== null && !isSameOrigin(made.origin, made.urlList[0].origin));

export const mainFetch: CoveredAlgorithm = {
  title: 'main fetch',
  link: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
  steps: [
    { step: '1–2', says: 'there is no response yet', by: fetched },
    { step: '3', says: 'some requests may only be for local URLs', outside: 'script cannot ask for that' },
    { step: '4', says: 'reports what the page’s Content-Security-Policy would block', outside: 'reports are no part of CORS' },
    { step: '5', says: 'upgrade-insecure-requests makes http https', outside: 'no page of a scenario has that policy' },
    { step: '6', says: 'mixed images, audio and video are upgraded to https', outside: 'what fetch() and XMLHttpRequest request is never upgraded' },
    { step: '7', says: 'the port is blocked: a network error', by: failedFor('bad-port'), hard: 'nothing of ours may listen on such a port, so that no request came would prove nothing' },
    { step: '7', says: 'the request is mixed content: a network error', by: failedFor('mixed-content') },
    { step: '7', says: 'the page’s Content-Security-Policy blocks it: a network error', by: at('7', /Content-Security-Policy/) },
    { step: '7', says: 'an Integrity-Policy blocks it: a network error', outside: 'it is about scripts and styles' },
    { step: '8', says: 'script names no referrer policy: the page’s', by: both(fetched, ({ asked }) => asked.referrerPolicy === null) },
    { step: '8', says: 'script names a referrer policy', by: both(fetched, ({ asked }) => asked.referrerPolicy !== null) },
    { step: '9', says: 'the referrer is the page’s whole address', by: exchanged('request', ({ sent }) => sent.headers['referer'] !== null && !/^https?:\/\/[^/]+\/$/.test(sent.headers['referer'] ?? '')) },
    { step: '9', says: 'the referrer is the page’s origin alone', by: exchanged('request', ({ sent }) => /^https?:\/\/[^/]+\/$/.test(sent.headers['referer'] ?? '')) },
    { step: '9', says: 'there is no referrer', by: exchanged('request', ({ sent }) => sent.headers['referer'] === null) },
    { step: '10', says: 'HSTS makes http https', outside: 'it does not hold for `localhost`, nor for addresses in numbers' },
    { step: '11', says: 'goes on in parallel', by: fetched },
    { step: '12', says: 'a response was preloaded', outside: 'it is about `<link rel=preload>`' },
    { step: '12', says: 'the page’s own origin: no CORS', by: at('12', /is the page's own origin: no CORS/) },
    { step: '12', says: 'an address of the scheme `data`: no CORS', outside: 'a case’s addresses are those of its servers' },
    { step: '12', says: 'modes navigate, websocket and webtransport: no CORS', outside: 'fetch() and XMLHttpRequest have no such modes' },
    { step: '12', says: 'mode same-origin, and another origin: a network error', by: failedFor('mode-same-origin') },
    { step: '12', says: 'mode no-cors, and redirect mode error or manual: a network error', by: failedFor('no-cors-redirect-mode') },
    { step: '12', says: 'mode no-cors: the response will be opaque', by: at('12', /the response will be opaque/) },
    { step: '12', says: 'neither http nor https: a network error', by: failedFor('scheme-not-http'), hard: 'a case’s first address is http or https, and HTTP-redirect fetch refuses others before' },
    { step: '12', says: 'a CORS request with the use-CORS-preflight flag: with a preflight', by: both(withPreflight, first(({ made }) => made?.useCorsPreflight === true)) },
    { step: '12', says: 'a CORS request whose method is not safelisted: with a preflight', by: both(withPreflight, first(({ made }) => made !== null && !['GET', 'HEAD', 'POST'].includes(made.method))) },
    { step: '12', says: 'a CORS request with an unsafe header: with a preflight', by: traced('http-fetch', '4.1', /the header/) },
    { step: '12', says: 'it ends in a network error: the CORS-preflight cache forgets its address', by: both(withPreflight, ({ prediction: { outcome } }) => outcome.kind === 'network-error') },
    { step: '12', says: 'any other CORS request: without a preflight', by: at('12', /need no preflight/) },
    { step: '12', says: 'the page’s own origin again, after a redirect from another one: still CORS', by: both(corsRequest, ({ made, exchanges }) => made !== null && !isSameOrigin(made.origin, made.urlList[0].origin) && exchanges.some(({ sent }) => sent.role === 'request' && isSameOrigin(made.origin, new URL(sent.url).origin))) },
    { step: '13', says: 'after a redirect, the response goes back to the first main fetch', by: redirected },
    { step: '14.1', says: 'of a CORS response, finds the header names that script may read', by: gotType('cors') },
    { step: '14.2', says: 'a basic filtered response', by: gotType('basic') },
    { step: '14.2', says: 'a CORS filtered response', by: gotType('cors') },
    { step: '14.2', says: 'an opaque filtered response', by: gotType('opaque') },
    { step: '15–17', says: 'the response keeps its addresses, and how redirects tainted it', by: gotResponse },
    { step: '18', says: 'navigations keep what each redirect says of timing', outside: 'script’s own requests are never navigations' },
    { step: '19', says: 'whether script may see its times', outside: 'timing is no part of CORS' },
    { step: '20', says: 'the response is blocked for its MIME type, by nosniff, or by a policy', outside: 'it is about scripts, styles and workers' },
    { step: '21', says: 'an opaque response to part of a resource, when no part was asked for: a network error', outside: 'only a service worker can give such a response' },
    { step: '22', says: 'HEAD has no body', by: both(gotResponse, exchanged('request', ({ sent }) => sent.method === 'HEAD')) },
    { step: '22', says: '204, 205 and 304 have no body', by: both(gotResponse, ({ exchanges }) => isNullBodyStatus(exchanges.at(-1)?.answer.status ?? 0)) },
    { step: '23', says: 'the body must have the hash that script names', outside: 'the format has no `integrity`' },
    { step: '24', says: 'script gets the response', by: gotResponse },
  ],
};
