import type { ResultRecord } from '../record.ts';
import { explainCommand } from '../explain-command.ts';
import { curl } from './curl.ts';
import { code, el, heading } from './element.ts';
import { safeLink } from './escape.ts';
import { exchangesOf } from './exchange.ts';
import { stepsOfRecord } from '../steps.ts';
import { reasonOf } from './reason.ts';
import { snippet } from './snippet.ts';
import { story } from './story.ts';
import { voices } from './voices.ts';
import { caseLabel, rerunCommand, verdictWords } from './words.ts';
import { scenarioYaml } from './yaml.ts';

/** Where the reader can go from a panel. */
export interface Ways {
  readonly close: () => void;
  /** To the next and the previous case in which engines differ. */
  readonly next: () => void;
  readonly previous: () => void;
  /** The same case in the other engines. */
  readonly others: readonly { readonly title: string; readonly open: () => void }[];
}

/** Makes the panel of one cell: what was asked, what the wire carried, what was expected and observed, and how to rerun it. */
export function panelOf(record: ResultRecord, { close, next, previous, others }: Ways): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const ways = el('nav', { class: 'ways', 'aria-label': 'Other cells' }, ...others.map(({ title, open }) => push(title, open)), push('Previous difference', previous, 'p'), push('Next difference', next, 'n'));
  const button = push('×', close);
  button.className = 'close';
  button.setAttribute('aria-label', 'Close');
  const { verdict, identity } = record;
  const { shape, word } = verdictWords[verdict.kind];
  const engine = identity === null ? record.engine : `${record.engine} ${identity.version}, ${identity.build} build, ${identity.driver} driver`;
  fragment.append(
    el('header', {}, button, el('p', { class: 'where' }, record.case.id), el('h2', { id: 'panel-title' }, record.case.title), el('p', { class: `verdict ${verdict.kind}` }, el('span', { class: 'shape' }, shape), ` ${word} `, el('span', { class: 'in' }, `in ${engine}`)), ways),
    el('p', { class: 'story' }, story(record)),
  );
  if (verdict.why !== '') fragment.append(el('p', { class: 'why' }, verdict.why));
  for (const { reason, spec, link } of record.deviations) {
    const links = [['the standard', spec], ...(link === null ? [] : [['more', link]])].flatMap(([text = '', href = '']) => [' ', el('a', { href: safeLink(href), rel: 'noreferrer' }, text)]);
    fragment.append(el('p', { class: 'why' }, `Known deviation: ${reason}.`, ...links));
  }
  for (const note of record.target?.notes ?? []) fragment.append(el('p', { class: 'why' }, note));
  const steps = stepsOfRecord(record);
  for (const [index, step] of steps.entries()) {
    if (steps.length > 1) fragment.append(el('h3', { class: 'step' }, `Step ${index + 1} of ${steps.length}${step.case.wait === 0 ? '' : `, ${step.case.wait} s later`}`));
    fragment.append(...stepOf(step));
  }
  fragment.append(...wordsOf(record), heading('More'), more(record), copies(record));
  return fragment;
}

/** Shows one request: what was expected of it and observed, what script wrote, and what the wire carried. */
function stepOf(record: ResultRecord): HTMLElement[] {
  return [
    heading('Three voices'),
    voices(record),
    ...reasonOf(record),
    heading('The request'),
    el('pre', {}, snippet(record)),
    ...wire(record),
    ...exchangesOf(record),
    ...Object.values(record.observation.unreachable ?? {}).map((proof) => el('p', {}, `Nobody was there, as the harness saw for itself: ${proof}.`)),
  ];
}

/** Says what stands below it: what our servers logged, or what a plain client was answered where the server is not ours. */
function wire({ target, observation: { exchanges } }: ResultRecord): HTMLElement[] {
  const number = exchanges.length === 0 ? 'nothing' : `${exchanges.length} ${exchanges.length === 1 ? 'exchange' : 'exchanges'}`;
  if (target === undefined) return [heading(`On the wire: ${number}`)];
  return [heading(`What ${target.name} answered: ${number}`), el('p', {}, 'Seen by a plain HTTP client, just before the engine made the same request. It sends what the standard says that a browser sends; what script may not read, it may.')];
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

/** Makes a button. */
function push(text: string, act: () => void, key?: string): HTMLButtonElement {
  const button = el('button', { type: 'button', ...(key === undefined ? {} : { 'aria-keyshortcuts': key }) }, text) as HTMLButtonElement;
  button.addEventListener('click', act);
  return button;
}

/** What the reader takes along, by name. */
function takings(record: ResultRecord): readonly (readonly [name: string, text: string])[] {
  const { exchanges } = record.observation;
  const preflight = exchanges.find(({ role }) => role === 'cors-preflight-request');
  const request = exchanges.find(({ role }) => role !== 'cors-preflight-request');
  const explain = explainCommand(record);
  return [
    ['the command that runs it again', rerunCommand(record)],
    ...(explain === null ? [] : [['the command that explains it', explain] as const]),
    ...(preflight === undefined ? [] : [['the preflight as curl', curl(preflight)] as const]),
    ...(request === undefined ? [] : [['the request as curl', curl(request)] as const]),
    ['the script', snippet(record)],
    ['the scenario as YAML', scenarioYaml(record)],
    ['a link to this cell', location.href],
  ];
}

function copies(record: ResultRecord): HTMLElement {
  const said = el('output', { class: 'copied', 'aria-live': 'polite' });
  const buttons = takings(record).map(([name, text]) =>
    push(`Copy ${name}`, () => {
      navigator.clipboard.writeText(text).then(
        () => (said.textContent = `Copied ${name}.`),
        // Without the permission the text is shown, to be copied by hand.
        () => said.replaceChildren(el('pre', {}, text)),
      );
    }),
  );
  return el('div', { class: 'copies' }, ...buttons, said);
}

function more(record: ResultRecord): HTMLElement {
  const explain = explainCommand(record);
  return el(
    'dl',
    { class: 'more' },
    el('dt', {}, 'Run again'),
    el('dd', {}, code(rerunCommand(record))),
    ...(explain === null ? [] : [el('dt', {}, 'Explain'), el('dd', {}, code(explain))]),
    ...reasonPage(record),
    el('dt', {}, 'Standard'),
    el('dd', {}, el('a', { href: safeLink(record.case.spec), rel: 'noreferrer' }, record.case.spec)),
    el('dt', {}, 'Scenario'),
    el('dd', {}, code(`${record.case.file}:${record.case.line}`), ` ${caseLabel(record.case.id, record.case.scenarioId)}`),
    el('dt', {}, 'Took'),
    el('dd', {}, record.duration === null ? 'not run' : `${record.duration} ms`),
  );
}
