import net from 'node:net';
import type { Server, Socket } from 'node:net';
import { listenOnLoopback, loopbackAddresses } from './listen.ts';

/** How nobody is there: nothing listens at the port, or what listens speaks no TLS. */
export type Unreachable = 'closed-port' | 'broken-tls';

/** Ports at which no request can arrive, and how the harness sees for itself that none could. */
export interface UnreachablePorts {
  /** Several, where a case needs one that hardly any other uses at the same time. */
  readonly ports: Readonly<Record<Unreachable, readonly number[]>>;
  /**
   * Says how a port showed, in a span of `performance.now()`, that it is unreachable: a connection of the harness's own was
   * refused, or a TLS handshake had begun and got no TLS. Null when it did not.
   */
  readonly prove: (kind: Unreachable, port: number, start: number, end: number) => Promise<string | null>;
  readonly stop: () => Promise<void>;
}

/** A handshake does not say whose it is: the more ports, the fewer cases share one. */
const portsWithBrokenTls = 32;

/** Finds a closed port, and starts servers that answer every TLS handshake as a plain HTTP server does. */
export async function startUnreachablePorts(): Promise<UnreachablePorts> {
  const handshakes: { readonly port: number; readonly at: number }[] = [];
  const sockets = new Set<Socket>();
  const onSocket = (socket: Socket): void => {
    const port = socket.localPort ?? 0;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    breakTls(socket, () => handshakes.push({ port, at: performance.now() }));
  };
  const [closed, broken] = await Promise.all([
    closedPort(),
    Promise.all(Array.from({ length: portsWithBrokenTls }, () => listenOnLoopback(() => net.createServer(onSocket)))),
  ]);
  return {
    ports: { 'closed-port': [closed], 'broken-tls': broken.map(({ port }) => port) },
    prove: async (kind, port, start, end) => {
      if (kind === 'broken-tls') return handshakes.some((one) => one.port === port && start <= one.at && one.at <= end) ? 'a TLS handshake began at the port, and was answered in plain HTTP' : null;
      const refused = await Promise.all(loopbackAddresses().map((host) => isRefused(host, port)));
      return refused.every(Boolean) ? 'a connection of the harness’s own to the port was refused' : null;
    },
    stop: async () => {
      const all = broken.flatMap(({ servers }) => servers).map(close);
      for (const socket of sockets) socket.destroy();
      await Promise.all(all);
    },
  };
}

/** The first byte of a TLS record that holds a handshake message. Source: https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const handshakeRecord = 0x16;

function breakTls(socket: Socket, onHandshake: () => void): void {
  socket.on('error', () => socket.destroy());
  socket.once('data', (chunk: Buffer) => {
    if (chunk[0] === handshakeRecord) onHandshake();
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
}

/** Finds a port on which nothing listens, by having listened there. */
async function closedPort(): Promise<number> {
  const { port, servers } = await listenOnLoopback(() => net.createServer());
  await Promise.all(servers.map(close));
  return port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
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
