import { hasHeader } from '../../fetch/header.ts';
import { referrerPolicyOnRedirect } from '../../fetch/referrer.ts';
import { isRedirectStatus } from '../../fetch/request.ts';
import { isSameOrigin } from '../../fetch/url.ts';
import { answers, both, entered, exchanged, failedFor, not, redirected, traced } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';
import type { Answered, Sighting } from '../sighting.ts';

const at = (step: string, says?: RegExp): By => traced('http-redirect-fetch', step, says);

/** A request that is redirected, and the one that follows it. */
const hop = (test: (from: Answered, to: Answered) => boolean): By => ({ exchanges }: Sighting) => {
  const requests = exchanges.filter(({ sent }) => sent.role === 'request');
  return requests.some((from, index) => {
    const to = requests[index + 1];
    return to !== undefined && isRedirectStatus(from.answer.status) && test(from, to);
  });
};
const becameGet = (status: number, method: RegExp): By => hop((from, to) => from.answer.status === status && method.test(from.sent.method) && to.sent.method === 'GET');
const kept = (status: number, method: RegExp): By => hop((from, to) => from.answer.status === status && method.test(from.sent.method) && to.sent.method === from.sent.method);
const otherOrigin = (from: Answered, to: Answered): boolean => new URL(from.sent.url).origin !== new URL(to.sent.url).origin;

export const httpRedirectFetch: CoveredAlgorithm = {
  title: 'HTTP-redirect fetch',
  link: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
  steps: [
    { step: '1–3', says: 'finds the location URL', by: entered('http-redirect-fetch') },
    { step: '4', says: 'there is no `Location`: the redirect is the response', by: at('4') },
    { step: '5', says: '`Location` is no address, or stands in two lines: a network error', by: at('5') },
    { step: '6', says: 'the address is neither http nor https: a network error', by: at('6') },
    { step: '7', says: '20 redirects were followed already: a network error', by: at('7') },
    { step: '8', says: 'counts the redirect', by: redirected },
    { step: '9', says: 'mode cors, a user name or password in the address, and another origin than the page’s: a network error', by: at('9') },
    { step: '9', says: 'a user name or password in an address of the page’s own origin, before any other answered: followed', by: both(redirected, not(failedFor('redirect-userinfo')), ({ made, exchanges }) => made !== null && exchanges.some(({ sent, answer }) => answers('location', /:\/\/[^/]*@/)({ sent, answer }) && isSameOrigin(made.origin, new URL(sent.url).origin))) },
    { step: '10', says: 'a CORS request, and a user name or password in an address of the page’s own origin: a network error', by: at('10') },
    { step: '11', says: 'the body is a stream, which cannot be sent again: a network error', by: at('11'), hard: 'over HTTP/1.1, which is what the origins speak, no stream is sent' },
    { step: '12', says: 'a POST becomes a GET by 301', by: becameGet(301, /^POST$/) },
    { step: '12', says: 'a POST becomes a GET by 302', by: becameGet(302, /^POST$/) },
    { step: '12', says: 'a method that is neither GET, HEAD nor POST stays as it is by 301', by: kept(301, /^(?!GET$|HEAD$|POST$)/) },
    { step: '12', says: 'a method that is neither GET, HEAD nor POST stays as it is by 302', by: kept(302, /^(?!GET$|HEAD$|POST$)/) },
    { step: '12', says: 'a POST becomes a GET by 303', by: becameGet(303, /^POST$/) },
    { step: '12', says: 'any other method but GET and HEAD becomes a GET by 303', by: becameGet(303, /^(?!GET$|HEAD$|POST$)/) },
    { step: '12', says: 'HEAD stays HEAD by 303', by: kept(303, /^HEAD$/) },
    { step: '12', says: 'a POST stays a POST by 307', by: kept(307, /^POST$/) },
    { step: '12', says: 'a POST stays a POST by 308', by: kept(308, /^POST$/) },
    { step: '12.1', says: 'the body goes', by: both(at('18', /becomes GET without a body/), ({ made }) => made?.body != null) },
    { step: '12.2', says: '`Content-Type` and the other headers of a body go', by: both(at('18', /becomes GET without a body/), ({ made }) => made !== null && hasHeader(made.headers, 'Content-Type')) },
    { step: '13', says: '`Authorization` goes with the first step to another origin', by: at('18', /Authorization is removed/) },
    { step: '13', says: '`Authorization` stays within the origin', by: hop((from, to) => !otherOrigin(from, to) && typeof to.sent.headers['authorization'] === 'string') },
    { step: '14', says: 'the body is sent again', by: hop((_from, to) => to.sent.body !== null) },
    { step: '15–17', says: 'times of the redirect', outside: 'timing is no part of CORS' },
    { step: '18', says: 'goes on to the address', by: redirected },
    { step: '18', says: 'from the page’s own origin to another: CORS begins', by: both(redirected, ({ made, exchanges }) => made !== null && isSameOrigin(made.origin, made.urlList[0].origin) && exchanges.some(({ sent }) => !isSameOrigin(made.origin, new URL(sent.url).origin))) },
    { step: '18', says: 'from another origin to the page’s own: CORS goes on', by: ({ made, ...rest }) => made !== null && !isSameOrigin(made.origin, made.urlList[0].origin) && hop((_from, to) => isSameOrigin(made.origin, new URL(to.sent.url).origin))({ made, ...rest }) },
    { step: '18', says: 'from another origin to a third one: the origin becomes `null`', by: at('18', /origin is null from now on/) },
    { step: '19', says: '`Referrer-Policy` of the redirect holds from now on', by: hop((from) => referrerPolicyOnRedirect(from.answer.headers) !== null) },
    { step: '20–21', says: 'navigations whose redirects are followed by hand', outside: 'script’s own requests are never navigations' },
    { step: '22', says: 'main fetch again', by: redirected },
    { step: '22', says: 'and with it a preflight at the new address', by: both(redirected, ({ exchanges }) => exchanges.some(({ sent }, index) => sent.role === 'preflight' && exchanges.slice(0, index).some((earlier) => earlier.sent.role === 'request'))) },
  ],
};

