import { el } from './element.ts';

const keys = [
  ['/', 'go to the filter'],
  ['← ↑ → ↓', 'go from cell to cell'],
  ['Enter', 'open the cell'],
  ['n, p', 'go to the next or previous case in which engines differ or something is not as expected'],
  ['Esc', 'close'],
  ['?', 'show this'],
] as const;

/** Makes the list of keys. */
export function helpOf(close: () => void): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const button = el('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '×');
  button.addEventListener('click', close);
  fragment.append(el('header', {}, button, el('h2', { id: 'help-title' }, 'Keyboard')), el('dl', { class: 'keys' }, ...keys.flatMap(([key, does]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, does)])));
  return fragment;
}
