import { both, corsRequest, exchanged, fetched, gotResponse, gotType, preflighted, redirected, traced } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';

const at = (step: string, says?: RegExp): By => traced('http-fetch', step, says);
const sent = exchanged('request', () => true);

export const httpFetch: CoveredAlgorithm = {
  title: 'HTTP fetch',
  link: 'https://fetch.spec.whatwg.org/#concept-http-fetch',
  steps: [
    { step: '1–2', says: 'there is no response yet', by: fetched },
    { step: '3', says: 'a service worker may answer', outside: 'no page of a scenario has a service worker' },
    { step: '4.1', says: 'a preflight, since the method is not safelisted', by: at('4.1', /is no CORS-safelisted method/) },
    { step: '4.1', says: 'a preflight, since the use-CORS-preflight flag is set', by: at('4.1', /use-CORS-preflight flag/) },
    { step: '4.1', says: 'a preflight, since a header is unsafe', by: at('4.1', /^the request is preflighted: the header/) },
    { step: '4.1', says: 'no preflight, since the CORS-preflight cache has the method and every unsafe header', by: at('4.1', /^the CORS-preflight cache/) },
    { step: '4.1.1', says: 'CORS-preflight fetch', by: preflighted },
    { step: '4.1.2', says: 'the preflight fails: a network error, and the request is never sent', by: both(preflighted, ({ prediction: { outcome } }) => 'stage' in outcome && outcome.stage === 'cors-preflight-fetch') },
    { step: '4.2', says: 'redirects of the network are hidden from service workers', outside: 'no page of a scenario has a service worker' },
    { step: '4.3', says: 'HTTP-network-or-cache fetch', by: sent },
    { step: '4.4', says: 'the CORS check of the response succeeds', by: both(corsRequest, ({ prediction: { trace } }) => trace.some(({ algorithm, step, says }) => algorithm === 'cors-check' && ['3', '5', '7'].includes(step) && !says.startsWith('of the preflight'))) },
    { step: '4.4', says: 'the CORS check of the response fails: a network error', by: at('4.4') },
    { step: '4.4', says: 'the CORS check of a redirect fails: a network error, and it is not followed', by: both(at('4.4'), ({ exchanges }) => [301, 302, 303, 307, 308].includes(exchanges.at(-1)?.answer.status ?? 0)) },
    { step: '4.5', says: 'TAO check', outside: 'timing is no part of CORS' },
    { step: '5', says: 'an opaque response whose policy lets it through', by: gotType('opaque') },
    { step: '5', says: 'an opaque response that its policy blocks: a network error', by: at('5') },
    { step: '6.1', says: 'navigations keep what each redirect says of timing', outside: 'script’s own requests are never navigations' },
    { step: '6.2', says: 'over HTTP/2 the body of a redirected request need not be sent to its end', outside: 'the origins speak HTTP/1.1' },
    { step: '6.3', says: 'redirect mode error: a network error', by: at('6.3', /mode is error/) },
    { step: '6.3', says: 'redirect mode manual: an opaque-redirect filtered response', by: at('6.3', /mode is manual/) },
    { step: '6.3', says: 'redirect mode manual of a navigation', outside: 'script’s own requests are never navigations' },
    { step: '6.3', says: 'redirect mode follow: HTTP-redirect fetch', by: redirected },
    { step: '7', says: 'that is the response', by: gotResponse },
  ],
};
