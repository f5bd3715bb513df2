import type { ResultRecord } from '../record.ts';
import type { Pack, PageData } from './contract.ts';
import { el } from './element.ts';
import { groupByReason } from './group.ts';
import { helpOf } from './help.ts';
import { panelOf } from './panel.ts';
import { fits, isDifference } from './select.ts';
import { initialState, isFiltered, readState, writeState } from './state.ts';
import type { State } from './state.ts';
import { cellKey } from './words.ts';

/** The matrix's script: chooses rows, moves between cells, and opens a cell's panel. All text reaches the page as text, never as markup. */

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

/** Reads what the writer packed. */
async function unpack<T>(id: string): Promise<T> {
  const bytes = Uint8Array.from(atob(byId(id).textContent), (letter) => letter.charCodeAt(0));
  return JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).text()) as T;
}

const { columns, rows } = await unpack<PageData>('data');
const packs = new Map<number, Promise<Pack>>();

/** The table's rows, in the order in which they were written; the first cell of each is its head. */
const lines = [...document.querySelectorAll<HTMLTableRowElement>('tr.case')];
const indexOf = new Map(lines.map((line, index) => [line, index]));
const matrix = byId('matrix');
/** What was written: the sections, to which the rows return from other groups. */
const sections = [...matrix.children];
const panel = byId('panel') as HTMLDialogElement;
const help = byId('help') as HTMLDialogElement;
const filter = byId('filter') as HTMLInputElement;
const choices = ['view', 'section', 'reason', 'tag', 'verdict', 'engine', 'api', 'method', 'group'] as const;

let state: State = initialState;
/** The rows that are shown, in the order in which they stand. */
let shown: number[] = [];
let active = { row: 0, column: 0 };

function change(changes: Partial<State>): void {
  const hash = writeState({ ...state, ...changes });
  history.replaceState(null, '', hash === '' ? location.pathname + location.search : `#${hash}`);
  show();
}

function show(): void {
  const before = state;
  state = readState(location.hash);
  if (before === initialState || before.group !== state.group) group();
  choose();
  void showPanel();
}

function group(): void {
  if (state.group === 'section') {
    matrix.replaceChildren(...sections);
    // Rows that were moved go back, each behind its scenario's head, in the order written.
    for (const [index, line] of lines.entries()) homes[index]?.append(line);
  } else {
    matrix.replaceChildren(...groupByReason(rows, lines, homes));
  }
}

/** The table body of its scenario, for each row. */
const homes = lines.map((line) => line.parentElement as HTMLTableSectionElement);

const casesOf = (left: number, all: number): string => `${left === all ? '' : `${left} of `}${all} ${all === 1 ? 'case' : 'cases'}`;

/** Applies the filters and the choice of columns. */
function choose(): void {
  if (filter.value !== state.filter) filter.value = state.filter;
  for (const name of choices) (byId(name) as HTMLSelectElement).value = state[name];
  for (const box of document.querySelectorAll<HTMLInputElement>('[name=column]')) box.checked = !state.without.includes(box.value);
  for (const [index, { key }] of columns.entries()) matrix.classList.toggle(`without-${index}`, state.without.includes(key));
  for (const [index, line] of lines.entries()) {
    const row = rows[index];
    line.hidden = row === undefined || !fits(row, state, columns);
  }
  for (const body of matrix.querySelectorAll('tbody')) body.hidden = body.querySelector('tr.case:not([hidden])') === null;
  for (const part of matrix.querySelectorAll<HTMLElement>('section.part')) {
    const left = part.querySelectorAll('tr.case:not([hidden])').length;
    part.hidden = left === 0;
    part.querySelector('h2 small')?.replaceChildren(casesOf(left, part.querySelectorAll('tr.case').length));
  }
  shown = [...matrix.querySelectorAll<HTMLTableRowElement>('tr.case:not([hidden])')].map((line) => indexOf.get(line) ?? 0);
  byId('shown').textContent = casesOf(shown.length, rows.length);
  byId('nothing').hidden = shown.length > 0;
  byId('clear').hidden = !isFiltered(state);
  if (!shown.includes(active.row)) activate({ row: shown[0] ?? 0, column: active.column }, false);
}

const cellAt = ({ row, column }: typeof active): HTMLTableCellElement | undefined => lines[row]?.cells[column + 1];

/** Makes a cell the one that Tab leads to. */
function activate(next: typeof active, focus: boolean): void {
  cellAt(active)?.removeAttribute('tabindex');
  active = next;
  const cell = cellAt(active);
  cell?.setAttribute('tabindex', '0');
  if (focus) cell?.focus();
}

const keyOf = ({ row, column }: typeof active): string => cellKey(columns[column]?.key ?? '', rows[row]?.id ?? '');

/** Where a cell's key says it is; null for a key of no cell. */
function find(key: string): typeof active | null {
  const column = columns.findIndex((one) => key.startsWith(`${one.key}:`));
  const row = column === -1 ? -1 : rows.findIndex(({ id }) => cellKey(columns[column]?.key ?? '', id) === key);
  return row === -1 ? null : { row, column };
}

