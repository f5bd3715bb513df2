import type { PageRow } from './contract.ts';
import { el } from './element.ts';

/**
 * Makes a section for each reason of the standard, of rows moved there; a row without one stands in the last. A scenario
 * has its head in each section that has rows of it. `homes` are the table bodies in which the rows were written.
 */
export function groupByReason(rows: readonly PageRow[], lines: readonly HTMLTableRowElement[], homes: readonly HTMLTableSectionElement[]): HTMLElement[] {
  const reasons = [...new Set(rows.map(({ reason }) => reason))].sort((one, other) => (one === '' ? 1 : other === '' ? -1 : one.localeCompare(other)));
  const written = homes[0]?.closest('table');
  return reasons.map((reason, index) => {
    const members = rows.flatMap((row, at) => (row.reason === reason ? [at] : []));
    const head = written?.tHead?.cloneNode(true) ?? null;
    const table = el('table', { class: 'matrix', role: 'grid' }, el('caption', { class: 'hidden' }, `Verdicts: ${reason}`), head);
    let last: HTMLTableSectionElement | undefined;
    let body: HTMLElement | null = null;
    for (const at of members) {
      const [line, home] = [lines[at], homes[at]];
      if (line === undefined || home === undefined) continue;
      if (body === null || home !== last) {
        body = el('tbody', {}, home.rows.item(0)?.cloneNode(true) ?? null);
        table.append(body);
        last = home;
      }
      body.append(line);
    }
    const name = reason === '' ? 'Allowed, or left open' : reason;
    return el('section', { class: 'part', 'aria-labelledby': `reason-${index}` }, el('h2', { id: `reason-${index}` }, name, ' ', el('small', {}, `${members.length} ${members.length === 1 ? 'case' : 'cases'}`)), table);
  });
}
