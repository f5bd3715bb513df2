import { request } from 'node:http';
import { connect } from 'node:net';
import { predict } from '../../../fetch/predict.ts';
import type { Prediction } from '../../../fetch/predict.ts';
import { combineHeader } from '../../../fetch/header.ts';
import type { HeaderList, HeaderPair } from '../../../fetch/header.ts';

export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: string;
}

/** Sends one request to this machine, and gives the response with its header lines as they came. */
export function ask(port: number, method: string, path: string, headers: HeaderList): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const lines = headers.reduce<HeaderList>((list, [name, value]) => combineHeader(list, name, value), []);
    const sent = request({ host: '127.0.0.1', port, method, path, headers: Object.fromEntries(lines), agent: false, timeout: 20_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const raw = response.rawHeaders;
        const pairs = raw.flatMap((name, at): HeaderPair[] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []));
        resolve({ status: response.statusCode ?? 0, statusText: response.statusMessage ?? '', headers: pairs, body: Buffer.concat(chunks).toString() });
      });
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
    sent.end();
  });
}

/** Waits until something listens at a port, or `gone` says why nothing will. */
export async function listening(port: number, gone: () => string | null): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const why = gone();
    if (why !== null) throw new Error(why);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing listens at port ${port}`);
}

export interface PageRequest {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly credentials: boolean;
}

/**
 * Asks a server as a browser does, preflight and request, and gives what the standard makes of the answers: both are fetched
 * first, since the prediction is synchronous.
 */
export async function askAsPage(port: number, { origin, method, path, headers, credentials }: PageRequest): Promise<{ preflight: Answer; actual: Answer; outcome: Prediction['outcome'] }> {
  const names = headers.map((name) => name.toLowerCase()).sort();
  const preflight = await ask(port, 'OPTIONS', path, [['Origin', origin], ['Access-Control-Request-Method', method], ...(names.length > 0 ? [['Access-Control-Request-Headers', names.join(',')] as const] : [])]);
  const actual = await ask(port, method, path, [['Origin', origin]]);
  const asked = { api: 'fetch', origin, clientUrl: origin === 'null' ? 'https://sandboxed.example/' : `${origin}/`, url: `https://api.example${path}`, method, mode: 'cors', credentials: credentials ? 'include' : 'same-origin', redirect: 'follow', referrerPolicy: null, headers: headers.map((name): HeaderPair => [name, 'x']), body: null, uploadListeners: false } as const;
  const { outcome } = predict(asked, (request) => (request.method === 'OPTIONS' ? preflight : actual));
  return { preflight, actual, outcome };
}
