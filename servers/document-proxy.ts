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
  /** Ends the connections to a host and port, at both ends: what goes there next takes a new one. */
  cut(host: string, port: number): void;
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
  const joins = new Set<{ readonly place: Place; readonly ends: readonly Socket[] }>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  };
  const join = (client: Socket, { host, port }: Place): void => {
    const to = way(host, port);
    if (to === null) {
      connections.push({ host, port, failed: 'not-allowed' });
      refuse(client, 2);
      return;
    }
    // Either side may end what it sends and still receive.
    const server = net.connect({ ...to, noDelay: true, allowHalfOpen: true });
    keep(server);
    const joined = { place: { host, port }, ends: [client, server] };
    joins.add(joined);
    client.once('close', () => joins.delete(joined));
    const left = (): void => void server.destroy();
    client.once('close', left);
    server.once('error', (error: NodeJS.ErrnoException) => {
      connections.push({ host, port, failed: error.code ?? error.message });
      refuse(client, replies[error.code ?? ''] ?? 1);
    });
    server.once('connect', () => {
      client.off('close', left);
      server.removeAllListeners('error');
      server.on('error', () => client.resetAndDestroy());
      connections.push({ host, port, failed: null });
      client.write(reply(0));
      client.pipe(server);
      server.pipe(client);
      // A reset of one end is one of the other, and no orderly end.
      client.on('error', () => server.resetAndDestroy());
    });
  };
  const serve = (client: Socket): void => {
    keep(client);
    void readHello(client)
      .then((hello) => (typeof hello === 'number' ? refuse(client, hello) : join(client, hello)))
      .catch(() => client.destroy());
  };
  const { port, servers } = await listenOnLoopback(() => net.createServer({ noDelay: true, allowHalfOpen: true }, serve));
  return {
    port,
    connections,
    cut(host, port) {
      for (const { place, ends } of joins) if (place.host === host && place.port === port) for (const socket of ends) socket.destroy();
    },
    async stop() {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

const reply = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);

/** Says why not, and lets the client's end come: unread bytes would make of it a reset, which can overtake the reply. */
function refuse(client: Socket, code: number): void {
  client.end(reply(code));
  client.resume();
}

interface Place {
  readonly host: string;
  readonly port: number;
}

/** Reads the greeting and the request, or gives the code of the reply that refuses it; rejects what is neither. */
async function readHello(client: Socket): Promise<Place | number> {
  const [version, methods = 0] = await read(client, 2);
  if (version !== 5) throw new Error('no SOCKS 5');
  if (!(await read(client, methods)).includes(0)) {
    client.end(Buffer.from([5, 0xff]));
    throw new Error('no method that we have');
  }
  client.write(Buffer.from([5, 0]));
  const [again, command, , kind] = await read(client, 4);
  if (again !== 5) throw new Error('no SOCKS 5');
  const host = await readHost(client, kind);
  if (host === null) return 8;
  const port = (await read(client, 2)).readUInt16BE();
  return command === 1 ? { host, port } : 7;
}

/** Reads an address, and writes it as addresses of pages have it; null for one of a kind that is not known. */
async function readHost(client: Socket, kind: number | undefined): Promise<string | null> {
  if (kind === 1) return [...(await read(client, 4))].join('.');
  if (kind === 3) return (await read(client, (await read(client, 1))[0] ?? 0)).toString('latin1');
  if (kind !== 4) return null;
  const parts = await read(client, 16);
  const long = Array.from({ length: 8 }, (_, index) => parts.readUInt16BE(index * 2).toString(16)).join(':');
  return new URL(`http://[${long}]`).hostname.slice(1, -1);
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
    // Its end may have come between two reads.
    if (client.readableEnded || client.destroyed) ended();
  });
}
