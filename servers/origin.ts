import express from 'express';
import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { Server, Socket } from 'node:net';
import type { HeaderList, HeaderPair } from '../harness/fetch/header.ts';
import { answerTo, framed, roleAt, stepBegun } from './answer.ts';
import type { Certificate } from './certificate.ts';
import { keptBody } from './exchange-log.ts';
import type { ExchangeLog, OpenExchange } from './exchange-log.ts';
import { listenOnLoopback } from './listen.ts';
import type { Route, Routes } from './routes.ts';
import { WireTap } from './wire-tap.ts';

export interface Death {
  readonly from: number;
  until: number;
}

/** A server on a loopback port. The names it is called by make it several origins. */
export interface OriginServer {
  readonly port: number;
  /** Says whether it accepts connections. */
  isListening(): boolean;
  /** Spans in which it was dead, by `performance.now()`; the last one may be open. */
  readonly deaths: readonly Death[];
  /** Stops it for good and cuts every connection. */
  stop(): Promise<void>;
  /** Cuts it off as if its process had died; it comes back on the same port. For tests of the harness. */
  kill(): void;
}

export interface OriginOptions {
  readonly routes: Routes;
  readonly log: ExchangeLog;
  /** Null for http. */
  readonly certificate: Certificate | null;
}

/** Starts an origin that serves scripts and handlers by the token in the path, and logs what the wire carried. */
export async function startOrigin(options: OriginOptions): Promise<OriginServer> {
  let port = 0;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((request, response) => serve(options, port, request, response));

  return keepListening((wanted) => listenOnLoopback(() => makeServer(options, app), wanted), (found) => (port = found));
}

