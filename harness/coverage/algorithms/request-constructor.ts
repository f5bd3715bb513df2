import type { ScriptRequest } from '../../fetch/script-request.ts';
import { both, failedFor, fetched, traced } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';

const fetchApi: By = ({ asked }) => asked.api === 'fetch';
const at = (step: string): By => traced('request-constructor', step);
const made = both(fetchApi, fetched);
const asks = (test: (asked: ScriptRequest) => boolean): By => both(made, ({ asked }) => test(asked));

export const requestConstructor: CoveredAlgorithm = {
  title: 'new Request()',
  link: 'https://fetch.spec.whatwg.org/#dom-request',
  steps: [
    { step: '1–4', says: 'begins', by: fetchApi },
    { step: '5.1–5.2', says: 'the address cannot be parsed: a TypeError', by: at('5.2'), hard: 'a case’s first address is its server’s' },
    { step: '5.3', says: 'the address holds a user name or password: a TypeError', by: at('5.3'), hard: 'a case’s first address is its server’s' },
    { step: '5.4–5.5', says: 'a request for the address, in mode cors if script names none', by: made },
    { step: '6', says: 'a request made of another one', outside: 'scenarios give script an address, not a Request' },
    { step: '7–9', says: 'who may be asked for credentials', by: made },
    { step: '10–11', says: '`window`', outside: 'it says whether the person may be prompted' },
    { step: '12–13', says: 'a request with the unsafe-request flag, from the page’s origin', by: made },
    { step: '14', says: '`referrer`', outside: 'the format has the referrer’s policy alone' },
    { step: '15', says: '`referrerPolicy`', by: asks(({ referrerPolicy }) => referrerPolicy !== null) },
    { step: '16', says: '`mode`', by: asks(({ mode }) => mode !== 'cors') },
    { step: '17', says: 'mode navigate: a TypeError', by: at('17') },
    { step: '18', says: 'the mode is that one', by: made },
    { step: '19', says: '`credentials`', by: asks(({ credentials }) => credentials !== 'same-origin') },
    { step: '20', says: '`cache`', by: both(made, ({ asked }) => asked.cache !== undefined) },
    { step: '21', says: 'cache mode only-if-cached without mode same-origin: a TypeError', outside: 'the format has no cache mode only-if-cached' },
    { step: '22', says: '`redirect`', by: asks(({ redirect }) => redirect !== 'follow') },
    { step: '23', says: '`integrity`', outside: 'the format has no `integrity`' },
    { step: '24', says: '`keepalive`', by: both(made, ({ asked }) => asked.keepalive === true) },
    { step: '25.1–25.2', says: 'the method is no token: a TypeError', by: both(fetchApi, failedFor('method-invalid')) },
    { step: '25.1–25.2', says: 'the method is forbidden: a TypeError', by: both(fetchApi, failedFor('method-forbidden')) },
    { step: '25.3', says: 'the method is normalized', by: at('25.3') },
    { step: '25.4', says: 'the method is that one', by: asks(({ method }) => method !== 'GET') },
    { step: '26', says: '`signal`', by: both(made, ({ asked }) => asked.abort !== undefined) },
    { step: '27', says: '`priority`', outside: 'it is no part of CORS' },
    { step: '28–31', says: 'headers with the guard "request"', by: made },
    { step: '32.1', says: 'mode no-cors, and the method is not safelisted: a TypeError', by: at('32.1') },
    { step: '32.2', says: 'mode no-cors: headers with the guard "request-no-cors"', by: asks(({ mode }) => mode === 'no-cors') },
    { step: '33', says: 'the headers are appended', by: asks(({ headers }) => headers.length > 0) },
    { step: '34', says: 'a body of another request', outside: 'scenarios give script an address, not a Request' },
    { step: '35', says: 'a GET or HEAD with a body: a TypeError', by: at('35') },
    { step: '36', says: 'there is no body yet', by: made },
    { step: '37.1–37.3', says: 'the body’s bytes and type: a string', by: asks(({ body }) => body?.kind === 'text') },
    { step: '37.1–37.3', says: 'the body’s bytes and type: URLSearchParams', by: asks(({ body }) => body?.kind === 'form') },
    { step: '37.1–37.3', says: 'the body’s bytes and type: FormData', by: asks(({ body }) => body?.kind === 'multipart') },
    { step: '37.1–37.3', says: 'the body’s bytes and type: a Blob', by: asks(({ body }) => body?.kind === 'blob') },
    { step: '37.1–37.3', says: 'the body’s bytes and type: a Blob without a type', by: asks(({ body }) => body?.kind === 'blob' && body.type === '') },
    { step: '37.4', says: '`Content-Type` is the body’s, unless script sets one', by: at('37.4') },
    { step: '37.4', says: 'script sets one: it stays', by: asks(({ body, headers }) => body !== null && headers.some(([name]) => name.toLowerCase() === 'content-type')) },
    { step: '38', says: 'the body is that one', by: asks(({ body }) => body !== null) },
    { step: '39.1', says: 'a stream without `duplex`: a TypeError', outside: 'scenarios always name `duplex`' },
    { step: '39.2', says: 'a stream, in mode no-cors: a TypeError', by: at('39.2') },
    { step: '39.3', says: 'a stream sets the use-CORS-preflight flag', by: asks(({ body }) => body?.kind === 'stream') },
    { step: '40–42', says: 'that is the request', by: made },
  ],
};
