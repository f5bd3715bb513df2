import { extractDeltaSeconds, failure } from '../../fetch/extract.ts';
import { hasHeader } from '../../fetch/header.ts';
import { isOkStatus } from '../../fetch/request.ts';
import { both, exchanged, failedFor, made, preflighted, sends, traced } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';
import type { Answered } from '../sighting.ts';
import { holds } from './preflight-cache.ts';

const at = (step: string, says?: RegExp): By => traced('cors-preflight-fetch', step, says);
const allowed = at('7.16');
const asked = (test: (exchange: Answered) => boolean): By => exchanged('preflight', test);
const maxAge = (test: (seconds: number | null | typeof failure) => boolean): By => both(allowed, asked(({ answer }) => test(extractDeltaSeconds(answer.headers, 'Access-Control-Max-Age'))));

export const corsPreflightFetch: CoveredAlgorithm = {
  title: 'CORS-preflight fetch',
  link: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
  steps: [
    { step: '1', says: 'an OPTIONS to the request’s address, from the same origin, without credentials and body', by: preflighted },
    { step: '2', says: 'its `Accept` is `*/*`', by: asked(sends('accept', /^\*\/\*$/)) },
    { step: '3', says: '`Access-Control-Request-Method` names the request’s method', by: asked(sends('access-control-request-method')) },
    { step: '4–5', says: 'without unsafe headers there is no `Access-Control-Request-Headers`', by: asked(({ sent }) => sent.headers['access-control-request-headers'] === null) },
    { step: '5.1–5.2', says: '`Access-Control-Request-Headers` names the unsafe headers', by: asked(sends('access-control-request-headers')) },
    { step: '5.1–5.2', says: 'several names are joined with a comma and no space', by: asked(sends('access-control-request-headers', /,/)) },
    { step: '6', says: 'it is sent', by: preflighted },
    { step: '6', says: 'no answer comes to it: a network error', by: both(preflighted, failedFor('network'), ({ prediction: { outcome } }) => 'facts' in outcome && outcome.facts.preflight) },
    { step: '7', says: 'the CORS check of the answer succeeds, and its status is 200 to 299', by: both(preflighted, ({ prediction: { trace } }) => trace.some(({ algorithm, step }) => algorithm === 'cors-preflight-fetch' && step.startsWith('7.'))) },
    { step: '7', says: 'any status from 200 to 299 will do, not 200 and 204 alone', by: both(allowed, asked(({ answer: { status } }) => isOkStatus(status) && status !== 200 && status !== 204)) },
    { step: '7.1–7.3', says: '`Access-Control-Allow-Methods` is no list of tokens: a network error', by: failedFor('acam-unparsable') },
    { step: '7.1–7.3', says: '`Access-Control-Allow-Headers` is no list of tokens: a network error', by: failedFor('acah-unparsable') },
    { step: '7.1–7.3', says: 'lists in several lines, or with empty elements, are read as one', by: both(allowed, asked(({ answer: { headers } }) => ['access-control-allow-methods', 'access-control-allow-headers'].some((name) => {
      const lines = headers.filter(([candidate]) => candidate.toLowerCase() === name).map(([, value]) => value);
      return lines.length > 1 || lines.some((line) => /^\s*,|,\s*,|,\s*$/.test(line));
    }))) },
    { step: '7.4', says: 'the use-CORS-preflight flag is set, and no methods are listed: the request’s own counts as listed', by: both(allowed, ({ made: request }) => request?.useCorsPreflight === true, asked(({ answer: { headers } }) => !hasHeader(headers, 'Access-Control-Allow-Methods'))) },
    { step: '7.5', says: 'the method is listed', by: both(allowed, ({ prediction: { exchanges } }) => exchanges.some(({ role, headers }) => role === 'preflight' && !['GET', 'HEAD', 'POST'].includes(headers['access-control-request-method'] ?? ''))) },
    { step: '7.5', says: 'the method is safelisted, so it need not be listed', by: both(allowed, asked(sends('access-control-request-method', /^(?:GET|HEAD|POST)$/)), asked(({ answer: { headers } }) => !hasHeader(headers, 'Access-Control-Allow-Methods'))) },
    { step: '7.5', says: '`*` stands for the method, without credentials', by: both(allowed, asked(({ sent, answer: { headers } }) => !['GET', 'HEAD', 'POST'].includes(sent.headers['access-control-request-method'] ?? '') && headers.some(([name, value]) => name.toLowerCase() === 'access-control-allow-methods' && value.trim() === '*'))) },
    { step: '7.5', says: 'the method is not listed: a network error', by: failedFor('method-not-allowed') },
    { step: '7.5', says: 'the method is listed in another case: a network error', by: failedFor('method-case') },
    { step: '7.5', says: '`*` with credentials is a method of that name: a network error', by: failedFor('method-star-with-credentials') },
    { step: '7.6', says: '`Authorization` is listed', by: both(allowed, made((name) => name === 'authorization')) },
    { step: '7.6', says: '`Authorization` is not listed: a network error', by: at('7.6') },
    { step: '7.6', says: '`*` does not stand for `Authorization`: a network error', by: at('7.6', /\* does not cover it/) },
    { step: '7.7', says: 'every unsafe header is listed, in any case', by: both(allowed, asked(sends('access-control-request-headers'))) },
    { step: '7.7', says: '`*` stands for the headers, without credentials', by: both(allowed, asked((exchange) => sends('access-control-request-headers')(exchange) && exchange.answer.headers.some(([name, value]) => name.toLowerCase() === 'access-control-allow-headers' && value.trim() === '*'))) },
    { step: '7.7', says: 'an unsafe header is not listed: a network error', by: at('7.7') },
    { step: '7.7', says: '`*` with credentials is a header of that name: a network error', by: at('7.7', /\* counts for nothing with credentials/) },
    { step: '7.8', says: 'reads `Access-Control-Max-Age`, a number of seconds', by: maxAge((seconds) => typeof seconds === 'number') },
    { step: '7.9', says: 'it is not there: 5 seconds', by: maxAge((seconds) => seconds === null) },
    { step: '7.9', says: 'it is no number (`-1`, two lines, a fraction): 5 seconds', by: maxAge((seconds) => seconds === failure) },
    { step: '7.10', says: 'it is more than any engine’s own limit (a day, say): the limit', by: maxAge((seconds) => typeof seconds === 'number' && seconds > 86_400) },
    { step: '7.11', says: 'an engine without a CORS-preflight cache stores nothing', outside: 'every engine has one' },
    { step: '7.12', says: 'what is stored for a method lasts for the new time', by: both(allowed, holds('method')) },
    { step: '7.13', says: 'each listed method is stored', by: both(allowed, asked(({ answer: { headers } }) => hasHeader(headers, 'Access-Control-Allow-Methods'))) },
    { step: '7.14', says: 'what is stored for a header lasts for the new time', by: both(allowed, holds('headerName')) },
    { step: '7.15', says: 'each listed header name is stored', by: both(allowed, asked(({ answer: { headers } }) => hasHeader(headers, 'Access-Control-Allow-Headers'))) },
    { step: '7.16', says: 'the request may be sent', by: allowed },
    { step: '8', says: 'the CORS check of the answer fails: a network error', by: at('8', /CORS check/) },
    { step: '8', says: 'the status is a redirect’s: a network error', by: failedFor('preflight-redirect') },
    { step: '8', says: 'the status is another one outside 200 to 299: a network error', by: failedFor('preflight-status') },
  ],
};