const location = (test: (value: string) => boolean): By => both(entered('http-redirect-fetch'), exchanged('request', ({ answer: { status, headers } }) => isRedirectStatus(status) && headers.some(([name, value]) => name.toLowerCase() === 'location' && test(value))));

export const locationUrl: CoveredAlgorithm = {
  title: 'location URL of a response',
  link: 'https://fetch.spec.whatwg.org/#concept-response-location-url',
  steps: [
    { step: '1', says: 'only 301, 302, 303, 307 and 308 redirect: any other status with a `Location` is a plain response', by: exchanged('request', (exchange) => answers('location')(exchange) && !isRedirectStatus(exchange.answer.status)) },
    { step: '2', says: 'there is no `Location`: none', by: at('4') },
    { step: '2', says: '`Location` stands in two lines: failure', by: both(at('5'), exchanged('request', ({ answer: { headers } }) => headers.filter(([name]) => name.toLowerCase() === 'location').length > 1)) },
    { step: '3', says: 'it is an address', by: location((value) => /^https?:\/\//i.test(value)) },
    { step: '3', says: 'it is relative to the response’s own address', by: location((value) => !/^[a-z][a-z0-9+.-]*:/i.test(value)) },
    { step: '3', says: 'it cannot be parsed: failure', by: both(at('5'), exchanged('request', ({ answer: { headers } }) => headers.filter(([name]) => name.toLowerCase() === 'location').length === 1)) },
    { step: '4', says: 'it takes over the fragment of the request', outside: 'no server sees a fragment' },
    { step: '5', says: 'that is the location URL', by: redirected },
  ],
};
