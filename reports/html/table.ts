import { verdictClass } from '../exit-code.ts';
import type { Column, MatrixModel, Row, ScenarioRows, Section } from '../model.ts';
import type { ResultRecord } from '../record.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { escapeHtml, safeLink } from './escape.ts';
import type { PageRow } from './contract.ts';
import { verdictsOf } from '../history/letters.ts';
import { formerVerdicts, pageData, sameEnd } from './pack.ts';
import { fits } from './select.ts';
import { initialState, views } from './state.ts';
import type { View } from './state.ts';
import { caseLabel, columnTitle, observedWords, reasonCode, verdictWords } from './words.ts';

/** Writes the page's content as HTML that reads without any script: head, columns and table. */
export function pageBody(model: MatrixModel): string {
  return [
    pageHead(model),
    model.incomplete === null ? '' : `<p class="banner" role="alert"><strong>Incomplete.</strong> ${escapeHtml(sentence(model.incomplete))}</p>`,
    comparedWith(model),
    ...(model.end?.stale ?? []).map((stale) => `<p class="banner" role="alert">A known deviation is out of date: ${escapeHtml(stale)}</p>`),
    ...(model.end?.errors ?? []).map((error) => `<p class="banner" role="alert">${escapeHtml(error)}</p>`),
    `<section class="engines" aria-label="Engines">${model.columns.map((column) => engineCard(column, model)).join('')}</section>`,
    glance(model),
    toolbar(model),
    sections(model),
    legend(model),
  ].join('\n');
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

function pageHead({ run, end }: MatrixModel): string {
  const facts = run === null ? [] : [date(run.startedAt), ...(end === null ? [] : [`${(end.duration / 1000).toFixed(1)} s`]), run.platform, `Node ${run.node.replace(/^v/, '')}`, ...(run.commit === null ? [] : [`commit ${run.commit.slice(0, 10)}`])];
  return `<header class="page"><h1>CORS in real browsers</h1><p>What each engine did with real cross-origin requests, set against what was expected and what the Fetch standard says. <span class="facts">${facts.map((fact) => `<span>${escapeHtml(fact)}</span>`).join(' ')}</span></p></header>`;
}

const date = (iso: string): string => iso.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');

/** Says which run this one is compared with, and what came of it. */
function comparedWith({ changes }: MatrixModel): string {
  if (changes === null) return '';
  const sums = changes.engines.map(({ engine, counts, in: inRuns }) => {
    const parts = (['regression', 'lost', 'fixed', 'gained', 'changed', 'added', 'deleted', 'notReached'] as const).filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind === 'notReached' ? 'not reached' : kind === 'regression' && counts[kind] > 1 ? 'regressions' : kind}`);
    // Of an engine that only one run had, no case is compared.
    const none = { both: 'nothing changed', before: 'only in that run', after: 'not in that run' }[inRuns];
    return `${columnTitle(engine)}: ${parts.length === 0 ? none : parts.join(', ')}`;
  });
  const { startedAt, commit } = changes.before;
  const when = [...(startedAt === null ? [] : [`of ${date(startedAt)}`]), ...(commit === null ? [] : [`at commit ${commit.slice(0, 10)}`])].join(' ');
  return `<p class="compared">Compared with the run ${escapeHtml(when === '' ? changes.before.name : when)}. ${escapeHtml(sums.join('; '))}.</p>`;
}

/** Draws the share that conforms, a point for each kept run. */
function trend(engine: string, { history }: MatrixModel): string {
  const points = history?.engines.find((one) => one.engine === engine)?.points.flatMap((point) => (point?.conforming == null ? [] : [point.conforming])) ?? [];
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return '';
  const [low, high] = [Math.min(...points), Math.max(...points)];
  const path = points.map((point, index) => `${((index / (points.length - 1)) * 120).toFixed(1)},${(high === low ? 12 : 22 - ((point - low) / (high - low)) * 20).toFixed(1)}`).join(' ');
  return `<p class="trend"><svg viewBox="0 0 120 24" width="120" height="24" aria-hidden="true"><polyline points="${path}" fill="none" stroke="currentColor" stroke-width="2"/></svg> ${points.length} runs: ${percent(first, 1)} to ${percent(last, 1)} as the standard says</p>`;
}

/** How much a verdict of one engine says of a run: what it did otherwise than expected, before what says nothing of it. */
const weights = { expected: 0, infrastructure: 1, unexpected: 2 } as const;

/** A sign for each kept run, the oldest first: as expected in all engines, or what was not in one; a dot where the run did not have the case. */
function strip(id: string, { history }: MatrixModel): string {
  const own = Object.values((history !== null && Object.hasOwn(history.strips, id) ? history.strips[id] : undefined) ?? {}).map(verdictsOf);
  const weight = (verdict: VerdictKind | null): number => (verdict === null ? -1 : weights[verdictClass[verdict]]);
  const worst = (own[0] ?? []).map((_verdict, run) => own.map((verdicts) => verdicts[run] ?? null).reduce((bad, verdict) => (weight(verdict) > weight(bad) ? verdict : bad), null));
  const had = worst.filter((verdict) => verdict !== null);
  if (had.length === 0) return '';
  const signs = worst.map((verdict) => (verdict === null ? '·' : weight(verdict) === 0 ? '▪' : verdictWords[verdict].shape)).join('');
  const odd = had.filter((verdict) => weight(verdict) > 0).length;
  return ` <span class="strip${odd === 0 ? '' : ' unsteady'}" role="img" aria-label="${had.length} ${had.length === 1 ? 'run' : 'runs'}, ${odd} not as expected">${signs}</span>`;
}

function engineCard({ key, engine, record, planned, counts }: Column, model: MatrixModel): string {
  const identity = record?.identity ?? null;
  const version = identity === null ? '' : ` <span class="version">${escapeHtml(identity.version)}</span>`;
  const build = identity === null ? (record?.status ?? 'not started') : `${identity.build === 'playwright' ? "Playwright's build" : `${identity.build} build`}, driven by ${identity.driver === 'playwright' ? 'Playwright' : 'W3C WebDriver'}`;
  const kinds = (Object.keys(verdictWords) as VerdictKind[]).filter((kind) => (counts[kind] ?? 0) > 0);
  const bar = kinds.map((kind) => `<i class="bar ${verdictClass[kind]} ${kind}" style="flex-grow:${counts[kind] ?? 0}"></i>`).join('');
  const list = kinds.map((kind) => `<li class="${verdictClass[kind]}"><b>${counts[kind] ?? 0}</b> ${verdictWords[kind].word}</li>`).join('');
  const trouble = record !== null && record.status !== 'ready' ? `<p class="trouble">${escapeHtml(record.why)}</p>` : '';
  const canaries = record?.canaries.length ? `<p class="canaries">Canaries: ${record.canaries.filter(({ ok }) => ok).length} of ${record.canaries.length} as they must be</p>` : '';
  return `<article class="engine ${escapeHtml(record?.status ?? 'missing')}"><h2>${escapeHtml(columnTitle(engine))}${version}</h2><p class="build">${escapeHtml(build)}</p><div class="bars" aria-hidden="true">${bar}</div><ul class="counts"><li><b>${planned}</b> cases</li>${list}</ul>${shares(key, model)}${trend(engine, model)}${canaries}${trouble}</article>`;
}

/** Says what share of the cases that were judged conform, and what share of all ends as in the other engines. */
function shares(key: string, { columns, sections }: MatrixModel): string {
  const at = columns.findIndex((column) => column.key === key);
  const rows = sections.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => scenario.rows.map(({ cells }) => cells)));
  const all = rows.filter((cells) => ['conforms', 'known-deviation', 'deviates', 'fixed'].includes(cells[at]?.verdict.kind ?? ''));
  // Of a target it is the server that differs, and from what its team wants.
  const [judged, ofTargets] = [all.filter((cells) => cells[at]?.case.target === undefined), all.filter((cells) => cells[at]?.case.target !== undefined)];
  const conforming = (some: typeof all): number => some.filter((cells) => ['conforms', 'fixed'].includes(cells[at]?.verdict.kind ?? '')).length;
  const comparable = rows.filter((cells) => cells.length > 1 && cells.every((cell) => cell !== null && cell.observation.client !== null));
  const agreeing = comparable.filter((cells) => cells.some((cell, index) => index !== at && sameEnd(cell, cells[at] ?? null)));
  const parts = [...(judged.length === 0 ? [] : [`${percent(conforming(judged), judged.length)} as the standard says`]), ...(ofTargets.length === 0 ? [] : [`${percent(conforming(ofTargets), ofTargets.length)} of what is asked of targets as it should be`]), ...(comparable.length === 0 ? [] : [`${percent(agreeing.length, comparable.length)} like another engine`])];
  return parts.length === 0 ? '' : `<p class="shares">${parts.map((part) => `<span>${part}</span>`).join(' ')}</p>`;
}

/** Rounded down: what is not all is never 100 %. */
const percent = (part: number, whole: number): string => `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`;

/** What to look at first, as links to the views. */
function glance(model: MatrixModel): string {
  const { rows, columns } = pageData(model).data;
  const counted = (Object.keys(views) as View[]).filter((view) => view !== 'all').map((view) => [view, rows.filter((row) => fits(row, { ...initialState, view }, columns)).length] as const);
  const items = counted.filter(([, count]) => count > 0).map(([view, count]) => `<li class="${view}"><a href="#view=${view}"><b>${count}</b> ${escapeHtml(viewWords[view])}</a></li>`);
  const calm = counted.some(([view, count]) => view === 'unexpected' && count === 0) && rows.length > 0 ? '<li class="calm"><a href="#view=all"><b>✓</b> all as expected</a></li>' : '';
  return `<ul class="glance" aria-label="At a glance">${calm}${items.join('')}</ul>`;
}

const viewWords: Readonly<Record<View, string>> = { all: '', unexpected: 'not as expected', differ: 'where engines differ', one: 'fail in exactly one engine', known: 'known deviations', changed: 'changed' };

function toolbar(model: MatrixModel): string {
  const { rows } = pageData(model).data;
  const choice = (id: string, label: string, first: string, values: readonly (readonly [value: string, word: string])[]): string => `<label>${label} <select id="${id}"><option value="">${first}</option>${values.map(([value, word]) => `<option value="${escapeHtml(value)}">${escapeHtml(word)}</option>`).join('')}</select></label>`;
  const all = (pick: (row: PageRow) => readonly string[]): (readonly [string, string])[] => [...new Set(rows.flatMap(pick))].filter((value) => value !== '').sort().map((value) => [value, value]);
  const engines = pageData(model).data.columns.map(({ key, title }) => [key, title] as const);
  const kinds = (Object.keys(verdictWords) as VerdictKind[]).filter((kind) => rows.some(({ verdicts }) => verdicts.includes(kind)));
  return [
    '<form class="toolbar" role="search" hidden>',
    '<div class="first"><input type="search" id="filter" placeholder="Filter by words in title, id, tag or reason" aria-label="Filter">',
    `<select id="view" aria-label="View">${Object.entries(views).filter(([value]) => value !== 'changed' || model.changes !== null).map(([value, word]) => `<option value="${value}">${word}</option>`).join('')}</select>`,
    '<details id="more"><summary>More filters</summary><div class="choices">',
    choice('section', 'Section', 'all', all(({ section }) => [section])),
    choice('reason', 'Reason', 'all', all(({ reason }) => [reason])),
    choice('tag', 'Tag', 'all', all(({ tags }) => tags)),
    choice('verdict', 'Verdict', 'all', kinds.map((kind) => [kind, verdictWords[kind].word])),
    choice('engine', 'in', 'any engine', engines),
    choice('api', 'API', 'all', all(({ api }) => [api])),
    choice('method', 'Method', 'all', all(({ method }) => [method])),
    '<label>Group by <select id="group"><option value="section">section</option><option value="reason">reason</option></select></label>',
    `<fieldset><legend>Columns</legend>${engines.map(([key, word]) => `<label><input type="checkbox" name="column" value="${escapeHtml(key)}" checked> ${escapeHtml(word)}</label>`).join(' ')}</fieldset>`,
    '</div></details>',
    '<button type="button" id="clear" hidden>Clear</button><button type="button" id="keys" aria-label="Keyboard">?</button></div>',
    '<output id="shown" aria-live="polite"></output></form>',
  ].join('');
}

function sections(model: MatrixModel): string {
  const former = model.columns.map(({ engine }) => formerVerdicts(model.changes, engine));
  return `<div id="matrix">${model.sections.map((section, index) => sectionHtml(section, index, model, former)).join('\n')}</div><p id="nothing" class="nothing" hidden>No case fits the filter.</p>`;
}

/** Each section is a table of its own, so a browser lays out only those that are in sight. */
function sectionHtml({ name, scenarios }: Section, index: number, model: MatrixModel, former: Former): string {
  const rows = scenarios.reduce((sum, scenario) => sum + scenario.rows.length, 0);
  const words = escapeHtml(name === '' ? 'scenarios' : name);
  return `<section class="part" style="contain-intrinsic-size:auto ${60 + scenarios.length * 38 + rows * 30}px" aria-labelledby="part-${index}"><h2 id="part-${index}">${words} <small>${rows} ${rows === 1 ? 'case' : 'cases'}</small></h2>${tableHtml(scenarios, words, model, former)}</section>`;
}

function tableHtml(scenarios: readonly ScenarioRows[], caption: string, model: MatrixModel, former: Former): string {
  const heads = model.columns.map(({ engine, record }) => `<th scope="col">${escapeHtml(columnTitle(engine))} <small>${escapeHtml(record?.identity?.version ?? '')}</small></th>`).join('');
  return `<table class="matrix"><caption class="hidden">Verdicts: ${caption}</caption><thead><tr><th scope="col">Scenario and case</th>${heads}</tr></thead>${scenarios.map((scenario) => scenarioBody(scenario, model, former)).join('')}</table>`;
}

function scenarioBody({ id, title: name, rows }: ScenarioRows, model: MatrixModel, former: Former): string {
  const first = rows.flatMap(({ cells }) => cells).find((cell) => cell !== null);
  const spec = first === undefined ? '' : ` <a href="${escapeHtml(safeLink(first.case.spec))}" rel="noreferrer">standard</a>`;
  const titles = new Set(rows.map(({ cells }) => cells.find((cell) => cell !== null)?.case.title));
  const head = `<tr class="scenario"><th colspan="${model.columns.length + 1}" scope="rowgroup"><b>${escapeHtml(titles.size > 1 ? commonTitle([...titles]) : name)}</b> <code>${escapeHtml(id)}</code>${spec}</th></tr>`;
  return `<tbody>${head}${rows.map((row) => caseRow(row, id, model, former)).join('')}</tbody>`;
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

/** How the cases of each column ended in the run that this one is compared with, where they end otherwise now. */
type Former = readonly ReadonlyMap<string, string>[];

function caseRow({ id, cells }: Row, scenarioId: string, model: MatrixModel, former: Former): string {
  const label = caseLabel(id, scenarioId).split('  ').map((part) => `<span>${escapeHtml(part)}</span>`).join(' ');
  return `<tr class="case"><th scope="row">${label}${strip(id, model)}</th>${cells.map((cell, index) => cellHtml(cell, former[index]?.get(id) ?? '')).join('')}</tr>`;
}

/** A cell in few bytes, for there are thousands: its shape comes from the style, by the verdict. */
function cellHtml(cell: ResultRecord | null, was: string): string {
  const kind: VerdictKind = cell?.verdict.kind ?? 'not-run';
  const seen = cell === null ? '' : observedWords(cell);
  const code = cell === null ? '' : reasonCode(cell);
  const blocked = ['network-error', 'refused'].includes(cell?.observation.client?.kind ?? '');
  return `<td class="${kind}"><b>${verdictWords[kind].word}</b>${seen === '' ? '' : ` ${escapeHtml(seen)}`}${code === '' ? '' : ` <i>${blocked ? '' : 'the standard: '}${escapeHtml(code)}</i>`}${was === '' ? '' : ` <u>before: ${escapeHtml(was)}</u>`}</td>`;
}

function legend({ columns }: MatrixModel): string {
  const used = (Object.keys(verdictWords) as VerdictKind[]).filter((kind) => columns.some(({ counts }) => (counts[kind] ?? 0) > 0));
  return `<dl class="legend" aria-label="Legend">${used.map((kind) => `<div class="${verdictClass[kind]}"><dt><span class="shape">${verdictWords[kind].shape}</span> ${verdictWords[kind].word}</dt><dd>${verdictWords[kind].means}</dd></div>`).join('')}</dl>`;
}

/** Rules that depend on the verdicts and columns that there are: shapes, names of columns on narrow screens, columns left out. */
export function modelStyle({ columns }: MatrixModel): string {
  const shapes = Object.entries(verdictWords).map(([kind, { shape }]) => `td.${kind} b::before{content:"${shape} "/""}`);
  const names = columns.map(({ engine }, index) => `@media (max-width:720px){tr.case td:nth-child(${index + 2})::before{content:"${cssText(columnTitle(engine))}"}}.without-${index} table.matrix tr:not(.scenario)>:nth-child(${index + 2}){display:none}`);
  return [...shapes, ...names].join('\n');
}

/** Escapes text for a string in a style; only letters, digits and spaces stay as they are. */
const cssText = (text: string): string => text.replace(/[^A-Za-z0-9 ]/g, (character) => `\\${(character.codePointAt(0) ?? 0).toString(16)} `);
