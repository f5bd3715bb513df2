import { agreement } from '../../harness/explain/agreement.ts';
import type { Prediction } from '../../harness/fetch/predict.ts';
import type { ResultRecord } from '../record.ts';
import { el } from './element.ts';
import { endWords, observedWords } from './words.ts';

interface VoicesRow {
  readonly name: string;
  readonly expected: string;
  readonly standard: string;
  readonly observed: string;
  readonly differs: boolean;
}

/** Makes the table of the three voices: what the author expects, what the standard says, and what the engine did. */
export function voices(record: ResultRecord): HTMLElement {
  const body = voicesRows(record).map(({ name, expected, standard, observed, differs }) =>
    el('tr', differs ? { class: 'differs' } : {}, el('th', { scope: 'row' }, name), el('td', {}, expected), el('td', {}, standard), el('td', {}, observed, differs ? el('b', {}, ' differs') : null)),
  );
  const columns = [record.expectation === 'author' ? 'the scenario expects' : 'the scenario', 'the standard says', 'the engine did'];
  return el('table', { class: 'comparison' }, el('thead', {}, el('tr', {}, el('td', {}), ...columns.map((column) => el('th', { scope: 'col' }, column)))), el('tbody', {}, ...body));
}

/** Makes the rows, the outcome first. */
export function voicesRows(record: ResultRecord): VoicesRow[] {
  const { expect, verdict, observation, prediction, expectation } = record;
  const differs = (element: string): boolean => verdict.differences.some((difference) => difference.element === element);
  const left = expectation === 'standard' ? 'leaves it to the standard' : '(left open)';
  const written = (value: string | undefined): string => (expectation === 'standard' ? left : (value ?? left));
  const rows: VoicesRow[] = [
    { name: 'outcome', expected: written(expect.outcome?.replace('network-error', 'network error')), standard: outcomeWords(prediction), observed: observedWords(record), differs: differs('outcome') },
    // Of a target the engine's own exchanges were seen by nobody of ours.
    ...(record.target !== undefined ? [] : [{
      name: 'exchanges',
      expected: written(expect.exchanges === undefined ? undefined : arrows(expect.exchanges.map(({ role, again }) => (again === true ? `${role} (perhaps again)` : role)))),
      standard: prediction === null ? '' : arrows(prediction.exchanges.map(({ role, optional }) => (optional === null ? role : `(${role})`))) + (prediction.outcome.kind === 'undetermined' ? ' → …' : ''),
      observed: observation.client === null && observation.exchanges.length === 0 ? '' : arrows(observation.exchanges.map(({ role }) => ({ 'cors-preflight-request': 'preflight', 'cors-request': 'request', request: 'request', setup: 'setup', reachability: 'reachability' })[role])),
      differs: differs('exchanges'),
    }]),
  ];
  const stopped = prediction?.outcome.kind === 'network-error' || prediction?.outcome.kind === 'exception' ? `${prediction.outcome.stage}: ${prediction.outcome.reason}` : null;
  if (stopped !== null || expect.stage !== undefined) {
    const author = expect.stage === undefined ? undefined : `${expect.stage}${expect.reason === undefined ? '' : `: ${expect.reason}`}`;
    const said = engineReason(record);
    rows.push({ name: 'stopped by', expected: written(author), standard: stopped ?? '', observed: said.words, differs: said.disagrees || differs('stage') || differs('reason') });
  }
  for (const { element, expected, observed, from } of verdict.differences) {
    if (element === 'outcome' || element === 'exchanges') continue;
    rows.push({ name: element, expected: from === 'standard' ? left : expected, standard: from === 'expectation' ? '' : expected, observed, differs: true });
  }
  for (const [element, expected] of heldClaims(record)) if (!differs(element)) rows.push({ name: element, expected, standard: '', observed: 'so it is', differs: false });
  return rows;
}

/** Says what the engine itself gave as the reason, and whether that is ours. */
function engineReason({ prediction, observation }: ResultRecord): { words: string; disagrees: boolean } {
  if (observation.client === null) return { words: '', disagrees: false };
  const outcome = prediction?.outcome;
  const found = agreement(outcome?.kind === 'network-error' ? outcome.reason : null, observation.words);
  switch (found.kind) {
    case 'silent':
      return { words: 'the engine does not say', disagrees: false };
    case 'agrees':
      return { words: `${found.code}: the same`, disagrees: false };
    case 'disagrees':
      return { words: `${found.code}: another reason`, disagrees: true };
  }
}

function outcomeWords(prediction: Prediction | null): string {
  const outcome = prediction?.outcome;
  switch (outcome?.kind) {
    case undefined:
      return '';
    case 'response':
      return `${outcome.type} ${outcome.status}`;
    case 'network-error':
      return 'network error';
    case 'exception':
      return outcome.error;
    case 'aborted':
    case 'timed-out':
    case 'sent':
      return endWords[outcome.kind];
    case 'undetermined':
      return `left open (${outcome.because})`;
  }
}

function arrows(roles: readonly string[]): string {
  return roles.length === 0 ? 'nothing' : roles.join(' → ');
}

/** Verdicts that come of a whole comparison. */
const judged: ReadonlySet<string> = new Set(['conforms', 'observed', 'known-deviation', 'deviates', 'fixed']);

/** Lists what the author expects of headers, in the words that a difference would have. */
function heldClaims({ expect, verdict, observation, expectation }: ResultRecord): [element: string, expected: string][] {
  // Where the exchanges differ as a whole, or nothing could be judged, nobody looked at single headers.
  if (expectation === 'standard' || observation.client === null || !judged.has(verdict.kind) || verdict.differences.some(({ element }) => element === 'outcome' || element === 'exchanges')) return [];
  const claims: [string, string][] = [];
  for (const { role, method, headers, present, absent, body } of expect.exchanges ?? []) {
    if (method !== undefined) claims.push([`${role}: method`, method]);
    for (const [name, value] of Object.entries(headers)) claims.push([`${role}: ${name}`, value]);
    for (const name of present) claims.push([`${role}: ${name}`, 'any value']);
    for (const name of absent) claims.push([`${role}: ${name}`, '(none)']);
    if (body !== undefined) claims.push([`${role}: body`, body]);
  }
  for (const name of expect.readable) claims.push([`readable: ${name}`, 'the value that was sent']);
  for (const name of expect.unreadable) claims.push([`unreadable: ${name}`, 'sent, and not to be read']);
  return claims;
}
