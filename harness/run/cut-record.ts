import type { Exchange } from '../../servers/exchange-log.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import type { EngineWords } from '../engines/engine.ts';

/** Keeps as much of what script saw as a record holds. */
export function keptClient(client: ClientObservation | null): ClientObservation | null {
  return client?.kind === 'response' ? { ...client, body: cut(client.body) } : client;
}

/** Words of a case that a record keeps. */
const keptWords = 50;

/** Keeps as many words of an engine as a record holds, and as much of each. */
export function cutWords(words: readonly EngineWords[]): EngineWords[] {
  const cutOrNone = (text: string | null): string | null => (text === null ? null : cut(text));
  const kept = words.slice(0, keptWords).map(({ source, code, detail, text, url }) => ({ source, code, detail: cutOrNone(detail), text: cut(text), url: cutOrNone(url) }));
  return words.length <= keptWords ? kept : [...kept, { source: 'console', code: null, detail: null, text: `… (cut; ${words.length} words)`, url: null }];
}

/** Characters of a body that a record keeps. The verdict was made from the whole. */
const keptInRecord = 2000;

function cut(body: string): string {
  return body.length <= keptInRecord ? body : `${body.slice(0, keptInRecord)}… (cut; ${body.length} characters)`;
}

/** Keeps as much of the bodies as a record holds. */
export function cutBodies(exchange: Exchange): Exchange {
  const { requestBody, response, exact } = exchange;
  return { ...exchange, requestBody: cut(requestBody), response: response === null ? null : { ...response, body: cut(response.body) }, ...(exact?.kind === 'bytes' ? { exact: { ...exact, bytes: cut(exact.bytes) } } : {}) };
}
