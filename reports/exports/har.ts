import type { HeaderList } from '../../harness/fetch/header.ts';
import { keptBody } from '../../servers/exchange-log.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ResultRecord } from '../record.ts';
import { jsonText } from './json-text.ts';
import type { Ending, ExportRun } from './run.ts';
import { tool } from './tool.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Writes the wire as HTTP Archive 1.2: a page for each case in each engine that sent something, an entry for each exchange as the
 * servers saw it, preflights included. The servers' clock starts when they do, and its times are added to the run's start: so
 * dates may be wrong by some seconds, all by the same. Source: http://www.softwareishard.com/blog/har-12-spec/
 */
export function har({ model: { run, incomplete }, engines }: ExportRun): string {
  const start = Date.parse(run?.startedAt ?? '');
  const at = (milliseconds: number): string => new Date((Number.isNaN(start) ? 0 : start) + milliseconds).toISOString();
  const wires = engines.flatMap(({ endings }) => endings.flatMap(wireOf)).filter(({ exchanges }) => exchanges.length > 0).sort((a, b) => beginOf(a) - beginOf(b));
  const entries = wires.flatMap(({ id, exchanges }) => exchanges.map((exchange) => ({ startedAt: exchange.startedAt, entry: entryOf(id, exchange, at(exchange.startedAt)) })));
  const comment = ['As the servers saw it; sizes and times that they could not see are -1 or 0. Dates may be wrong by some seconds, all by the same.', ...(incomplete === null ? [] : [`Incomplete: ${incomplete}.`])].join(' ');
  return jsonText({
    log: {
      version: '1.2',
      creator: tool,
      pages: wires.map((wire) => ({ startedDateTime: at(beginOf(wire)), id: wire.id, title: `${wire.result.engine} ${wire.result.case.id}`, pageTimings: { onContentLoad: -1, onLoad: -1 }, comment: wire.result.case.title, _engine: wire.result.engine, _case: wire.result.case.id, _verdict: wire.result.verdict.kind })),
      entries: entries.sort((a, b) => a.startedAt - b.startedAt).map(({ entry }) => entry),
      comment,
    },
  });
}

interface Wire {
  readonly id: string;
  readonly result: ResultRecord;
  readonly exchanges: readonly Exchange[];
}

function wireOf({ engine, id, result }: Ending): readonly Wire[] {
  return result === null ? [] : [{ id: `${engine}:${id}`, result, exchanges: [...result.before.flatMap(({ exchanges }) => exchanges), ...result.observation.exchanges] }];
}

function beginOf({ exchanges }: Wire): number {
  return Math.min(...exchanges.map(({ startedAt }) => startedAt));
}

function entryOf(pageref: string, { step, role, origin, method, target, requestHeaders, requestBody, response, exact, startedAt, finishedAt }: Exchange, startedDateTime: string): Json {
  const time = finishedAt === null ? 0 : Math.max(0, Math.round((finishedAt - startedAt) * 10) / 10);
  const url = target.startsWith('/') ? `${origin}${target}` : /^https?:\/\//.test(target) ? target : origin;
  return {
    pageref,
    startedDateTime,
    time,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: headerValues(requestHeaders, 'cookie').flatMap((value) => value.split('; ').filter((pair) => pair !== '').map(cookie)),
      headers: headerLines(requestHeaders),
      queryString: queryOf(url),
      ...(requestBody === '' ? {} : { postData: { mimeType: headerValues(requestHeaders, 'content-type')[0] ?? '', text: requestBody } }),
      headersSize: -1,
      bodySize: requestSize(requestHeaders, requestBody),
    },
    response: responseOf(response),
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, send: 0, wait: time, receive: 0, ssl: -1 },
    _role: role,
    _step: step,
    ...(exact === undefined ? {} : { _exact: exact }),
    ...(target.startsWith('/') ? {} : { _target: target }),
    ...(finishedAt === null ? { comment: 'the exchange did not end' } : response === null ? { comment: exact?.kind === 'reset' ? 'the server cut the connection' : 'no response that HTTP knows was written' } : {}),
  };
}

function responseOf(response: Exchange['response']): Json {
  // As browsers write a request that got no response.
  if (response === null) return { status: 0, statusText: '', httpVersion: '', cookies: [], headers: [], content: { size: 0, mimeType: 'x-unknown' }, redirectURL: '', headersSize: -1, bodySize: -1 };
  const { status, statusText, headers, body, bodyLength } = response;
  return {
    status,
    statusText,
    httpVersion: 'HTTP/1.1',
    cookies: headerValues(headers, 'set-cookie').map(setCookie),
    headers: headerLines(headers),
    content: { size: bodyLength, mimeType: headerValues(headers, 'content-type')[0] ?? 'x-unknown', text: body, ...(bodyLength > keptBody ? { comment: `cut after ${keptBody} bytes` } : {}) },
    redirectURL: headerValues(headers, 'location')[0] ?? '',
    headersSize: -1,
    bodySize: bodyLength,
  };
}

function headerLines(headers: HeaderList): readonly Json[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function headerValues(headers: HeaderList, name: string): readonly string[] {
  return headers.flatMap(([candidate, value]) => (candidate.toLowerCase() === name ? [value] : []));
}

function cookie(pair: string): { readonly name: string; readonly value: string } {
  const equals = pair.indexOf('=');
  return equals === -1 ? { name: '', value: pair.trim() } : { name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() };
}

function setCookie(line: string): Json {
  const [pair = '', ...attributes] = line.split(';');
  const given = new Map(attributes.map((attribute) => cookie(attribute.includes('=') ? attribute : `${attribute}=`)).map(({ name, value }) => [name.toLowerCase(), value]));
  const optional = (key: string, name: string): Json => (given.has(name) ? { [key]: given.get(name) } : {});
  return { ...cookie(pair), ...optional('path', 'path'), ...optional('domain', 'domain'), httpOnly: given.has('httponly'), secure: given.has('secure'), ...optional('_sameSite', 'samesite') };
}

function queryOf(url: string): readonly Json[] {
  const question = url.indexOf('?');
  return question === -1 ? [] : [...new URLSearchParams(url.slice(question + 1))].map(([name, value]) => ({ name, value }));
}

/** Bytes of the request's body: what Content-Length says, since what the log keeps of it is cut and decoded. */
function requestSize(headers: HeaderList, body: string): number {
  const [length] = headerValues(headers, 'content-length');
  if (length !== undefined && /^\d{1,15}$/.test(length)) return Number(length);
  return body === '' ? 0 : -1;
}
