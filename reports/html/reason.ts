import { textOf } from '../../harness/explain/reasons.ts';
import { algorithms } from '../../harness/fetch/trace.ts';
import type { ResultRecord } from '../record.ts';
import { code, el, heading, prose } from './element.ts';

/** Makes the sections that say why: the standard's reason, what would mend it, and the steps that lead there. */
export function reasonOf(record: ResultRecord): HTMLElement[] {
  const { prediction } = record;
  if (prediction === null) return [];
  const { outcome } = prediction;
  const parts: HTMLElement[] = [];
  if (outcome.kind === 'network-error' || outcome.kind === 'exception') {
    const { title, sentence, link, mend } = textOf(outcome.reason);
    parts.push(
      heading('Why'),
      el('p', { class: 'reason' }, el('b', {}, ...prose(title)), ' ', code(outcome.reason)),
      el('p', {}, ...prose(sentence), ' ', el('a', { href: link, rel: 'noreferrer' }, 'The rule in the standard')),
      heading('What would mend it'),
      el('ul', { class: 'mend' }, ...mend(outcome.kind === 'network-error' ? outcome.facts : null).map((item) => el('li', {}, ...prose(item)))),
    );
  } else if (outcome.kind === 'undetermined') {
    parts.push(heading('Why'), el('p', {}, `The standard leaves the outcome open (${outcome.because}): engines may differ, and none is wrong.`));
  }
  const steps = prediction.trace.map(({ algorithm, step, says }) => el('li', {}, el('a', { href: algorithms[algorithm].link, rel: 'noreferrer' }, `${algorithms[algorithm].title}, step ${step}`), el('span', {}, says)));
  parts.push(heading('The steps of the standard'), el('ol', { class: 'trace' }, ...steps));
  return parts;
}
