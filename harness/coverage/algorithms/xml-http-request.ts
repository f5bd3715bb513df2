import { hasHeader, normalizeHeaderValue } from '../../fetch/header.ts';
import { both, fetched, traced } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';
import type { ScriptRequest } from '../../fetch/script-request.ts';

const xhr: By = ({ asked }) => asked.api === 'xhr';
const sent = both(xhr, fetched);
const asks = (test: (asked: ScriptRequest) => boolean): By => both(sent, ({ asked }) => test(asked));
const open = (step: string): By => traced('xhr-open', step);
const set = (step: string): By => traced('xhr-set-request-header', step);
const send = (step: string): By => traced('xhr-send', step);

export const xhrOpen: CoveredAlgorithm = {
  title: 'XMLHttpRequest open()',
  link: 'https://xhr.spec.whatwg.org/#the-open()-method',
  steps: [
    { step: '1', says: 'the page is gone: an InvalidStateError', outside: 'it is no part of CORS' },
    { step: '2', says: 'the method is no token: a SyntaxError', by: open('2') },
    { step: '3', says: 'the method is forbidden: a SecurityError', by: open('3') },
    { step: '4', says: 'the method is normalized', by: open('4') },
    { step: '5–6', says: 'the address cannot be parsed: a SyntaxError', by: open('6'), hard: 'a case’s first address is its server’s' },
    { step: '7', says: 'without `async` it is asynchronous', by: sent },
    { step: '8', says: '`user` and `password` go into the address', outside: 'the format has none' },
    { step: '9', says: 'synchronous in a window, with a timeout or a response type: an InvalidAccessError', outside: 'the format does not let a page ask for both' },
    { step: '10–12', says: 'the request begins anew', by: sent },
  ],
};

export const xhrSetRequestHeader: CoveredAlgorithm = {
  title: 'XMLHttpRequest setRequestHeader()',
  link: 'https://xhr.spec.whatwg.org/#the-setrequestheader()-method',
  steps: [
    { step: '1–2', says: 'too early or too late: an InvalidStateError', outside: 'it is no part of CORS' },
    { step: '3', says: 'white space around the value goes', by: asks(({ headers }) => headers.some(([, value]) => value !== normalizeHeaderValue(value))) },
    { step: '4', says: 'it is no header: a SyntaxError', by: set('4') },
    { step: '5', says: 'a forbidden request-header: left out', by: set('5') },
    { step: '6', says: 'a name for the first time', by: asks(({ headers }) => headers.length > 0) },
    { step: '6', says: 'a name again: the values stand in one line', by: asks(({ headers }) => headers.some(([name], index) => headers.findIndex(([other]) => other.toLowerCase() === name.toLowerCase()) < index)) },
  ],
};

const body = (kind: NonNullable<ScriptRequest['body']>['kind']): By => asks((asked) => asked.body?.kind === kind && asked.method !== 'GET' && asked.method !== 'HEAD');

export const xhrSend: CoveredAlgorithm = {
  title: 'XMLHttpRequest send()',
  link: 'https://xhr.spec.whatwg.org/#the-send()-method',
  steps: [
    { step: '1–2', says: 'too early or twice: an InvalidStateError', outside: 'it is no part of CORS' },
    { step: '3', says: 'a GET or HEAD: the body is left out', by: both(sent, ({ asked, made }) => asked.body !== null && made?.body === null) },
    { step: '4.1–4.2', says: 'a Document body', outside: 'the format has no Document bodies' },
    { step: '4.3', says: 'the body’s bytes and type: a string', by: body('text') },
    { step: '4.3', says: 'the body’s bytes and type: URLSearchParams', by: body('form') },
    { step: '4.3', says: 'the body’s bytes and type: FormData', by: body('multipart') },
    { step: '4.3', says: 'the body’s bytes and type: a Blob', by: body('blob') },
    { step: '4.4–4.5', says: 'script sets `Content-Type`: it stays', by: asks((asked) => asked.body !== null && hasHeader(asked.headers, 'Content-Type')) },
    { step: '4.5', says: 'script’s charset becomes UTF-8, where the body is text', by: send('4.5') },
    { step: '4.6', says: '`Content-Type` is the body’s', by: both(sent, ({ asked, made }) => made?.body != null && !hasHeader(asked.headers, 'Content-Type') && hasHeader(made.headers, 'Content-Type')) },
    { step: '5', says: 'listeners on `upload`', by: send('6') },
    { step: '6', says: 'a request in mode cors', by: sent },
    { step: '6', says: 'listeners on `upload` set the use-CORS-preflight flag', by: send('6') },
    { step: '6', says: '`withCredentials`: credentials mode include', by: asks(({ credentials }) => credentials === 'include') },
    { step: '6', says: 'else: credentials mode same-origin', by: asks(({ credentials }) => credentials !== 'include') },
    { step: '7–10', says: 'it is under way', by: sent },
    { step: '11', says: 'asynchronous', by: asks((asked) => asked.sync !== true) },
    { step: '12', says: 'synchronous', by: asks((asked) => asked.sync === true) },
  ],
};
