import { corsUnsafeRequestHeaders, whyNotCorsSafelisted } from '../../fetch/cors-safelist.ts';
import { both, corsRequest, exchanged, made, sends } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';
import type { FetchRequest } from '../../fetch/request.ts';

/** A header of a CORS request is safelisted, or is not for a reason. */
const header = (names: RegExp, why: RegExp | null, values = /(?:)/): By =>
  both(corsRequest, made((name, value) => {
    const reason = whyNotCorsSafelisted(name, value);
    return names.test(name) && values.test(value) && (why === null ? reason === null : reason !== null && why.test(reason));
  }));

export const corsSafelistedRequestHeader: CoveredAlgorithm = {
  title: 'CORS-safelisted request-header',
  link: 'https://fetch.spec.whatwg.org/#cors-safelisted-request-header',
  steps: [
    { step: '1', says: 'the value has more than 128 bytes: no', by: header(/(?:)/, /bytes long/) },
    { step: '1', says: 'the value has 128 bytes: it may be', by: header(/(?:)/, null, /^.{128}$/s) },
    { step: '2', says: '`Accept` with an unsafe byte: no', by: header(/^accept$/, /unsafe byte/) },
    { step: '2', says: '`Accept` without an unsafe byte: yes', by: header(/^accept$/, null) },
    { step: '2', says: '`Accept-Language` with a byte that no language range has: no', by: header(/^accept-language$/, /no language range/) },
    { step: '2', says: '`Accept-Language` else: yes', by: header(/^accept-language$/, null) },
    { step: '2', says: '`Content-Language` with a byte that no language range has: no', by: header(/^content-language$/, /no language range/) },
    { step: '2', says: '`Content-Language` else: yes', by: header(/^content-language$/, null) },
    { step: '2', says: '`Content-Type` with an unsafe byte: no', by: header(/^content-type$/, /unsafe byte/) },
    { step: '2', says: '`Content-Type` that is no MIME type: no', by: header(/^content-type$/, /no MIME type/) },
    { step: '2', says: '`Content-Type` of another type: no', by: header(/^content-type$/, /is none of/) },
    { step: '2', says: '`application/x-www-form-urlencoded`: yes', by: header(/^content-type$/, null, /^\s*application\/x-www-form-urlencoded/i) },
    { step: '2', says: '`multipart/form-data`: yes', by: header(/^content-type$/, null, /^\s*multipart\/form-data/i) },
    { step: '2', says: '`text/plain`: yes', by: header(/^content-type$/, null, /^\s*text\/plain/i) },
    { step: '2', says: 'a safelisted type with parameters, or in another case: yes', by: header(/^content-type$/, null, /[A-Z].*\/|\/.*[A-Z].*(?:;|$)|;(?!charset=UTF-8$| boundary=x$)/) },
    { step: '2', says: '`Range` that is no single range: no', by: header(/^range$/, /no single range/) },
    { step: '2', says: '`Range` without a start: no', by: header(/^range$/, /no start/) },
    { step: '2', says: '`Range` with a start: yes', by: header(/^range$/, null) },
    { step: '2', says: 'any other name: no', by: header(/(?:)/, /name is not safelisted/) },
    { step: '3', says: 'yes', by: header(/(?:)/, null) },
  ],
};

const unsafe = (test: (request: FetchRequest) => boolean): By => both(corsRequest, ({ made: request }) => request !== null && test(request));

export const corsUnsafeRequestHeaderNames: CoveredAlgorithm = {
  title: 'CORS-unsafe request-header names',
  link: 'https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names',
  steps: [
    { step: '1–3', says: 'there are none yet', by: corsRequest },
    { step: '4.1', says: 'a header that is not safelisted is unsafe', by: unsafe(({ headers }) => corsUnsafeRequestHeaders(headers).length > 0) },
    { step: '4.2', says: 'of one that is safelisted, the bytes are counted', by: header(/(?:)/, null) },
    { step: '5', says: 'more than 1024 bytes together: all are unsafe', by: unsafe(({ headers }) => corsUnsafeRequestHeaders(headers).some(({ why }) => why.startsWith('all safelisted values'))) },
    { step: '5', says: '1024 bytes together: none is, for that', by: unsafe(({ headers }) => corsUnsafeRequestHeaders(headers).length === 0 && headers.reduce((sum, [, value]) => sum + value.length, 0) === 1024) },
    { step: '6', says: 'names are sorted', by: exchanged('preflight', sends('access-control-request-headers', /,/)) },
    { step: '6', says: 'names are in lower case', by: unsafe(({ headers }) => headers.some(([name, value]) => /[A-Z]/.test(name) && whyNotCorsSafelisted(name, value) !== null)) },
    { step: '6', says: 'a name in several lines stands once', by: unsafe(({ headers }) => headers.some(([name], index) => headers.findIndex(([other]) => other.toLowerCase() === name.toLowerCase()) < index) && corsUnsafeRequestHeaders(headers).length > 0) },
  ],
};
