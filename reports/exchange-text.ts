import type { HeaderList } from '../harness/fetch/header.ts';
import type { Exchange } from '../servers/exchange-log.ts';
import type { ResultRecord } from './record.ts';
import { roleWords } from './role-words.ts';
import { plain } from './terminal.ts';

/** Writes what the wire carried of a result as plain text, every step of it: harmless on a terminal. */
export function exchangeText({ before, observation }: ResultRecord): string {
  const exchanges = [...before.flatMap((step) => step.exchanges), ...observation.exchanges];
  return plain(exchanges.length === 0 ? 'Nothing was on the wire.' : exchanges.map(textOf).join('\n\n'));
}

function textOf(exchange: Exchange, index: number): string {
  const { role, origin, method, target, requestHeaders, requestBody } = exchange;
  return [`${index + 1}. ${roleWords[role]} to ${origin}`, '', message(`${method} ${target} HTTP/1.1`, requestHeaders, requestBody), '', answerOf(exchange)].join('\n');
}

function answerOf({ response, exact }: Exchange): string {
  if (exact?.kind === 'reset') return '(the connection was cut, as the scenario has it)';
  if (exact !== undefined) return exact.bytes;
  return response === null ? '(no response was sent to its end)' : message(`HTTP/1.1 ${response.status} ${response.statusText}`, response.headers, response.body);
}

function message(first: string, headers: HeaderList, body: string): string {
  return [first, ...headers.map(([name, value]) => `${name}: ${value}`), ...(body === '' ? [] : ['', body])].join('\n');
}
