import { readFileSync } from 'node:fs';
import type { EngineName } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { isHeaderName } from '../fetch/header.ts';
import { parseUrl } from '../fetch/url.ts';
import type { AskedRequest } from '../target/asked-request.ts';
import { explain } from '../target/explain.ts';
import type { Explanation } from '../target/explanation.ts';
import { formatExplanation } from '../target/format-explanation.ts';
import type { Resolve } from '../target/plain-client.ts';

export interface ExplainCommand {
  readonly url: string | undefined;
  readonly origin: string | undefined;
  readonly method: string | undefined;
  readonly header: readonly string[];
  readonly data: string | undefined;
  readonly credentials: boolean;
  readonly engines: readonly EngineName[];
  readonly resolve: readonly string[];
  readonly cacert: string | undefined;
  readonly send: boolean;
  readonly timeout: number;
  readonly json: boolean;
}

/**
 * Explains why a request works or fails. Returns 0 when every engine can make it, 1 when one cannot, 2 for a mistake in what
 * was asked, 3 when an engine could not be had, so that it is not known.
 */
export async function runExplain(command: ExplainCommand): Promise<number> {
  const read = readCommand(command);
  if ('problem' in read) {
    console.error(`${read.problem}\n    try: ${read.tryThis}`);
    return 2;
  }
  const machine = thisMachine();
  const explanation = await explain(read.asked, {
    origin: read.origin,
    engines: command.engines.map((name) => resolveEngine(name, machine)),
    start: startEngine,
    consent: command.send,
    resolve: read.resolve,
    ca: command.cacert === undefined ? [] : [readFileSync(command.cacert, 'utf8')],
    timeout: command.timeout * 1000,
  });
  console.log(command.json ? JSON.stringify(explanation, null, 2) : formatExplanation(explanation));
  return exitCodeOf(explanation);
}

function exitCodeOf({ engines, works, cause }: Explanation): number {
  if (works) return 0;
  const known = engines.some(({ result }) => result === 'fails') || cause.kind === 'rule' || cause.kind === 'network';
  return known ? 1 : 3;
}

interface Mistake {
  readonly problem: string;
  readonly tryThis: string;
}

function readCommand({ url, origin, method, header, data, credentials, resolve }: ExplainCommand): { asked: AskedRequest; origin: string; resolve: Resolve } | Mistake {
  if (url === undefined) return { problem: 'No address was given.', tryThis: 'cors-conformance explain https://api.example.com/data --origin https://app.example.com' };
  const address = parseUrl(url);
  if (address === null || !/^https?:$/.test(address.protocol)) return { problem: `${url} is no address of http or https.`, tryThis: `https://${url.replace(/^\W*/, '')}` };
  const page = origin === undefined ? 'https://app.example.com' : originOf(origin);
  if (page === null) return { problem: `${origin ?? ''} is no origin: a scheme, a host and perhaps a port, as in the Origin header.`, tryThis: '--origin https://app.example.com' };
  const headers: [string, string][] = [];
  for (const line of header) {
    const [, name = '', value = ''] = /^([^:]*):\s*(.*)$/.exec(line) ?? [];
    if (!isHeaderName(name)) return { problem: 'A header is written as a name, a colon and a value; one is not.', tryThis: "-H 'X-Token: abc'" };
    headers.push([name, value]);
  }
  const places = new Map<string, { host: string; port: number }>();
  for (const one of resolve) {
    const [, host = '', port = '', there = '', there2 = ''] = /^([^:]+):(\d+):(.+?)(?::(\d+))?$/.exec(one) ?? [];
    if (host === '') return { problem: `${one} is no name, port and address.`, tryThis: '--resolve api.example.test:443:127.0.0.1:8443' };
    places.set(`${host}:${port}`, { host: there, port: Number(there2 === '' ? port : there2) });
  }
  const asked: AskedRequest = { url: address.href, method: method ?? (data === undefined ? 'GET' : 'POST'), headers, body: data ?? null, mode: 'cors', credentials: credentials ? 'include' : 'same-origin', redirect: 'follow', cookie: null, origin: page, notes: origin === undefined ? [`No --origin was given; the page is at ${page}.`] : [] };
  return { asked, origin: page, resolve: places };
}

function originOf(text: string): string | null {
  const url = parseUrl(text);
  return url !== null && /^https?:$/.test(url.protocol) && (url.href === url.origin || url.href === `${url.origin}/`) ? url.origin : null;
}
