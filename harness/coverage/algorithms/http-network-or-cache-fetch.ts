import { hasHeader } from '../../fetch/header.ts';
import { includesCredentials } from '../../fetch/http-network-or-cache-fetch.ts';
import { isSameOrigin } from '../../fetch/url.ts';
import { answers, both, either, exchanged, fetched, failedFor, gotResponse, made, sends, traced } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';
import type { Answered } from '../sighting.ts';

const at = (step: string, says?: RegExp): By => traced('http-network-or-cache-fetch', step, says);
const sent = (test: (exchange: Answered) => boolean): By => exchanged('request', test);
/** The first address is the page's own. */
const ownOrigin: By = ({ made: request }) => request !== null && isSameOrigin(request.origin, request.urlList[0].origin);
const notOwnOrigin: By = ({ made: request }) => request !== null && !isSameOrigin(request.origin, request.urlList[0].origin);
const credentials = (mode: string): By => ({ made: request }) => request?.credentials === mode;
const wasSent = sent(() => true);
const status = (code: number): By => exchanged('request', ({ answer }) => answer.status === code);
/** Its author looks at a header that the model does not predict. */
const looksAt = (names: RegExp): By => ({ expect }) => (expect.exchanges ?? []).some(({ headers, present, absent }) => [...Object.keys(headers), ...present, ...absent].some((name) => names.test(name.toLowerCase())));
const cacheMode = (...modes: readonly string[]): By => ({ made: request }) => modes.includes(request?.cache ?? '');
const network = (says: RegExp): By => traced('http-network-fetch', '8.5', says);
const cookies: By = ({ world }) => world.cookies.length > 0;

