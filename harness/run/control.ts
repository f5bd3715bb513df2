import { randomBytes, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import express from 'express';
import getPort from 'get-port';
import { engineNames } from '../engines/engine.ts';
import type { EngineName } from '../engines/engine.ts';
import type { Case } from '../scenario/schema.ts';
import type { Performance } from './host.ts';
import type { Performer } from './work-ahead.ts';

/**
 * Lets Playwright's worker processes use the one host of a run. Playwright ends a worker after every failed test; engines
 * that lived in it would be started anew each time.
 */
export const hostVariable = 'CORS_CONFORMANCE_HOST';

/** Serves a host on loopback, behind an address that cannot be guessed. Returns the address. */
export async function serveHost(host: Performer): Promise<{ address: string; close(): Promise<void> }> {
  const secret = randomBytes(24).toString('hex');
  const app = express();
  app.use((request, response, next) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${secret}`);
    // A page's script cannot send this header here without a preflight, which gets no answer.
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) next();
    else response.status(403).end();
  });
  app.use(express.json({ limit: '64mb' }));
  app.post('/perform', (request, response) => {
    const { engine, cases } = request.body as { engine: EngineName; cases: Case[] };
    if (!engineNames.includes(engine)) {
      response.status(400).json({ error: `there is no engine ${JSON.stringify(engine)}` });
      return;
    }
    host.perform(engine, cases).then(
      (performance) => response.json(performance),
      (error: unknown) => response.status(500).json({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  const server = http.createServer({ requestTimeout: 0 }, app);
  const port = await getPort();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    address: `http://${secret}@127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Asks the host at an address to perform cases. Rejects when it is gone. */
export function askHost(address: string, engine: EngineName, cases: readonly Case[]): Promise<Performance> {
  const url = new URL('/perform', address);
  const secret = new URL(address).username;
  // Not `fetch`, which gives up on a server that thinks for more than five minutes.
  return new Promise((resolve, reject) => {
    const request = http.request({ host: url.hostname, port: url.port, path: url.pathname, method: 'POST', headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(JSON.parse(text) as Performance);
        else reject(new Error(`the host answered ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    request.on('error', reject);
    request.end(JSON.stringify({ engine, cases }));
  });
}
