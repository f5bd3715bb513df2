import http from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import tls from 'node:tls';
import type { HeaderList, HeaderPair } from '../fetch/header.ts';
import { addressOfName, keyOf, placeOf } from './place.ts';

/** Why a server could not be asked: none of it is CORS, though to script it looks the same. */
export type NetworkTrouble = 'name' | 'refused' | 'unreachable' | 'timeout' | 'certificate' | 'tls' | 'reset' | 'not-http';

/** What a server answered to one request, as no browser's script may see it. */
export type PlainAnswer =
  | { readonly kind: 'response'; readonly status: number; readonly statusText: string; readonly headers: HeaderList; readonly body: string }
  | { readonly kind: 'failed'; readonly trouble: NetworkTrouble; readonly code: string };

export interface PlainRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  readonly body: string | null;
}

/** Addresses to use in place of those that a name has, as in curl's `--resolve`: by `keyOf` the place. */
export type Resolve = ReadonlyMap<string, { readonly host: string; readonly port: number }>;

export interface PlainClientOptions {
  readonly resolve: Resolve;
  /** Certificates, in PEM, that are trusted beside the usual ones. */
  readonly ca: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
}

/** Bytes of a body that are read. */
const longestBody = 65_536;
/** Bytes of headers that are read: as many as the most patient browser reads. */
const longestHead = 262_144;
/** Milliseconds: timers take no more. */
const longestTimeout = 2 ** 31 - 1;

const troubles: Readonly<Record<string, NetworkTrouble>> = {
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  EAI_FAIL: 'name',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
};

/**
 * Asks a server once, over a connection of its own, checks its certificate as browsers do, and follows nothing. Header lines
 * of one name arrive together. Never rejects.
 */
export function askPlainly({ method, url, headers, body }: PlainRequest, { resolve, ca, timeout }: PlainClientOptions): Promise<PlainAnswer> {
  const { protocol, host, pathname, search } = new URL(url);
  const place = placeOf(url);
  const there = resolve.get(keyOf(place)) ?? { ...place, host: addressOfName(place.host) };
  const patience = Math.min(timeout, longestTimeout);
  const options: RequestOptions = { method, host: there.host, port: there.port, path: pathname + search, agent: false, setHost: false, maxHeaderSize: longestHead };
  return new Promise((done) => {
    let deadline: NodeJS.Timeout | undefined;
    const end = (answer: PlainAnswer): void => {
      clearTimeout(deadline);
      done(answer);
    };
    const failed = (error: NodeJS.ErrnoException): void => end({ kind: 'failed', trouble: troubleOf(error), code: error.code ?? error.message });
    const answered = (response: IncomingMessage, text: string): void => end({ kind: 'response', status: response.statusCode ?? 0, statusText: response.statusMessage ?? '', headers: pairsOf(response.rawHeaders), body: text });
    try {
      const request = protocol === 'https:' ? https.request({ ...options, ...trust(place.host, ca) }) : http.request(options);
      request.on('error', failed);
      request.on('response', (response) => {
        // A stream without an end, or a body that breaks off, is an answer all the same.
        request.off('error', failed).on('error', () => undefined);
        void readBody(response).then((text) => answered(response, text));
      });
      // Without a listener, Node takes a 101 for a connection that broke.
      request.on('upgrade', (response, socket) => {
        socket.destroy();
        answered(response, '');
      });
      deadline = setTimeout(() => request.destroy(Object.assign(new Error(`no answer within ${patience} ms`), { code: 'ETIMEDOUT' })), patience);
      // Node writes every method in capitals, and the length of a body that is not there.
      request.method = method;
      request.useChunkedEncodingByDefault = false;
      for (const [name, values] of grouped([['Host', host], ...headers, ...lengthOf(method, body), ['Connection', 'close']])) request.setHeader(name, values);
      // As bytes: beside a text, Node writes the headers in its encoding.
      request.end(body === null ? undefined : Buffer.from(body));
    } catch (error) {
      failed(error as NodeJS.ErrnoException);
    }
  });
}

/** Contexts by their certificates: to read the usual ones takes a while. */
const contexts = new WeakMap<readonly string[], tls.SecureContext>();

function contextOf(ca: readonly string[]): tls.SecureContext {
  const context = contexts.get(ca) ?? tls.createSecureContext({ ca: [...tls.rootCertificates, ...ca] });
  contexts.set(ca, context);
  return context;
}

/** The name is that of the address, wherever the connection goes; and `ca` alone would replace the usual certificates. */
function trust(host: string, ca: readonly string[]): https.RequestOptions {
  return { servername: isIP(host) === 0 ? host.replace(/\.$/, '') : '', checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(host, certificate), ...(ca.length === 0 ? {} : { secureContext: contextOf(ca) }) };
}

/** Source: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch steps 8.7 to 8.9 */
function lengthOf(method: string, body: string | null): HeaderList {
  const length = body !== null ? Buffer.byteLength(body) : method === 'POST' || method === 'PUT' ? 0 : null;
  return length === null ? [] : [['Content-Length', String(length)]];
}

/** Puts lines of one name together, in the case of the first. */
function grouped(headers: HeaderList): [name: string, values: string[]][] {
  const lines = new Map<string, [string, string[]]>();
  for (const [name, value] of headers) {
    const line = lines.get(name.toLowerCase());
    if (line === undefined) lines.set(name.toLowerCase(), [name, [value]]);
    else line[1].push(value);
  }
  return [...lines.values()];
}

function troubleOf({ code = '' }: NodeJS.ErrnoException): NetworkTrouble {
  const known = troubles[code];
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return 'not-http';
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH|ERROR_IN_CERT)/.test(code)) return 'certificate';
  return /SSL|TLS|EPROTO/.test(code) ? 'tls' : 'unreachable';
}

/** Reads as much of a body as is needed; a body that breaks off is what came of it. */
function readBody(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (): void => resolve(Buffer.concat(chunks).subarray(0, longestBody).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > longestBody) response.destroy();
    });
    response.once('close', done);
    response.on('error', done);
  });
}

function pairsOf(raw: readonly string[]): HeaderPair[] {
  return Array.from({ length: Math.floor(raw.length / 2) }, (_, index) => [raw[index * 2] ?? '', raw[index * 2 + 1] ?? '']);
}
