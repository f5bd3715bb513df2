import type { Change } from './comparison.ts';
import { editWords, hintOf } from './groups.ts';
import { verdictWords } from '../html/words.ts';

/** A line for people: our own words, and values from a stream, which each form of output makes harmless in its own way. */
export type Sentence = readonly (string | { readonly value: string })[];

/** Edits of one case that are written out. */
const mostEdits = 4;

/** Says line by line what is different in a case: the verdict, what differs from what is expected, what was edited. */
export function sentencesOf(change: Change): Sentence[] {
  const { verdict, came, went, scenario, prediction, why } = change;
  const sentences: Sentence[] = [];
  if (verdict.from !== verdict.to) sentences.push([`${verdict.from} → ${verdict.to}: ${verdictWords[verdict.to].means}`]);
  for (const { element, expected, observed } of came) sentences.push(['differs now: ', { value: element }, ', expected ', { value: expected }, ', observed ', { value: observed }]);
  for (const { element, expected, observed } of went) sentences.push(['differs no more: ', { value: element }, ', expected ', { value: expected }, ', observed ', { value: observed }]);
  if (came.length + went.length === 0 && why.to !== '' && why.to !== why.from && verdict.from !== verdict.to) sentences.push(['it says: ', { value: why.to }]);
  for (const [words, edits] of [['the scenario was edited: ', scenario], ['the standard’s prediction is another: ', prediction]] as const) {
    for (const edit of edits.slice(0, mostEdits)) sentences.push([words, { value: editWords(edit) }]);
    if (edits.length > mostEdits) sentences.push([words, `in ${edits.length - mostEdits} more places`]);
  }
  const hint = hintOf(change);
  if (hint !== null) sentences.push([hint]);
  return sentences;
}
