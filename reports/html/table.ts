import { verdictClass } from '../exit-code.ts';
import type { Column, MatrixModel, Row, ScenarioRows } from '../model.ts';
import type { ResultRecord } from '../record.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { escapeHtml, safeLink } from './escape.ts';
import { caseLabel, cellKey, observedWords, verdictWords } from './words.ts';

/** Writes the page's content as HTML that reads without any script: head, columns and table. */
export function pageBody(model: MatrixModel): string {
  return [
    pageHead(model),
    model.incomplete === null ? '' : `<p class="banner" role="alert"><strong>Incomplete.</strong> ${escapeHtml(sentence(model.incomplete))}</p>`,
    ...(model.end?.stale ?? []).map((stale) => `<p class="banner" role="alert">A known deviation is out of date: ${escapeHtml(stale)}</p>`),
    ...(model.end?.errors ?? []).map((error) => `<p class="banner" role="alert">${escapeHtml(error)}</p>`),
    `<section class="engines" aria-label="Engines">${model.columns.map(engineCard).join('')}</section>`,
    toolbar(),
    table(model),
    legend(model),
  ].join('\n');
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

function pageHead({ run, end }: MatrixModel): string {
  const facts = run === null ? [] : [date(run.startedAt), ...(end === null ? [] : [`${(end.duration / 1000).toFixed(1)} s`]), run.platform, `Node ${run.node.replace(/^v/, '')}`, ...(run.commit === null ? [] : [`commit ${run.commit.slice(0, 10)}`])];
  return `<header class="page"><h1>CORS in real browsers</h1><p>What each engine did with real cross-origin requests, set against what was expected and what the Fetch standard says. <span class="facts">${facts.map((fact) => `<span>${escapeHtml(fact)}</span>`).join(' ')}</span></p></header>`;
}

const date = (iso: string): string => iso.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');

function engineCard({ engine, record, planned, counts }: Column): string {
  const identity = record?.identity ?? null;
  const version = identity === null ? '' : ` <span class="version">${escapeHtml(identity.version)}</span>`;
  const build = identity === null ? (record?.status ?? 'not started') : `${identity.build === 'playwright' ? "Playwright's build" : `${identity.build} build`}, driven by ${identity.driver === 'playwright' ? 'Playwright' : 'W3C WebDriver'}`;
  const kinds = (Object.keys(verdictWords) as VerdictKind[]).filter((kind) => (counts[kind] ?? 0) > 0);
  const bar = kinds.map((kind) => `<i class="bar ${verdictClass[kind]} ${kind}" style="flex-grow:${counts[kind] ?? 0}"></i>`).join('');
  const list = kinds.map((kind) => `<li class="${verdictClass[kind]}"><b>${counts[kind] ?? 0}</b> ${verdictWords[kind].word}</li>`).join('');
  const trouble = record !== null && record.status !== 'ready' ? `<p class="trouble">${escapeHtml(record.why)}</p>` : '';
  const canaries = record?.canaries.length ? `<p class="canaries">Canaries: ${record.canaries.filter(({ ok }) => ok).length} of ${record.canaries.length} as they must be</p>` : '';
  return `<article class="engine ${escapeHtml(record?.status ?? 'missing')}"><h2>${escapeHtml(title(engine))}${version}</h2><p class="build">${escapeHtml(build)}</p><div class="bars" aria-hidden="true">${bar}</div><ul class="counts"><li><b>${planned}</b> cases</li>${list}</ul>${canaries}${trouble}</article>`;
}

export const title = (engine: string): string => ({ chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' })[engine] ?? engine;

function toolbar(): string {
  return `<form class="toolbar" role="search" hidden><input type="search" id="filter" placeholder="Filter by words in title, id, tag or reason" aria-label="Filter"><select id="view" aria-label="View"><option value="all">All cases</option><option value="unexpected">Not as expected</option><option value="differ">Engines differ</option></select><output id="shown" aria-live="polite"></output></form>`;
}

function table({ columns, sections }: MatrixModel): string {
  const heads = columns.map(({ engine, record }) => `<th scope="col">${escapeHtml(title(engine))}<small>${escapeHtml(record?.identity?.version ?? '')}</small></th>`).join('');
  const width = columns.length + 1;
  const body = sections
    .map(({ name, scenarios }) => `<tbody class="section"><tr><th colspan="${width}" scope="rowgroup">${escapeHtml(name === '' ? 'scenarios' : name)}</th></tr></tbody>${scenarios.map((scenario) => scenarioBody(scenario, columns)).join('')}`)
    .join('\n');
  return `<table class="matrix"><caption class="hidden">Verdicts by case and engine</caption><thead><tr><th scope="col">Scenario and case</th>${heads}</tr></thead>${body}</table><p id="nothing" class="nothing" hidden>No case fits the filter.</p>`;
}

function scenarioBody({ id, title: name, rows }: ScenarioRows, columns: readonly Column[]): string {
  const first = rows.flatMap(({ cells }) => cells).find((cell) => cell !== null);
  const spec = first === undefined ? '' : ` <a class="spec" href="${escapeHtml(safeLink(first.case.spec))}" rel="noreferrer">standard</a>`;
  const titles = new Set(rows.map(({ cells }) => cells.find((cell) => cell !== null)?.case.title));
  const tags = (first?.case.tags ?? []).join(' ');
  const head = `<tr class="scenario"><th colspan="${columns.length + 1}" scope="rowgroup"><span class="title">${escapeHtml(titles.size > 1 ? commonTitle([...titles]) : name)}</span> <code>${escapeHtml(id)}</code>${spec}</th></tr>`;
  return `<tbody class="cases" data-text="${escapeHtml(`${id} ${name} ${tags}`.toLowerCase())}">${head}${rows.map((row) => caseRow(row, id, columns, titles.size > 1)).join('')}</tbody>`;
}

/** What the titles of a scenario's cases share; the rest becomes an ellipsis. */
function commonTitle(titles: readonly (string | undefined)[]): string {
  const [words = [], ...rest] = titles.map((one) => (one ?? '').split(' '));
  let head = 0;
  while (head < words.length && rest.every((other) => other[head] === words[head])) head++;
  let tail = 0;
  while (tail < words.length - head && rest.every((other) => other.at(-1 - tail) === words.at(-1 - tail))) tail++;
  return [...words.slice(0, head), '…', ...words.slice(words.length - tail)].join(' ');
}

function caseRow({ id, cells }: Row, scenarioId: string, columns: readonly Column[], ownTitle: boolean): string {
  const kinds = new Set(cells.map((cell) => (cell === null ? '' : `${cell.verdict.kind} ${sameOutcome(cell)}`)));
  const bad = cells.some((cell) => cell === null || verdictClass[cell.verdict.kind] !== 'expected');
  const label = caseLabel(id, scenarioId).split('  ').map((part) => `<span>${escapeHtml(part)}</span>`).join(' ');
  const first = cells.find((cell) => cell !== null);
  const words = [...(ownTitle ? [first?.case.title ?? ''] : []), ...new Set(cells.flatMap((cell) => (cell === null ? [] : [reasonCode(cell)])))].join(' ').trim();
  const text = words === '' ? '' : ` data-text="${escapeHtml(words.toLowerCase())}"`;
  return `<tr class="case" data-bad="${bad}" data-differ="${kinds.size > 1}"${text}><th scope="row">${label}</th>${cells.map((cell, index) => cellHtml(cell, columns[index]?.engine ?? '', id)).join('')}</tr>`;
}

/** The outcome with what only one API tells left out, so that engines are compared and not APIs. */
function sameOutcome(cell: ResultRecord): string {
  return JSON.stringify([observedWords(cell), cell.observation.exchanges.map(({ role, method }) => `${role} ${method}`), cell.verdict.differences]);
}

/** The standard's reason where it says that there is no response; empty otherwise. */
function reasonCode({ prediction }: ResultRecord): string {
  const outcome = prediction?.outcome;
  return outcome?.kind === 'network-error' || outcome?.kind === 'exception' ? outcome.reason : '';
}

function cellHtml(cell: ResultRecord | null, engine: string, caseId: string): string {
  const kind: VerdictKind = cell?.verdict.kind ?? 'not-run';
  const { shape, word } = verdictWords[kind];
  const seen = cell === null ? '' : observedWords(cell);
  const code = cell === null ? '' : reasonCode(cell);
  const blocked = ['network-error', 'refused'].includes(cell?.observation.client?.kind ?? '');
  const reason = code === '' ? '' : `<span class="why">${blocked ? '' : 'the standard: '}${escapeHtml(code)}</span>`;
  const inner = `<span class="shape" aria-hidden="true">${shape}</span><span class="word">${word}</span><span class="seen">${escapeHtml(seen)}</span>${reason}`;
  if (cell === null) return `<td class="cell infrastructure ${kind}">${inner}</td>`;
  return `<td class="cell ${verdictClass[kind]} ${kind}" data-engine="${escapeHtml(title(engine))}"><button type="button" data-key="${escapeHtml(cellKey(engine, caseId))}">${inner}</button></td>`;
}

function legend({ columns }: MatrixModel): string {
  const used = (Object.keys(verdictWords) as VerdictKind[]).filter((kind) => columns.some(({ counts }) => (counts[kind] ?? 0) > 0));
  return `<dl class="legend" aria-label="Legend">${used.map((kind) => `<div class="${verdictClass[kind]}"><dt><span class="shape">${verdictWords[kind].shape}</span> ${verdictWords[kind].word}</dt><dd>${verdictWords[kind].means}</dd></div>`).join('')}</dl>`;
}
