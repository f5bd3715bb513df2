import type { Exchange } from '../../servers/exchange-log.ts';
import type { HeaderList } from '../../harness/fetch/header.ts';
import type { ResultRecord } from '../record.ts';
import { code, el, heading } from './element.ts';
import { safeLink } from './escape.ts';
import { stepsOfRecord } from '../steps.ts';
import { reasonOf } from './reason.ts';
import { snippet } from './snippet.ts';
import { voices } from './voices.ts';
import { caseLabel, rerunCommand, verdictWords } from './words.ts';

/** Makes the panel of one cell: what was asked, what the wire carried, what was expected and observed, and how to rerun it. */
export function panelOf(record: ResultRecord, close: () => void): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const button = el('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '×');
  button.addEventListener('click', close);
  const { verdict, identity } = record;
  const { shape, word } = verdictWords[verdict.kind];
  const engine = identity === null ? record.engine : `${record.engine} ${identity.version}, ${identity.build} build, ${identity.driver} driver`;
  fragment.append(
    el('header', {}, button, el('p', { class: 'where' }, record.case.id), el('h2', { id: 'panel-title' }, record.case.title), el('p', { class: `verdict ${verdict.kind}` }, el('span', { class: 'shape' }, shape), ` ${word} `, el('span', { class: 'in' }, `in ${engine}`))),
  );
  if (verdict.why !== '') fragment.append(el('p', { class: 'why' }, verdict.why));
  for (const { reason, spec, link } of record.deviations) {
    const links = [['the standard', spec], ...(link === null ? [] : [['more', link]])].flatMap(([text = '', href = '']) => [' ', el('a', { href: safeLink(href), rel: 'noreferrer' }, text)]);
    fragment.append(el('p', { class: 'why' }, `Known deviation: ${reason}.`, ...links));
  }
  const steps = stepsOfRecord(record);
  for (const [index, step] of steps.entries()) {
    if (steps.length > 1) fragment.append(el('h3', { class: 'step' }, `Step ${index + 1} of ${steps.length}${step.case.wait === 0 ? '' : `, ${step.case.wait} s later`}`));
    fragment.append(...stepOf(step));
  }
  fragment.append(...wordsOf(record), heading('More'), more(record));
  return fragment;
}

/** Shows one request: what was expected of it and observed, what script wrote, and what the wire carried. */
function stepOf(record: ResultRecord): HTMLElement[] {
  const { exchanges } = record.observation;
  return [
    heading('Three voices'),
    voices(record),
    ...reasonOf(record),
    heading('The request'),
    el('pre', {}, snippet(record)),
    heading(`On the wire: ${exchanges.length === 0 ? 'nothing' : `${exchanges.length} ${exchanges.length === 1 ? 'exchange' : 'exchanges'}`}`),
    ...exchanges.map(exchangeOf),
    ...Object.values(record.observation.unreachable ?? {}).map((proof) => el('p', {}, `Nobody was there, as the harness saw for itself: ${proof}.`)),
  ];
}

function exchangeOf(exchange: Exchange, index: number): HTMLElement {
  const name = exchange.role === 'cors-preflight-request' ? 'CORS-preflight request' : exchange.role === 'cors-request' ? 'CORS request' : 'request';
  return el(
    'section',
    { class: 'exchange' },
    el('h4', {}, `${index + 1}. ${name} `, el('small', {}, `at ${exchange.startedAt} ms, to ${exchange.origin}`)),
    el('div', { class: 'sides' }, message(`${exchange.method} ${exchange.target} HTTP/1.1`, exchange.requestHeaders, exchange.requestBody), responseOf(exchange)),
  );
}

function responseOf({ response, exact }: Exchange): HTMLElement {
  if (exact?.kind === 'reset') return el('p', {}, 'No response: the scenario has the connection cut, by a TCP reset.');
  if (exact !== undefined) return bytesOf(exact.bytes);
  if (response === null) return el('p', {}, 'No response was sent to its end.');
  return message(`HTTP/1.1 ${response.status} ${response.statusText}`, response.headers, response.body);
}

/** Shows exact bytes, a line of the wire a line, with what cannot be seen written as escapes. */
function bytesOf(bytes: string): HTMLElement {
  const lines = bytes === '' ? ['(no byte, and the connection was closed)'] : bytes.split(/(?<=\n)/).map((line) => JSON.stringify(line).slice(1, -1).replaceAll('\\"', '"'));
  return el('div', { class: 'message' }, el('div', { class: 'first' }, 'Exactly these bytes:'), el('pre', {}, lines.join('\n')));
}

/** Header names that take part in CORS; they are marked. */
const corsHeader = /^(access-control-|origin$|cookie$|set-cookie$|vary$|authorization$)/i;

function message(first: string, headers: HeaderList, body: string): HTMLElement {
  const lines = headers.map(([name, value]) => el('div', corsHeader.test(name) ? { class: 'cors' } : {}, el('span', { class: 'name' }, name), `: ${value}`));
  return el('div', { class: 'message' }, el('div', { class: 'first' }, first), ...lines, body === '' ? null : el('div', { class: 'body' }, body));
}

const wordSources = { console: 'console', cdp: 'DevTools protocol', rdp: 'error message' } as const;

function wordsOf(record: ResultRecord): HTMLElement[] {
  const { words, client } = record.observation;
  const said = client?.kind === 'network-error' && client.error !== null ? [`${client.error.name}: ${client.error.message}`] : [];
  const events = client !== null && 'events' in client && client.events.length > 0 ? [`events: ${client.events.join(', ')}; status ${client.status ?? 0}`] : [];
  const parts = [heading("The engine's own words")];
  if (said.length + events.length > 0) parts.push(el('p', {}, 'To script:'), el('pre', {}, [...said, ...events].join('\n')));
  if (words.length === 0) return [...parts, el('p', {}, 'To developers: no words, or this driver does not give them.')];
  const rows = words.map(({ source, code: name, detail, text }) => el('tr', {}, el('th', { scope: 'row' }, wordSources[source]), el('td', {}, name === null ? null : code(name), detail === null ? null : el('div', {}, detail)), el('td', {}, text)));
  return [...parts, el('p', {}, 'To developers:'), el('table', { class: 'words' }, el('tbody', {}, ...rows))];
}

/** Names the page on the standard's reason, as it stands in the project. */
function reasonPage({ prediction }: ResultRecord): HTMLElement[] {
  const outcome = prediction?.outcome;
  if (outcome?.kind !== 'network-error' && outcome?.kind !== 'exception') return [];
  return [el('dt', {}, 'Reason'), el('dd', {}, code(`docs/reasons/${outcome.reason}.md`))];
}

function more(record: ResultRecord): HTMLElement {
  const command = rerunCommand(record.engine, record.case.scenarioId);
  const copy = el('button', { type: 'button', class: 'copy' }, 'Copy');
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(command).then(() => (copy.textContent = 'Copied'));
  });
  return el(
    'dl',
    { class: 'more' },
    el('dt', {}, 'Run again'),
    el('dd', {}, code(command), ' ', copy),
    ...reasonPage(record),
    el('dt', {}, 'Standard'),
    el('dd', {}, el('a', { href: safeLink(record.case.spec), rel: 'noreferrer' }, record.case.spec)),
    el('dt', {}, 'Scenario'),
    el('dd', {}, code(`${record.case.file}:${record.case.line}`), ` ${caseLabel(record.case.id, record.case.scenarioId)}`),
    el('dt', {}, 'Took'),
    el('dd', {}, record.duration === null ? 'not run' : `${record.duration} ms`),
  );
}
