import http from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { HeaderList, HeaderPair } from '../fetch/header.ts';

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

/** Addresses to use in place of those that a name has, as in curl's `--resolve`: by `host:port`. */
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

/** Asks a server once, over a connection of its own, checks its certificate as browsers do, and follows nothing. Never rejects. */
export function askPlainly({ method, url, headers, body }: PlainRequest, { resolve, ca, timeout }: PlainClientOptions): Promise<PlainAnswer> {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const wanted = Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port);
  const there = resolve.get(`${hostname}:${wanted}`);
  const length = body === null ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const];
  const options: RequestOptions = {
    method,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: there?.port ?? wanted,
    path: pathname + search,
    headers: [['Host', host], ...headers, ...length, ['Connection', 'close']].flat(),
    agent: false,
    timeout,
    ...(there === undefined ? {} : { lookup: lookupAs(there.host) }),
  };
  return new Promise((done) => {
    const failed = (error: NodeJS.ErrnoException): void => done({ kind: 'failed', trouble: troubleOf(error), code: error.code ?? error.message });
    const answered = (response: IncomingMessage): void => void readBody(response).then((text) => done({ kind: 'response', status: response.statusCode ?? 0, statusText: response.statusMessage ?? '', headers: pairsOf(response.rawHeaders), body: text }));
    try {
      const request = protocol === 'https:' ? https.request({ ...options, ...(ca.length === 0 ? {} : { ca: [...ca] }) }, answered) : http.request(options, answered);
      const deadline = setTimeout(() => request.destroy(Object.assign(new Error(`no answer within ${timeout} ms`), { code: 'ETIMEDOUT' })), timeout);
      request.once('close', () => clearTimeout(deadline));
      request.on('error', failed);
      request.end(body ?? undefined);
    } catch (error) {
      failed(error as NodeJS.ErrnoException);
    }
  });
}

const lookupAs =
  (address: string): LookupFunction =>
  (_hostname, { all }, callback) => {
    const family = address.includes(':') ? 6 : 4;
    if (all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };

function troubleOf({ code = '' }: NodeJS.ErrnoException): NetworkTrouble {
  const known = troubles[code];
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return 'not-http';
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT|HOSTNAME_MISMATCH)/.test(code)) return 'certificate';
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
