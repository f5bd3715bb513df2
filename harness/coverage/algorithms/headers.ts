import { corsSafelistedRequestHeader } from './safelist.ts';
import { whyNotCorsSafelisted } from '../../fetch/cors-safelist.ts';
import { isForbiddenRequestHeader, normalizeHeaderValue } from '../../fetch/header.ts';
import { both, either, fetched, made, traced } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';

const at = (step: string, says?: RegExp): By => traced('headers-append', step, says);
const leftOut = either(at('2', /left out/), traced('xhr-set-request-header', '5'));
/** Script sets such a header; whether it is sent is another question. */
const sets = (test: (name: string, value: string) => boolean): By => ({ asked }) => asked.headers.some(([name, value]) => test(name.toLowerCase(), value));
const noCors: By = both(fetched, ({ asked }) => asked.mode === 'no-cors');
const withCors: By = ({ asked }) => asked.mode !== 'no-cors';
const forbidden = (names: RegExp): By => both(leftOut, withCors, sets((name, value) => names.test(name) && isForbiddenRequestHeader(name, value)));
const noCorsNames = ['accept', 'accept-language', 'content-language', 'content-type'];

export const validateHeader: CoveredAlgorithm = {
  title: 'validate a header',
  link: 'https://fetch.spec.whatwg.org/#headers-validate',
  steps: [
    { step: '1', says: 'a name that is no token: a TypeError', by: both(at('2', /is no header/), sets((name) => !/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name))) },
    { step: '1', says: 'a value with a line break or NUL: a TypeError', by: both(at('2', /is no header/), sets((_name, value) => ['\0', '\r', '\n'].some((byte) => value.trim().includes(byte)))) },
    { step: '2', says: 'headers that nobody may change: a TypeError', outside: 'a request’s headers are made anew' },
    { step: '3', says: 'a forbidden request-header: left out', by: at('2', /left out/) },
    { step: '4', says: 'a forbidden response-header of a made response: left out', outside: 'it is about `new Response()`' },
    { step: '5', says: 'it is a header', by: both(fetched, ({ asked }) => asked.api === 'fetch' && asked.headers.length > 0) },
  ],
};

export const appendHeader: CoveredAlgorithm = {
  title: 'append a header',
  link: 'https://fetch.spec.whatwg.org/#concept-headers-append',
  steps: [
    { step: '1', says: 'white space around the value goes', by: both(fetched, sets((_name, value) => value !== normalizeHeaderValue(value))) },
    { step: '2', says: 'what does not validate is left out', by: at('2') },
    { step: '3.1–3.2', says: 'in mode no-cors, takes the value', by: both(noCors, sets((name) => noCorsNames.includes(name))) },
    { step: '3.3', says: 'in mode no-cors, takes the values of earlier lines with it', by: both(noCors, ({ asked: { headers } }) => headers.some(([name], index) => noCorsNames.includes(name.toLowerCase()) && headers.findIndex(([other]) => other.toLowerCase() === name.toLowerCase()) < index)) },
    { step: '3.4', says: 'in mode no-cors, another name than the four: left out', by: both(at('3.4'), sets((name) => !noCorsNames.includes(name) && name !== 'range')) },
    { step: '3.4', says: 'in mode no-cors, one of the four with a value that is not safelisted: left out', by: both(at('3.4'), sets((name, value) => noCorsNames.includes(name) && whyNotCorsSafelisted(name, value) !== null)) },
    { step: '4', says: 'it is appended', by: both(fetched, ({ asked, made: request }) => asked.api === 'fetch' && asked.headers.length > 0 && request?.headers.length !== 0) },
    { step: '5', says: 'in mode no-cors, `Range` is left out', by: both(at('3.4'), sets((name) => name === 'range')) },
  ],
};

export const forbiddenRequestHeader: CoveredAlgorithm = {
  title: 'forbidden request-header',
  link: 'https://fetch.spec.whatwg.org/#forbidden-request-header',
  steps: [
    { step: '1', says: '`Origin`', by: forbidden(/^origin$/) },
    { step: '1', says: '`Access-Control-Request-Method` and `-Headers`', by: forbidden(/^access-control-request-/) },
    { step: '1', says: '`Cookie` and `Cookie2`', by: forbidden(/^cookie2?$/) },
    { step: '1', says: '`Host` and `Referer`', by: forbidden(/^(?:host|referer)$/) },
    { step: '1', says: 'any other of the list', by: forbidden(/^(?!origin$|access-control-|cookie|host$|referer$|proxy-|sec-|x-)/) },
    { step: '2', says: 'it begins with `Sec-`', by: forbidden(/^sec-/) },
    { step: '2', says: 'it begins with `Proxy-`', by: forbidden(/^proxy-/) },
    { step: '3', says: '`X-HTTP-Method`, `X-HTTP-Method-Override` or `X-Method-Override` with a forbidden method', by: forbidden(/^x-/) },
    { step: '3', says: 'one of these with another method is a header like any other', by: both(fetched, made((name) => /^x-(?:http-method|http-method-override|method-override)$/.test(name))) },
    { step: '4', says: 'any other header', by: both(fetched, withCors, made(() => true)) },
  ],
};

/** Safelisted headers, once more for mode no-cors. */
export const noCorsSafelistedRequestHeader: CoveredAlgorithm = {
  title: 'no-CORS-safelisted request-header',
  link: 'https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header',
  steps: [
    { step: '1', says: 'another name than `Accept`, `Accept-Language`, `Content-Language` and `Content-Type`: no', by: both(noCors, sets((name) => !noCorsNames.includes(name))) },
    { step: '2', says: `one of these: what ${corsSafelistedRequestHeader.title} says`, by: both(noCors, sets((name) => noCorsNames.includes(name))) },
  ],
};
