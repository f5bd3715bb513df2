import net from 'node:net';
import type { Socket } from 'node:net';
import { listenOnLoopback } from './listen.ts';

/** Where connections to a host and port go: there, somewhere else, or nowhere. */
export type Way = (host: string, port: number) => { readonly host: string; readonly port: number } | null;

/** One connection that a browser asked for. */
export interface ProxiedConnection {
  readonly host: string;
  readonly port: number;
  /** Why it could not be made, `not-allowed` where we would not; null when it was. */
  readonly failed: string | null;
}

export interface DocumentProxy {
  readonly port: number;
  /** Connections so far, in order. */
  readonly connections: readonly ProxiedConnection[];
  stop(): Promise<void>;
}

/** Reply codes. Source: RFC 1928 section 6 */
const replies: Readonly<Record<string, number>> = { ECONNREFUSED: 5, ENETUNREACH: 3, EHOSTUNREACH: 4, ENOTFOUND: 4, ETIMEDOUT: 4 };

/**
 * Starts a SOCKS 5 proxy on loopback, which puts a page at an origin that we do not own: connections to it take a detour to
 * our own server; others that are allowed are joined end to end, so that not a byte of them is changed; and the rest is refused,
 * for browsers call home too. Source: RFC 1928
 */
export async function startDocumentProxy(way: Way): Promise<DocumentProxy> {
  const connections: ProxiedConnection[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  };
  const serve = (client: Socket): void => {
    keep(client);
    void readHello(client).then(
      ({ host, port }) => {
        const to = way(host, port);
        if (to === null) {
          connections.push({ host, port, failed: 'not-allowed' });
          client.end(reply(2));
          return;
        }
        const server = net.connect({ ...to, noDelay: true });
        keep(server);
        server.once('error', (error: NodeJS.ErrnoException) => {
          connections.push({ host, port, failed: error.code ?? error.message });
          client.end(reply(replies[error.code ?? ''] ?? 1));
        });
        server.once('connect', () => {
          server.removeAllListeners('error');
          server.on('error', () => client.resetAndDestroy());
          connections.push({ host, port, failed: null });
          client.write(reply(0));
          client.pipe(server);
          server.pipe(client);
          // A reset of one end is one of the other, and no orderly end.
          client.on('error', () => server.resetAndDestroy());
        });
      },
      () => client.destroy(),
    );
  };
  const { port, servers } = await listenOnLoopback(() => net.createServer({ noDelay: true, allowHalfOpen: true }, serve));
  return {
    port,
    connections,
    async stop() {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

const reply = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);

/** Reads the greeting and the request; rejects what is neither. */
async function readHello(client: Socket): Promise<{ host: string; port: number }> {
  const [version, methods = 0] = await read(client, 2);
  if (version !== 5) throw new Error('no SOCKS 5');
  await read(client, methods);
  client.write(Buffer.from([5, 0]));
  const [, command, , kind] = await read(client, 4);
  const host = await readHost(client, kind);
  const port = (await read(client, 2)).readUInt16BE();
  if (command !== 1) {
    client.end(reply(7));
    throw new Error('no CONNECT');
  }
  return { host, port };
}

async function readHost(client: Socket, kind: number | undefined): Promise<string> {
  if (kind === 1) return [...(await read(client, 4))].join('.');
  if (kind === 3) return (await read(client, (await read(client, 1))[0] ?? 0)).toString('latin1');
  const parts = await read(client, 16);
  return Array.from({ length: 8 }, (_, index) => parts.readUInt16BE(index * 2).toString(16)).join(':');
}

/** Reads exactly so many bytes, and leaves the rest where it is. */
function read(client: Socket, size: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const attempt = (): void => {
      const bytes = size === 0 ? Buffer.alloc(0) : (client.read(size) as Buffer | null);
      if (bytes === null || bytes.length < size) return;
      client.off('readable', attempt).off('end', ended).off('close', ended);
      resolve(bytes);
    };
    const ended = (): void => reject(new Error('the client left'));
    client.on('readable', attempt).once('end', ended).once('close', ended);
    attempt();
  });
}
