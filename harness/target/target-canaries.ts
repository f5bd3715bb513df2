import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { makeCertificate } from '../../servers/certificate.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import { keyOf, placeOf } from './place.ts';
import type { Attempt, PagesAt } from './page-at.ts';

/** What came of a request whose outcome is known beforehand. */
export interface CanaryResult {
  readonly name: string;
  readonly ok: boolean;
  /** What was seen instead; empty where it is as it must be. */
  readonly why: string;
}

/** An origin that nobody can own (RFC 2606). */
const host = 'canary.cors-conformance.invalid';

/**
 * Shows that an engine holds to CORS in the very way in which targets are asked: from a page at an origin that is not ours, through
 * the proxy. One response must be let through, and one that names another origin withheld, though it was sent.
 */
export async function checkTargetCanaries(pages: PagesAt, documentOrigin: string, deadline: number): Promise<{ readonly attempt: Attempt; readonly results: readonly CanaryResult[] }> {
  const { protocol } = new URL(documentOrigin);
  const seen: string[] = [];
  const listener: http.RequestListener = (request, response) => {
    seen.push(request.url ?? '');
    const allowed = request.url === '/open' ? documentOrigin : `${documentOrigin}.invalid`;
    response.writeHead(200, { 'Access-Control-Allow-Origin': allowed, 'Cache-Control': 'no-store' }).end('canary');
  };
  const server = protocol === 'https:' ? https.createServer(await makeCertificate(host), listener) : http.createServer(listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => void sockets.add(socket.once('close', () => sockets.delete(socket))));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const origin = `${protocol}//${host}`;
  const resolve = new Map([[keyOf(placeOf(origin)), { host: '127.0.0.1', port: (server.address() as AddressInfo).port }]]);
  try {
    const ask = async (path: string): Promise<Attempt> => {
      const [attempt] = await pages.perform({ request: { api: 'fetch', url: origin + path, method: 'GET', mode: 'cors', credentials: 'omit', redirect: 'follow', referrerPolicy: null, headers: [], body: null }, targets: new Set([origin]), resolve, cookies: [], turn: () => Promise.resolve(null), deadline });
      if (attempt === undefined) throw new Error('there is no engine to ask');
      return attempt;
    };
    const closed = await ask('/closed');
    if (closed.trouble !== null) return { attempt: closed, results: [] };
    const open = await ask('/open');
    return {
      attempt: open.trouble === null ? closed : open,
      results: [
        resultOf('a response that names another origin is withheld', closed.client, 'network-error', seen.includes('/closed')),
        resultOf('a response that names the origin of the page is let through', open.client, 'response', seen.includes('/open')),
      ],
    };
  } finally {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }
}

function resultOf(name: string, client: ClientObservation | null, mustSee: ClientObservation['kind'], arrived: boolean): CanaryResult {
  const ok = client?.kind === mustSee && arrived;
  return { name, ok, why: ok ? '' : `${arrived ? '' : 'the request did not arrive; '}script saw ${client?.kind ?? 'nothing'}` };
}
