/** What the reader has chosen. All of it is in the address, so that a link shows the same. */
export interface State {
  /** The cell whose panel is open, by `cellKey`; empty when none is. */
  readonly cell: string;
  /** Words that a row must hold. */
  readonly filter: string;
  readonly view: View;
  readonly group: 'section' | 'reason';
  readonly section: string;
  readonly reason: string;
  readonly tag: string;
  /** A verdict, in the engine `engine` or, where that is empty, in any. */
  readonly verdict: string;
  readonly engine: string;
  readonly api: string;
  readonly method: string;
  /** Keys of the columns that are not shown. */
  readonly without: readonly string[];
}

export const views = {
  all: 'All cases',
  unexpected: 'Not as expected',
  differ: 'Engines differ',
  one: 'Fails in exactly one engine',
  known: 'Known deviations',
  changed: 'Changed',
} as const;
export type View = keyof typeof views;

export const initialState: State = { cell: '', filter: '', view: 'all', group: 'section', section: '', reason: '', tag: '', verdict: '', engine: '', api: '', method: '', without: [] };

/** Reads a state from what follows `#` in an address. What it does not know it leaves as it is at first. */
export function readState(hash: string): State {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (name: string): string => given.get(name) ?? '';
  const view = text('view');
  return {
    cell: text('cell'),
    filter: text('filter'),
    view: Object.hasOwn(views, view) ? (view as View) : 'all',
    group: text('group') === 'reason' ? 'reason' : 'section',
    section: text('section'),
    reason: text('reason'),
    tag: text('tag'),
    verdict: text('verdict'),
    engine: text('engine'),
    api: text('api'),
    method: text('method'),
    without: given.getAll('without'),
  };
}

/** Writes a state as it stands after `#`: empty for the initial one. */
export function writeState(state: State): string {
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries(state) as [keyof State, string | readonly string[]][]) {
    if (typeof value !== 'string') for (const one of value) written.append(name, one);
    else if (value !== initialState[name]) written.set(name, value);
  }
  return written.toString();
}

/** Says whether rows may be hidden: anything but the open cell, the groups and the columns differs from the initial state. */
export function isFiltered(state: State): boolean {
  return writeState({ ...state, cell: '', group: 'section', without: [] }) !== '';
}
