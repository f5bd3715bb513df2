import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

interface ConnectOptions {
  readonly host?: string | null;
  readonly port?: number | string | null;
}
type Connected = (error: Error | null, socket?: Duplex) => void;

/** Makes agents of which every connection goes through a SOCKS 5 proxy on loopback, as those of a browser that is told to. */
export function agentsThrough(socksPort: number): { readonly http: http.Agent; readonly https: https.Agent } {
  const connect = (wrap: (socket: Socket, host: string) => Socket) => (options: ConnectOptions, done: Connected): undefined => {
    const host = options.host ?? '';
    connectThrough(socksPort, host, Number(options.port)).then((socket) => done(null, wrap(socket, host)), done);
  };
  const secure = (socket: Socket, host: string): Socket => tls.connect({ socket, rejectUnauthorized: false, ...(net.isIP(host) === 0 ? { servername: host } : {}) });
  return {
    http: Object.assign(new http.Agent({ keepAlive: true }), { createConnection: connect((socket) => socket) }),
    https: Object.assign(new https.Agent({ keepAlive: true }), { createConnection: connect(secure) }),
  };
}

/** Source: RFC 1928 */
async function connectThrough(socksPort: number, host: string, port: number): Promise<Socket> {
  const socket = net.connect(socksPort, '127.0.0.1');
  const say = (bytes: readonly number[]): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      socket.once('error', reject).once('close', () => reject(new Error('the proxy closed')));
      socket.once('data', (answer: Buffer) => resolve(answer));
      socket.write(Buffer.from(bytes));
    });
  await say([5, 1, 0]);
  const [, code] = await say([5, 1, 0, 3, host.length, ...Buffer.from(host), port >> 8, port & 0xff]);
  // Not paused: nothing comes before something is sent, and the agent would not resume it.
  if (code === 0) return socket;
  socket.destroy();
  throw new Error(`the proxy refused ${host}:${port} with ${code}`);
}
