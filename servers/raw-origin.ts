import net from 'node:net';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { HeaderPair } from '../harness/fetch/header.ts';
import { answerTo, framed, roleAt } from './answer.ts';
import { carriedOut } from './exact-answer.ts';
import { keptBody } from './exchange-log.ts';
import { listenOnLoopback } from './listen.ts';
import { keepListening } from './origin.ts';
import type { OriginOptions, OriginServer } from './origin.ts';

/**
 * Starts an origin on bare sockets, for what Node's HTTP parser refuses: methods that it does not know, such as `CHICKEN`
 * or lower-case `patch`, and for what its server does not write: answers that a scenario declares byte for byte. One
 * exchange a connection; request bodies by `Content-Length` only, as browsers send them.
 */
export async function startRawOrigin(options: OriginOptions): Promise<OriginServer> {
  let port = 0;
  const secureContext = options.certificate === null ? null : tls.createSecureContext(options.certificate);
  // Not by a server of `tls`, which keeps to itself the connection that a reset has to cut.
  const make = (): net.Server => net.createServer((tcp) => converse(options, port, secureContext === null ? tcp : new tls.TLSSocket(tcp, { isServer: true, secureContext }), tcp));
  return keepListening((wanted) => listenOnLoopback(make, wanted), (found) => (port = found));
}

const longestHead = 65_536;

function converse(options: OriginOptions, port: number, socket: Socket, tcp: Socket): void {
  let received = Buffer.alloc(0);
  let answered = false;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    if (answered) return;
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf('\r\n\r\n');
    const head = end === -1 ? null : parseRequestHead(received.subarray(0, end).toString('latin1'));
    if (end === -1 && received.length <= longestHead) return;
    if (head === null) {
      answered = true;
      options.log.stray({ why: 'malformed', origin: `raw:${port}`, method: '', target: '' }, null);
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      return;
    }
    const body = received.subarray(end + 4);
    const length = Number(head.headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
    if (body.length < length) return;
    answered = true;
    respond(options, port, socket, tcp, head, body.subarray(0, length));
  });
}

interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly HeaderPair[];
}

function parseRequestHead(text: string): RawRequest | null {
  const [requestLine = '', ...lines] = text.split('\r\n');
  const match = /^([^ ]+) ([^ ]+) HTTP\/1\.1$/.exec(requestLine);
  if (match === null) return null;
  const headers: HeaderPair[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) return null;
    headers.push([line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]);
  }
  return { method: match[1] ?? '', target: match[2] ?? '', headers };
}

function respond({ routes, log, certificate }: OriginOptions, port: number, socket: Socket, tcp: Socket, request: RawRequest, body: Buffer): void {
  const scheme = certificate === null ? 'http' : 'https';
  const host = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const found = routes.find(scheme, host, port, request.target);
  const gone = !('why' in found) && !log.expects(found.token);
  if ('why' in found || found.route.handle !== null || gone) {
    const why = 'why' in found ? found : { why: gone ? ('no-case' as const) : ('wrong-origin' as const), token: found.token };
    log.stray({ why: why.why, origin: `${scheme}://${host ?? ''}`, method: request.method, target: request.target }, why.token);
    socket.end(`HTTP/1.1 ${why.why === 'no-case' ? '404 Not Found' : '421 Misdirected Request'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    return;
  }
  const head = { method: request.method, path: found.path.replace(/\?.*$/s, ''), headers: request.headers };
  const exchange = log.open({ token: found.token, role: roleAt(head), origin: found.origin, method: request.method, target: request.target, requestHeaders: request.headers });
  exchange.body(body);
  const answer = answerTo(found.route.scripts[log.stepOf(found.token)] ?? found.route.scripts[0], head);
  socket.once('close', () => exchange.finish(null));
  if (answer.status === undefined) {
    const { response, exact } = carriedOut(answer, request.method);
    if (answer.reset !== undefined) {
      tcp.resetAndDestroy();
      exchange.finish(response, exact);
      return;
    }
    socket.end(Buffer.from(answer.raw, 'latin1'), (error?: Error | null) => (error ? exchange.finish(null) : exchange.finish(response, exact)));
    return;
  }
  const headers: readonly HeaderPair[] = [...framed(answer), ['Connection', 'close']];
  const lines = [`HTTP/1.1 ${answer.status} ${answer.statusText}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''];
  const sent = request.method === 'HEAD' ? '' : answer.body;
  const response = { status: answer.status, statusText: answer.statusText, headers, body: sent.slice(0, keptBody), bodyLength: Buffer.byteLength(sent) };
  const send = (): void => void socket.end(Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), Buffer.from(sent)]), (error?: Error | null) => exchange.finish(error ? null : response));
  if (answer.delay === undefined) send();
  else setTimeout(send, answer.delay);
}
