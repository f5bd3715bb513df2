import { verdictClass } from '../exit-code.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import type { PageColumn, PageRow } from './contract.ts';
import type { State } from './state.ts';

/** Chooses the rows that a state shows. */
export function fits(row: PageRow, state: State, columns: readonly PageColumn[]): boolean {
  const is = (wanted: string, value: string): boolean => wanted === '' || wanted === value;
  return (
    inView(row, state) &&
    is(state.section, row.section) &&
    is(state.reason, row.reason) &&
    is(state.api, row.api) &&
    is(state.method, row.method) &&
    (state.tag === '' || row.tags.includes(state.tag)) &&
    hasVerdict(row, state, columns) &&
    holdsWords(row, state.filter)
  );
}

/** Says whether an engine was there and came to the case: one that did not neither fails nor differs from others. */
export const tookPart = (kind: VerdictKind): boolean => kind !== 'unsupported' && kind !== 'not-run' && kind !== 'skipped';

/** What is no success of the engine, though it may be known or not its fault. */
const fails = (kind: VerdictKind): boolean => kind !== 'conforms' && kind !== 'observed';

function inView({ verdicts, differ, was }: PageRow, { view }: State): boolean {
  switch (view) {
    case 'all':
      return true;
    case 'unexpected':
      return verdicts.some((kind) => verdictClass[kind] !== 'expected');
    case 'differ':
      return differ;
    case 'one': {
      const taking = verdicts.filter(tookPart);
      return taking.length > 1 && taking.filter(fails).length === 1;
    }
    case 'known':
      return verdicts.includes('known-deviation');
    case 'changed':
      return was.some((verdict) => verdict !== '');
  }
}

function hasVerdict({ verdicts }: PageRow, { verdict, engine }: State, columns: readonly PageColumn[]): boolean {
  if (verdict === '') return true;
  return verdicts.some((kind, index) => kind === verdict && (engine === '' || columns[index]?.key === engine));
}

function holdsWords({ id, title, tags, reason }: PageRow, filter: string): boolean {
  const text = `${id} ${title} ${tags.join(' ')} ${reason}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Whether a row is one that `n` and `p` go to. */
export function isDifference({ verdicts, differ }: PageRow): boolean {
  return differ || verdicts.some((kind) => verdictClass[kind] !== 'expected');
}
