import net from 'node:net';
import type { Socket } from 'node:net';
import { listenOnLoopback, loopbackAddresses } from './listen.ts';
import { keepListening } from './origin.ts';
import type { OriginServer } from './origin.ts';

/** How nobody is there: nothing listens at the port, or what listens speaks no TLS. */
export type Unreachable = 'closed-port' | 'broken-tls';

/** Ports at which no request can arrive, and how the harness sees for itself that none could. */
export interface UnreachablePorts {
  readonly ports: Readonly<Record<Unreachable, number>>;
  /** Accepts connections to the second port, and breaks their TLS. */
  readonly brokenTls: OriginServer;
  /**
   * Says how a port showed, in a span of `performance.now()`, that it is unreachable: a connection of the harness's own was
   * refused, or a TLS handshake had begun and got no TLS. Null when it did not.
   */
  readonly prove: (kind: Unreachable, start: number, end: number) => Promise<string | null>;
}

/** Finds a closed port, and starts a server that answers every TLS handshake as a plain HTTP server does. */
export async function startUnreachablePorts(): Promise<UnreachablePorts> {
  const handshakes: number[] = [];
  const [closed, brokenTls] = await Promise.all([closedPort(), keepListening((wanted) => listenOnLoopback(() => net.createServer((socket) => breakTls(socket, handshakes)), wanted))]);
  return {
    ports: { 'closed-port': closed, 'broken-tls': brokenTls.port },
    brokenTls,
    prove: async (kind, start, end) => {
      if (kind === 'broken-tls') return handshakes.some((at) => start <= at && at <= end) ? 'a TLS handshake began at the port, and was answered in plain HTTP' : null;
      const refused = await Promise.all(loopbackAddresses().map((host) => isRefused(host, closed)));
      return refused.every(Boolean) ? 'a connection of the harness’s own to the port was refused' : null;
    },
  };
}

/** The first byte of a TLS record that holds a handshake message. Source: https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const handshakeRecord = 0x16;

function breakTls(socket: Socket, handshakes: number[]): void {
  socket.on('error', () => socket.destroy());
  socket.once('data', (chunk: Buffer) => {
    if (chunk[0] === handshakeRecord) handshakes.push(performance.now());
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
}

/** Finds a port on which nothing listens, by having listened there. */
async function closedPort(): Promise<number> {
  const { port, servers } = await listenOnLoopback(() => net.createServer());
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return port;
}

function isRefused(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
