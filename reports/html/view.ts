import type { MatrixModel, Row } from '../model.ts';
import type { ResultRecord } from '../record.ts';
import { panelOf } from './panel.ts';
import { cellKey } from './words.ts';

/** The matrix's script: filters rows, and opens a cell's panel. All text reaches the page as text, never as markup. */

const records = new Map<string, ResultRecord>();
let rows: readonly Row[] = [];

/** Reads the model: as JSON it is twenty times as large, since cases have much in common. */
async function readModel(): Promise<MatrixModel> {
  const packed = Uint8Array.from(atob(document.getElementById('model')?.textContent ?? ''), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return JSON.parse(await new Response(unpacked).text()) as MatrixModel;
}

const dialog = document.querySelector<HTMLDialogElement>('dialog#panel');
const filter = document.querySelector<HTMLInputElement>('#filter');
const view = document.querySelector<HTMLSelectElement>('#view');
const toolbar = document.querySelector<HTMLElement>('.toolbar');

/** The page's state, kept in the address so that a link shows the same. */
interface State {
  readonly cell: string;
  readonly filter: string;
  readonly view: string;
}

function readState(): State {
  const given = new URLSearchParams(location.hash.slice(1));
  return { cell: given.get('cell') ?? '', filter: given.get('filter') ?? '', view: given.get('view') ?? 'all' };
}

function changeState(change: Partial<State>): void {
  const state = { ...readState(), ...change };
  const written = new URLSearchParams();
  if (state.cell !== '') written.set('cell', state.cell);
  if (state.filter !== '') written.set('filter', state.filter);
  if (state.view !== 'all') written.set('view', state.view);
  const hash = written.toString();
  history.replaceState(null, '', hash === '' ? location.pathname + location.search : `#${hash}`);
  show();
}

function show(): void {
  const state = readState();
  applyFilter(state);
  const record = records.get(state.cell);
  for (const button of document.querySelectorAll<HTMLElement>('button[aria-expanded]')) button.removeAttribute('aria-expanded');
  if (record === undefined || dialog === null) {
    if (dialog?.open === true) dialog.close();
    return;
  }
  buttonOf(state.cell)?.setAttribute('aria-expanded', 'true');
  dialog.replaceChildren(panelOf(record, () => changeState({ cell: '' })));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

function buttonOf(key: string): HTMLButtonElement | null {
  return document.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(key)}"]`);
}

function applyFilter(state: State): void {
  if (filter !== null && filter.value !== state.filter) filter.value = state.filter;
  if (view !== null && view.value !== state.view) view.value = state.view;
  const words = state.filter.toLowerCase().split(/\s+/).filter((word) => word !== '');
  let shown = 0;
  for (const body of document.querySelectorAll<HTMLElement>('tbody.cases')) {
    let any = false;
    for (const row of body.querySelectorAll<HTMLTableRowElement>('tr.case')) {
      const text = `${body.dataset['text'] ?? ''} ${row.dataset['text'] ?? ''} ${row.cells.item(0)?.textContent.toLowerCase() ?? ''}`;
      const fits = (state.view === 'all' || row.dataset[state.view === 'differ' ? 'differ' : 'bad'] === 'true') && words.every((word) => text.includes(word));
      row.hidden = !fits;
      any ||= fits;
      if (fits) shown++;
    }
    body.hidden = !any;
  }
  for (const section of document.querySelectorAll<HTMLElement>('tbody.section')) {
    let next = section.nextElementSibling;
    let any = false;
    for (; next !== null && next.classList.contains('cases'); next = next.nextElementSibling) any ||= !(next as HTMLElement).hidden;
    section.hidden = !any;
  }
  const output = document.getElementById('shown');
  if (output !== null) output.textContent = shown === rows.length ? `${rows.length} cases` : `${shown} of ${rows.length} cases`;
  const nothing = document.getElementById('nothing');
  if (nothing !== null) nothing.hidden = shown > 0;
}

toolbar?.addEventListener('submit', (event) => event.preventDefault());
filter?.addEventListener('input', () => changeState({ filter: filter.value }));
view?.addEventListener('change', () => changeState({ view: view.value }));
document.querySelector('table')?.addEventListener('click', (event) => {
  const key = (event.target as Element).closest<HTMLElement>('button[data-key]')?.dataset['key'];
  if (key !== undefined) changeState({ cell: key });
});
dialog?.addEventListener('close', () => {
  const { cell } = readState();
  if (cell !== '') changeState({ cell: '' });
});
dialog?.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});
void readModel().then((model) => {
  rows = model.sections.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => scenario.rows));
  for (const { cells } of rows) for (const cell of cells) if (cell !== null) records.set(cellKey(cell.engine, cell.case.id), cell);
  toolbar?.removeAttribute('hidden');
  addEventListener('hashchange', show);
  show();
});