/** Keeps a port served: a server that dies is replaced on the same port, and its death is noted. */
export async function keepListening(
  listen: (port?: number) => Promise<{ port: number; servers: Server[] }>,
  onPort: (port: number) => void = () => undefined,
): Promise<OriginServer> {
  let { port, servers } = await listen();
  let stopping = false;
  const isStopping = (): boolean => stopping;
  const sockets = new Set<Socket>();
  const deaths: Death[] = [];
  const close = async (): Promise<void> => {
    const closed = servers.map((server) => new Promise<void>((resolve) => (server.listening ? server.close(() => resolve()) : resolve())));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  const listenAgain = async (): Promise<boolean> => {
    try {
      ({ port, servers } = await listen(port));
      return true;
    } catch {
      return false;
    }
  };
  let reviving: Promise<void> | null = null;
  const revive = async (): Promise<void> => {
    const death: Death = { from: performance.now(), until: Infinity };
    deaths.push(death);
    await close();
    if (stopping) return;
    // A program that has taken the port meanwhile may give it back.
    while (!isStopping() && !(await listenAgain())) await new Promise((resolve) => setTimeout(resolve, 100));
    watch();
    death.until = performance.now();
    reviving = null;
  };
  const watch = (): void => {
    for (const server of servers) {
      server.on('connection', (socket: Socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      });
      server.once('close', () => {
        if (!stopping) reviving ??= revive();
      });
    }
  };
  onPort(port);
  watch();
  return {
    port,
    deaths,
    isListening: () => servers.every((server) => server.listening),
    async stop() {
      stopping = true;
      await reviving;
      await close();
    },
    kill() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function makeServer({ certificate, log }: OriginOptions, app: http.RequestListener): http.Server | https.Server {
  // Browsers keep connections; one that we closed first would fail a request that no CORS rule stops.
  const settings = { keepAliveTimeout: 120_000, headersTimeout: 130_000, requestTimeout: 0, requireHostHeader: false };
  const server = certificate === null ? http.createServer(settings, app) : https.createServer({ ...settings, ...certificate }, app);
  server.on(certificate === null ? 'connection' : 'secureConnection', (socket: Socket) => taps.set(socket, new WireTap(socket)));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // A head that is too long comes here again with each further piece.
    if (!socket.writable) return void socket.destroy();
    // Other errors are of the connection: a TLS handshake that a browser broke off carried no request.
    if (error.code?.startsWith('HPE_') === true) log.stray({ why: 'malformed', origin: certificate === null ? 'http:' : 'https:', method: '', target: '' }, null);
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return server;
}

const taps = new WeakMap<object, WireTap>();

function serve({ routes, log, certificate }: OriginOptions, port: number, request: IncomingMessage, response: ServerResponse): void {
  const scheme = certificate === null ? 'http' : 'https';
  const [method, target] = [request.method ?? '', request.url ?? ''];
  const found = routes.find(scheme, request.headers.host, port, target);
  if ('why' in found) {
    log.stray({ why: found.why, origin: `${scheme}://${request.headers.host ?? ''}`, method, target }, found.token);
    response.writeHead(found.why === 'no-case' ? 404 : 421, { 'Content-Length': '0' }).end();
    return;
  }
  const { token, origin, route, path } = found;
  if (!route.witnessed) return void handOver(route, path, request, response);
  if (!log.expects(token)) {
    log.stray({ why: 'no-case', origin, method, target }, token);
    response.writeHead(404, { 'Content-Length': '0' }).end();
    return;
  }

  const requestHeaders = pairs(request.rawHeaders);
  const head = { method, path: path.replace(/\?.*$/s, ''), headers: requestHeaders };
  const begun = stepBegun(head.path);
  if (begun !== null) log.enterStep(token, begun);
  const script = route.scripts[log.stepOf(token)] ?? route.scripts[0];
  const exchange = log.open({ token, role: roleAt(head), origin, method, target, requestHeaders });
  witness(request, response, exchange, taps.get(request.socket));
  if (route.handle !== null && script[head.path] === undefined) return void handOver(route, path, request, response);

  request.resume();
  request.once('end', () => {
    const answer = answerTo(script, head);
    // What is declared so exactly is for the raw origins; here nothing is better than something else.
    if (answer.status === undefined) return void request.socket.destroy();
    const send = (): void => {
      response.sendDate = false;
      response.writeHead(answer.status, answer.statusText, [...framed(answer).flat(), 'Connection', 'keep-alive']);
      // As bytes: Node would join a string body to the head and write both as UTF-8.
      response.end(method === 'HEAD' ? undefined : Buffer.from(answer.body));
    };
    if (answer.delay === undefined) send();
    else setTimeout(send, answer.delay);
  });
}

function handOver({ handle }: Route, path: string, request: IncomingMessage, response: ServerResponse): void {
  // A server under test knows nothing of tokens; it serves from its own root, as if mounted below them.
  request.url = path;
  // A server under test that throws fails its own case, not the run.
  new Promise((resolve) => resolve(handle?.(request, response))).catch(() => {
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { 'Content-Length': '0' }).end();
  });
}

/** Copies what passes into the log, changing nothing of it. */
function witness(request: IncomingMessage, response: ServerResponse, exchange: OpenExchange, tap: WireTap | undefined): void {
  tap?.start();
  const push = request.push.bind(request);
  request.push = (chunk: Uint8Array | null, encoding?: BufferEncoding) => {
    if (chunk !== null) exchange.body(chunk);
    return push(chunk, encoding);
  };
  // Node throws away the body of a request that nobody has read when the response ends; one that was begun it leaves alone.
  request.read(0);
  response.once('finish', () => request.resume());
  const chunks: Buffer[] = [];
  for (const name of ['write', 'end'] as const) {
    const original = response[name].bind(response) as (...args: unknown[]) => never;
    response[name] = ((...args: unknown[]) => {
      const [chunk, encoding] = args;
      if (typeof chunk === 'string') chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
      else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
      return original(...args);
    }) as never;
  }
  const finish = (): void => {
    const head = tap?.head() ?? null;
    const body = request.method === 'HEAD' || head?.status === 204 || head?.status === 304 ? Buffer.alloc(0) : Buffer.concat(chunks);
    exchange.finish(head === null ? null : { ...head, body: body.subarray(0, keptBody).toString('utf8'), bodyLength: body.length });
  };
  response.once('finish', finish);
  response.once('close', () => exchange.finish(null));
}

function pairs(raw: readonly string[]): HeaderList {
  const list: HeaderPair[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) list.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return list;
}
