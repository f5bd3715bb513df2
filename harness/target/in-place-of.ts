import http from 'node:http';
import type { RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { makeCertificate } from '../../servers/certificate.ts';
import { keyOf, placeOf } from './place.ts';
import type { Resolve } from './plain-client.ts';

/** A server of ours on loopback, in place of another one. */
export interface InPlaceOf {
  /** Sends connections to the other server to this one. */
  readonly resolve: Resolve;
  /** In PEM; null where it is of http. */
  readonly certificate: string | null;
  /** Ends its connections, and then itself. */
  stop(): Promise<void>;
}

/** Starts a server of ours in place of the one at an address, with a certificate of that name where it is of https. */
export async function startInPlaceOf(url: string, listener: RequestListener): Promise<InPlaceOf> {
  const { protocol, hostname } = new URL(url);
  const certificate = protocol === 'https:' ? await makeCertificate(hostname) : null;
  const server = certificate === null ? http.createServer(listener) : https.createServer(certificate, listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => void sockets.add(socket.once('close', () => sockets.delete(socket))));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    resolve: new Map([[keyOf(placeOf(url)), { host: '127.0.0.1', port: (server.address() as AddressInfo).port }]]),
    certificate: certificate?.cert ?? null,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