async function recordsOf(row: number): Promise<readonly (ResultRecord | null)[]> {
  const facts = rows[row];
  if (facts === undefined) return [];
  const pack = packs.get(facts.pack) ?? unpack<Pack>(`pack-${facts.pack}`);
  packs.set(facts.pack, pack);
  return (await pack)[facts.id] ?? [];
}

async function showPanel(): Promise<void> {
  const { cell } = state;
  for (const marked of document.querySelectorAll('td[aria-current]')) marked.removeAttribute('aria-current');
  const at = find(cell);
  const records = at === null ? [] : await recordsOf(at.row);
  // Another cell may have been opened meanwhile.
  if (state.cell !== cell) return;
  const record = at === null ? null : (records[at.column] ?? null);
  if (at === null || record === null) {
    if (panel.open) panel.close();
    return;
  }
  cellAt(at)?.setAttribute('aria-current', 'true');
  const others = columns.flatMap(({ key, title }, index) => (index === at.column || records[index] == null ? [] : [{ title, open: () => change({ cell: cellKey(key, record.case.id) }) }]));
  panel.replaceChildren(panelOf(record, { close: () => change({ cell: '' }), others, next: () => step(1), previous: () => step(-1) }));
  if (!panel.open) {
    activate(at, true);
    panel.showModal();
  } else activate(at, false);
  panel.scrollTop = 0;
}

/** Goes to the next or previous row where engines differ or something is unexpected, and opens it if a panel is open. */
function step(direction: 1 | -1): void {
  const differences = shown.filter((index) => rows[index] !== undefined && isDifference(rows[index]));
  const here = shown.indexOf(active.row);
  const next = direction === 1 ? differences.find((index) => shown.indexOf(index) > here) : differences.findLast((index) => shown.indexOf(index) < here);
  if (next === undefined) return;
  const to = { row: next, column: active.column };
  if (panel.open) change({ cell: keyOf(to) });
  else activate(to, true);
}

/** Moves among the cells that are shown. */
function move(rowsDown: number, columnsRight: number): void {
  const visible = columns.flatMap(({ key }, index) => (state.without.includes(key) ? [] : [index]));
  const row = shown[Math.min(Math.max(shown.indexOf(active.row) + rowsDown, 0), shown.length - 1)];
  const column = visible[Math.min(Math.max(visible.indexOf(active.column) + columnsRight, 0), visible.length - 1)];
  if (row !== undefined && column !== undefined) activate({ row, column }, true);
}

const moves: Readonly<Record<string, () => void>> = {
  ArrowDown: () => move(1, 0),
  ArrowUp: () => move(-1, 0),
  ArrowRight: () => move(0, 1),
  ArrowLeft: () => move(0, -1),
  PageDown: () => move(20, 0),
  PageUp: () => move(-20, 0),
  Home: () => move(0, -columns.length),
  End: () => move(0, columns.length),
  Enter: () => change({ cell: keyOf(active) }),
  ' ': () => change({ cell: keyOf(active) }),
};
const keys: Readonly<Record<string, () => void>> = {
  '/': () => {
    if (panel.open) return;
    filter.focus();
    filter.select();
  },
  n: () => step(1),
  p: () => step(-1),
  '?': () => showHelp(),
};

function showHelp(): void {
  help.replaceChildren(helpOf(() => help.close()));
  if (!help.open) help.showModal();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const target = event.target as HTMLElement;
  if (target.matches('input, select, textarea')) {
    if (event.key === 'Escape' && target === filter) activate({ ...active }, true);
    return;
  }
  const act = (target.matches('td') ? moves[event.key] : undefined) ?? keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});
matrix.addEventListener('click', (event) => {
  const cell = (event.target as Element).closest<HTMLTableCellElement>('tr.case > td');
  const row = indexOf.get(cell?.parentElement as HTMLTableRowElement);
  if (cell !== null && row !== undefined) change({ cell: keyOf({ row, column: cell.cellIndex - 1 }) });
});
for (const dialog of [panel, help]) {
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
}
panel.addEventListener('close', () => {
  if (state.cell !== '') change({ cell: '' });
});
byId('clear').addEventListener('click', () => change({ ...initialState, group: state.group, without: state.without }));
byId('keys').addEventListener('click', showHelp);
filter.addEventListener('input', () => change({ filter: filter.value }));
for (const name of choices) byId(name).addEventListener('change', (event) => change({ [name]: (event.target as HTMLSelectElement).value }));
document.addEventListener('change', (event) => {
  if ((event.target as HTMLInputElement).name !== 'column') return;
  change({ without: [...document.querySelectorAll<HTMLInputElement>('[name=column]:not(:checked)')].map(({ value }) => value) });
});
document.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault());

for (const table of matrix.querySelectorAll('table')) table.setAttribute('role', 'grid');
document.querySelector('form')?.removeAttribute('hidden');
matrix.after(el('p', { class: 'hidden', id: 'how' }, 'Enter opens a cell; question mark lists the keys.'));
addEventListener('hashchange', show);
show();
document.documentElement.dataset['ready'] = 'true';