export const httpNetworkOrCacheFetch: CoveredAlgorithm = {
  title: 'HTTP-network-or-cache fetch',
  link: 'https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch',
  steps: [
    { step: '1–7', says: 'there is no response yet', by: wasSent },
    { step: '8.1–8.2', says: 'the request is copied, so that it can be sent again', by: wasSent },
    { step: '8.3', says: 'credentials mode include: with credentials', by: both(wasSent, credentials('include')) },
    { step: '8.3', says: 'credentials mode same-origin, at the page’s own origin: with credentials', by: both(wasSent, ownOrigin, credentials('same-origin')) },
    { step: '8.3', says: 'credentials mode same-origin, at another origin: without', by: both(wasSent, notOwnOrigin, credentials('same-origin')) },
    { step: '8.3', says: 'credentials mode omit: without', by: both(wasSent, credentials('omit')) },
    { step: '8.3', says: 'a preflight has none, whatever the request has', by: both(credentials('include'), exchanged('preflight', () => true)) },
    { step: '8.4', says: 'Cross-Origin-Embedder-Policy: credentialless takes them away', outside: 'no page of a scenario has that policy' },
    { step: '8.5–8.9', says: '`Content-Length` of the body, or 0 for a POST or PUT without one', by: both(wasSent, looksAt(/^content-length$/)) },
    { step: '8.10', says: 'keepalive requests with more than 64 KiB of bodies: a network error', by: at('8.10'), hard: 'a scenario would have to hold so long a body' },
    { step: '8.11', says: '`Referer`', by: sent(({ sent: { headers } }) => headers['referer'] !== null) },
    { step: '8.12', says: '`Origin`: see there', by: wasSent },
    { step: '8.13', says: '`Sec-Fetch-*`', by: looksAt(/^sec-fetch-/) },
    { step: '8.14', says: '`Sec-Purpose`', outside: 'it is about prefetching' },
    { step: '8.15', says: '`User-Agent` by script stays', by: both(wasSent, made((name) => name === 'user-agent')) },
    { step: '8.16', says: '`If-None-Match` and its like by script: the HTTP cache is left out', by: both(wasSent, made((name) => /^if-(modified-since|none-match|unmodified-since|match|range)$/.test(name))) },
    { step: '8.17', says: 'cache mode no-cache brings `Cache-Control: max-age=0`', by: both(cacheMode('no-cache'), sent(sends('cache-control', /^max-age=0$/))) },
    { step: '8.18', says: 'cache modes no-store and reload bring `Pragma` and `Cache-Control`', by: both(cacheMode('no-store', 'reload'), sent(sends('pragma')), sent(sends('cache-control'))) },
    { step: '8.19', says: '`Range` brings `Accept-Encoding: identity`', by: sent(sends('accept-encoding', /^identity$/)) },
    { step: '8.20', says: 'what HTTP needs', outside: 'it is HTTP’s own' },
    { step: '8.21.1', says: 'with credentials, the cookies of the address', by: sent(sends('cookie')) },
    { step: '8.21.1', says: 'with credentials, to another site: for the engine to say', by: both(({ prediction }) => prediction.open.includes('cookies'), cookies) },
    { step: '8.21.1', says: 'without credentials no cookie', by: both(cookies, ({ made: request }) => request !== null && !includesCredentials({ credentials: request.credentials, responseTainting: 'cors' }), sent(({ sent: { headers } }) => headers['cookie'] === null)) },
    { step: '8.21.2', says: 'with credentials, `Authorization` of an earlier prompt', outside: 'nobody answers prompts in a run' },
    { step: '8.21.2', says: '`Authorization` by script stays', by: both(made((name) => name === 'authorization'), sent(sends('authorization'))) },
    { step: '8.22', says: 'a proxy’s own credentials', outside: 'there is no proxy' },
    { step: '8.23', says: 'tells WebDriver', outside: 'it cannot be seen by a server or a page' },
    { step: '8.24–8.26', says: 'a response from the HTTP cache may stand in', by: ({ prediction }) => prediction.open.includes('http-cache') },
    { step: '9–10', says: 'the fetch was given up meanwhile', by: ({ prediction: { outcome } }) => ['aborted', 'timed-out'].includes(outcome.kind) },
    { step: '11.1', says: 'cache mode only-if-cached, and nothing cached: a network error', outside: 'it needs mode same-origin, where there is no CORS' },
    { step: '11.2', says: 'HTTP-network fetch', by: at('11.2') },
    { step: '11.3', says: 'an unsafe method makes what is cached of its address stale', by: ({ made: request, world }) => request !== null && !['GET', 'HEAD', 'OPTIONS'].includes(request.method) && world.httpCache.some((stored) => stored.sent.url === request.urlList[0].href) },
    { step: '11.4', says: 'the engine asks whether what it has is still good, and is told so by 304', by: at('11.4'), hard: 'only a real server knows what it was asked, and its cases are not counted' },
    { step: '11.5', says: 'that is the response, and it may be cached', by: at('11.2') },
    { step: '12', says: 'it has the addresses of the request', by: gotResponse },
    { step: '13', says: 'it is known whether a part was asked for', by: both(gotResponse, made((name) => name === 'range')) },
    { step: '14', says: 'it is known whether it was asked for with credentials', by: gotResponse },
    { step: '15', says: 'a 401 with a challenge, with credentials and without CORS: the person may be asked', by: at('15'), hard: 'the browser would ask a person, and nobody is there' },
    { step: '15', says: 'a 401 with a challenge, without credentials: it is the response', by: both(gotResponse, status(401), exchanged('request', answers('www-authenticate')), either(credentials('omit'), ({ made: request }) => request?.credentials === 'same-origin')) },
    { step: '15', says: 'a 401 with a challenge to a CORS request with credentials: it is the response', by: both(gotResponse, status(401), credentials('include'), exchanged('request', answers('www-authenticate'))) },
    { step: '15', says: 'a 401 without a challenge: it is the response', by: both(gotResponse, exchanged('request', ({ answer }) => answer.status === 401 && !hasHeader(answer.headers, 'WWW-Authenticate'))) },
    { step: '16', says: 'a 407 is a proxy’s', by: at('16') },
    { step: '17', says: 'a 421: the request is sent again on a new connection', by: at('17') },
    { step: '17', says: 'a 421 again: it is the response', by: both(at('17'), ({ exchanges }) => exchanges.filter(({ answer }) => answer.status === 421).length > 1) },
    { step: '17', says: 'a 421 to a stream: it is the response', by: both(status(421), ({ made: request }) => request?.body?.hasSource === false), hard: 'over HTTP/1.1, which is what the origins speak, no stream is sent' },
    { step: '18–19', says: 'that is the response', by: gotResponse },
  ],
};

export const httpNetworkFetch: CoveredAlgorithm = {
  title: 'HTTP-network fetch (the parts that CORS is mistaken for)',
  link: 'https://fetch.spec.whatwg.org/#concept-http-network-fetch',
  steps: [
    { step: '·', says: 'Local Network Access: a less public address than the page’s', by: either(failedFor('local-network-access'), ({ prediction }) => prediction.open.includes('prompt') && prediction.trace.some(({ algorithm }) => algorithm === 'http-network-fetch')), hard: 'page and servers are at loopback addresses' },
    { step: '·', says: 'no connection can be made, since nobody is there or TLS fails: a network error', by: traced('http-network-fetch', '8.1') },
    { step: '·', says: 'no response comes: a network error', by: network(/^no response came/) },
    { step: '·', says: 'what comes is no response that may be used: a network error', by: network(/^the response is discarded/) },
    { step: '·', says: 'what comes is no response, and the engine may make the best of it', by: network(/^whether the bytes/) },
    { step: '·', says: 'script, or the timeout, ends it before the response comes', by: traced('http-network-fetch', '8.4') },
    { step: '·', says: 'with credentials, `Set-Cookie` is stored, also of a response that script does not get', by: both(fetched, exchanged('request', answers('set-cookie')), either(credentials('include'), both(ownOrigin, credentials('same-origin')))) },
    { step: '·', says: 'without credentials `Set-Cookie` is not stored', by: both(exchanged('request', answers('set-cookie')), either(credentials('omit'), both(notOwnOrigin, credentials('same-origin')))) },
  ],
};
