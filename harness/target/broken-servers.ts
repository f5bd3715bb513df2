import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reason } from '../fetch/reason.ts';
import type { AskedRequest } from './asked-request.ts';

/** Servers that are broken in the ways that people meet, each with what it takes to mend it: for tests of the explanation. */
export interface BrokenServer {
  readonly words: string;
  readonly asked: Partial<AskedRequest>;
  readonly reason: Reason;
  readonly broken: Handler;
  readonly mended: Handler;
  /** Where the mend is the page's own to make. */
  readonly mendedAsked?: Partial<AskedRequest>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
type Headers = Readonly<Record<string, string | string[]>>;

/** The page's origin in the tests. */
export const page = 'https://app.example.com';

const vary = { Vary: 'Origin' };
const letIn = { 'Access-Control-Allow-Origin': page, ...vary };
const credentials = { 'Access-Control-Allow-Credentials': 'true' };

/** Answers preflights and requests, with headers for each. */
const answer =
  (preflight: { readonly status?: number; readonly headers: Headers }, actual: { readonly status?: number; readonly headers: Headers } = preflight): Handler =>
  (request, response) => {
    const isPreflight = request.method === 'OPTIONS';
    const { status = isPreflight ? 204 : 200, headers } = isPreflight ? preflight : actual;
    response.writeHead(status, headers).end(isPreflight ? undefined : '{"ok":true}');
  };
const both = (headers: Headers): Handler => answer({ headers });

const simple = { method: 'GET' };
const json = { method: 'PUT', headers: [['Content-Type', 'application/json']] as const, body: '{}' };
const allowsJson = { ...letIn, 'Access-Control-Allow-Methods': 'PUT', 'Access-Control-Allow-Headers': 'content-type' };

export const brokenServers: readonly BrokenServer[] = [
  { words: 'no CORS header at all', asked: simple, reason: 'acao-missing', broken: both({}), mended: both(letIn) },
  { words: 'another origin is named', asked: simple, reason: 'acao-mismatch', broken: both({ 'Access-Control-Allow-Origin': 'https://www.example.com' }), mended: both(letIn) },
  { words: 'the origin ends in a slash', asked: simple, reason: 'acao-invalid', broken: both({ 'Access-Control-Allow-Origin': `${page}/` }), mended: both(letIn) },
  { words: 'the origin is named with http', asked: simple, reason: 'acao-mismatch', broken: both({ 'Access-Control-Allow-Origin': 'http://app.example.com' }), mended: both(letIn) },
  { words: 'the origin is named with a port', asked: simple, reason: 'acao-mismatch', broken: both({ 'Access-Control-Allow-Origin': `${page}:8443` }), mended: both(letIn) },
  { words: 'the origin is named without its scheme', asked: simple, reason: 'acao-invalid', broken: both({ 'Access-Control-Allow-Origin': 'app.example.com' }), mended: both(letIn) },
  { words: 'the origin is named in capitals', asked: simple, reason: 'acao-invalid', broken: both({ 'Access-Control-Allow-Origin': 'https://App.Example.com' }), mended: both(letIn) },
  { words: 'a list of origins in one line', asked: simple, reason: 'acao-multiple', broken: both({ 'Access-Control-Allow-Origin': `https://a.example.com, ${page}` }), mended: both(letIn) },
  { words: 'the proxy and the application both set it', asked: simple, reason: 'acao-multiple', broken: both({ 'Access-Control-Allow-Origin': [page, '*'] }), mended: both(letIn) },
  { words: 'a wildcard for subdomains', asked: simple, reason: 'acao-invalid', broken: both({ 'Access-Control-Allow-Origin': 'https://*.example.com' }), mended: both(letIn) },
  { words: 'the origin is null', asked: simple, reason: 'acao-null', broken: both({ 'Access-Control-Allow-Origin': 'null' }), mended: both(letIn) },
  { words: '* with credentials', asked: { ...simple, credentials: 'include' }, reason: 'acao-star-with-credentials', broken: both({ 'Access-Control-Allow-Origin': '*', ...credentials }), mended: both({ ...letIn, ...credentials }) },
  { words: 'no Access-Control-Allow-Credentials', asked: { ...simple, credentials: 'include' }, reason: 'acac-not-true', broken: both(letIn), mended: both({ ...letIn, ...credentials }) },
  { words: 'Access-Control-Allow-Credentials: True', asked: { ...simple, credentials: 'include' }, reason: 'acac-not-true', broken: both({ ...letIn, 'Access-Control-Allow-Credentials': 'True' }), mended: both({ ...letIn, ...credentials }) },
  { words: 'no route for OPTIONS: 404 without headers', asked: json, reason: 'acao-missing', broken: answer({ status: 404, headers: {} }, { headers: letIn }), mended: answer({ headers: allowsJson }, { headers: letIn }) },
  { words: 'no route for OPTIONS: 405 with headers', asked: json, reason: 'preflight-status', broken: answer({ status: 405, headers: letIn }, { headers: letIn }), mended: answer({ headers: allowsJson }, { headers: letIn }) },
  { words: 'authentication before the preflight: 401', asked: { method: 'GET', headers: [['Authorization', 'Bearer test']] }, reason: 'preflight-status', broken: answer({ status: 401, headers: letIn }, { headers: letIn }), mended: answer({ headers: { ...letIn, 'Access-Control-Allow-Headers': 'authorization' } }, { headers: letIn }) },
  { words: 'the preflight is redirected', asked: json, reason: 'preflight-redirect', broken: answer({ status: 301, headers: { ...allowsJson, Location: '/elsewhere' } }, { headers: letIn }), mended: answer({ headers: allowsJson }, { headers: letIn }) },
  { words: 'the method is not allowed', asked: json, reason: 'method-not-allowed', broken: answer({ headers: { ...allowsJson, 'Access-Control-Allow-Methods': 'GET, POST' } }, { headers: letIn }), mended: answer({ headers: allowsJson }, { headers: letIn }) },
  { words: 'the method is in small letters', asked: { method: 'patch' }, reason: 'method-case', broken: answer({ headers: { ...letIn, 'Access-Control-Allow-Methods': 'PATCH' } }, { headers: letIn }), mended: answer({ headers: { ...letIn, 'Access-Control-Allow-Methods': 'PATCH' } }, { headers: letIn }), mendedAsked: { method: 'PATCH' } },
  { words: 'Content-Type is not allowed', asked: json, reason: 'header-not-allowed', broken: answer({ headers: { ...letIn, 'Access-Control-Allow-Methods': 'PUT' } }, { headers: letIn }), mended: answer({ headers: allowsJson }, { headers: letIn }) },
  { words: 'a header of our own is not allowed', asked: { method: 'GET', headers: [['X-Token', 'a']] }, reason: 'header-not-allowed', broken: answer({ headers: { ...letIn, 'Access-Control-Allow-Headers': 'content-type' } }, { headers: letIn }), mended: answer({ headers: { ...letIn, 'Access-Control-Allow-Headers': 'content-type, x-token' } }, { headers: letIn }) },
  { words: '* for headers, with credentials', asked: { method: 'GET', headers: [['X-Token', 'a']], credentials: 'include' }, reason: 'header-star-with-credentials', broken: answer({ headers: { ...letIn, ...credentials, 'Access-Control-Allow-Headers': '*' } }, { headers: { ...letIn, ...credentials } }), mended: answer({ headers: { ...letIn, ...credentials, 'Access-Control-Allow-Headers': 'x-token' } }, { headers: { ...letIn, ...credentials } }) },
  { words: '* for methods, with credentials', asked: { method: 'DELETE', credentials: 'include' }, reason: 'method-star-with-credentials', broken: answer({ headers: { ...letIn, ...credentials, 'Access-Control-Allow-Methods': '*' } }, { headers: { ...letIn, ...credentials } }), mended: answer({ headers: { ...letIn, ...credentials, 'Access-Control-Allow-Methods': 'DELETE' } }, { headers: { ...letIn, ...credentials } }) },
  { words: 'the list of methods cannot be read', asked: json, reason: 'acam-unparsable', broken: answer({ headers: { ...allowsJson, 'Access-Control-Allow-Methods': 'PUT; DELETE' } }, { headers: letIn }), mended: answer({ headers: allowsJson }, { headers: letIn }) },
  { words: 'the list of headers cannot be read', asked: json, reason: 'acah-unparsable', broken: answer({ headers: { ...allowsJson, 'Access-Control-Allow-Headers': 'content-type x-token' } }, { headers: letIn }), mended: answer({ headers: allowsJson }, { headers: letIn }) },
  { words: 'the preflight is allowed, the response not', asked: json, reason: 'acao-missing', broken: answer({ headers: allowsJson }, { headers: {} }), mended: answer({ headers: allowsJson }, { headers: letIn }) },
  { words: 'an error response without the headers', asked: simple, reason: 'acao-missing', broken: answer({ headers: letIn }, { status: 500, headers: {} }), mended: answer({ headers: letIn }, { status: 500, headers: letIn }) },
  { words: 'too many requests, and the 429 lacks the headers', asked: simple, reason: 'acao-missing', broken: answer({ headers: letIn }, { status: 429, headers: {} }), mended: answer({ headers: letIn }, { status: 429, headers: letIn }) },
  { words: 'a redirect without the headers', asked: simple, reason: 'acao-missing', broken: redirecting({}), mended: redirecting(letIn) },
  { words: 'too many redirects', asked: simple, reason: 'redirect-count', broken: (_request, response) => void response.writeHead(302, { ...letIn, Location: '/again' }).end(), mended: both(letIn) },
  { words: 'a redirect to an address with a password', asked: simple, reason: 'redirect-userinfo', broken: (request, response) => void response.writeHead(302, { ...letIn, Location: `https://user:pass@${request.headers.host ?? ''}/there` }).end(), mended: redirecting(letIn) },
  { words: 'Cross-Origin-Resource-Policy, in mode no-cors', asked: { ...simple, mode: 'no-cors' }, reason: 'corp', broken: both({ 'Cross-Origin-Resource-Policy': 'same-origin' }), mended: both({ 'Cross-Origin-Resource-Policy': 'cross-origin' }) },
  { words: 'the connection is cut', asked: simple, reason: 'network', broken: (request) => void request.socket.destroy(), mended: both(letIn) },
];

function redirecting(headers: Headers): Handler {
  return (request, response) => {
    if (request.url === '/there') response.writeHead(200, letIn).end('there');
    else response.writeHead(302, { ...headers, Location: '/there' }).end();
  };
}
