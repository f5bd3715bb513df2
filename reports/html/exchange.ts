import type { PredictedExchange } from '../../harness/fetch/fetch-params.ts';
import type { HeaderList } from '../../harness/fetch/header.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ResultRecord } from '../record.ts';
import { roleWords } from '../role-words.ts';
import { el } from './element.ts';

/** Header names that a reason is about, the most telling ones: they decided. */
const deciding: readonly (readonly [reason: RegExp, names: RegExp])[] = [
  [/^acao-/, /^(access-control-allow-origin|origin)$/],
  [/^acac-/, /^access-control-allow-credentials$/],
  [/^(method-|acam-)/, /^access-control-(allow-methods|request-method)$/],
  [/^(header-|acah-|authorization-)/, /^access-control-(allow-headers|request-headers)$/],
  [/^corp$/, /^cross-origin-resource-policy$/],
  [/^(redirect-|preflight-redirect)/, /^(location|origin)$/],
];
/** Header names that take part in CORS. */
const partOfCors = /^(access-control-.*|origin|cookie|set-cookie|vary|authorization|location|cross-origin-resource-policy)$/;

/** Shows what the wire carried, each request beside what the standard says of it. */
export function exchangesOf(record: ResultRecord): HTMLElement[] {
  const { prediction, observation } = record;
  const outcome = prediction?.outcome;
  const reason = outcome?.kind === 'network-error' ? outcome.reason : '';
  const decisive = deciding.find(([of]) => of.test(reason))?.[1] ?? null;
  return observation.exchanges.map((exchange, index) => {
    const predicted = prediction?.exchanges[index];
    const role = exchange.role === 'cors-preflight-request' ? 'preflight' : 'request';
    return exchangeOf(exchange, index, predicted?.role === role ? predicted : null, decisive);
  });
}

function exchangeOf(exchange: Exchange, index: number, predicted: PredictedExchange | null, decisive: RegExp | null): HTMLElement {
  const took = exchange.finishedAt === null ? '' : `, ${Math.max(exchange.finishedAt - exchange.startedAt, 0).toFixed(0)} ms`;
  return el(
    'section',
    { class: 'exchange' },
    el('h4', {}, `${index + 1}. ${roleWords[exchange.role]} `, el('small', {}, `to ${exchange.origin}${took}`)),
    el('div', { class: 'sides' }, requestOf(exchange, predicted, decisive), responseOf(exchange, decisive)),
  );
}

function requestOf({ method, target, requestHeaders, requestBody }: Exchange, predicted: PredictedExchange | null, decisive: RegExp | null): HTMLElement {
  const said = (name: string): string | null | undefined => predicted?.headers[name];
  const lines = requestHeaders.map(([name, value]) => line(name, value, decisive, remark(value, said(name.toLowerCase()))));
  const sent = new Set(requestHeaders.map(([name]) => name.toLowerCase()));
  const missing = Object.entries(predicted?.headers ?? {}).flatMap(([name, value]) => (value === null || sent.has(name) ? [] : [el('div', { class: 'missing' }, `${name}: ${value}`, el('small', { class: 'wrong' }, 'not sent; the standard says that it is'))]));
  return message('Request', `${method} ${target} HTTP/1.1`, [...lines, ...missing], requestBody);
}

function remark(value: string, said: string | null | undefined): HTMLElement | null {
  if (said === undefined) return null;
  if (said === null) return el('small', { class: 'wrong' }, 'the standard: not sent');
  return said === value ? el('small', {}, '✓ as the standard says') : el('small', { class: 'wrong' }, `the standard: ${said}`);
}

function responseOf({ response, exact }: Exchange, decisive: RegExp | null): HTMLElement {
  if (exact?.kind === 'reset') return el('p', {}, 'No response: the scenario has the connection cut, by a TCP reset.');
  if (exact !== undefined) return bytesOf(exact.bytes);
  if (response === null) return el('p', {}, 'No response was sent to its end.');
  return message('Response', `HTTP/1.1 ${response.status} ${response.statusText}`, linesOf(response.headers, decisive), response.body);
}

/** Shows exact bytes, a line of the wire a line, with what cannot be seen written as escapes. */
function bytesOf(bytes: string): HTMLElement {
  const lines = bytes === '' ? ['(no byte, and the connection was closed)'] : bytes.split(/(?<=\n)/).map((one) => JSON.stringify(one).slice(1, -1).replaceAll('\\"', '"'));
  return el('div', { class: 'message' }, el('div', { class: 'first' }, 'Exactly these bytes:'), el('pre', {}, lines.join('\n')));
}

const linesOf = (headers: HeaderList, decisive: RegExp | null): HTMLElement[] => headers.map(([name, value]) => line(name, value, decisive, null));

function line(name: string, value: string, decisive: RegExp | null, more: HTMLElement | null): HTMLElement {
  const key = name.toLowerCase();
  const decided = decisive?.test(key) === true;
  const kind = decided ? { class: 'cors decided' } : partOfCors.test(key) ? { class: 'cors' } : ({} as Readonly<Record<string, string>>);
  return el('div', kind, el('span', { class: 'name' }, name), `: ${value}`, decided ? el('small', {}, 'this decided') : null, more);
}

function message(what: string, first: string, lines: readonly HTMLElement[], body: string): HTMLElement {
  return el('div', { class: 'message' }, el('div', { class: 'what' }, what), el('div', { class: 'first' }, first), ...lines, body === '' ? null : el('div', { class: 'body' }, body));
}
