import type { EngineName } from '../../harness/engines/engine.ts';
import type { Difference } from '../../harness/verdict/verdict.ts';
import { apiWords, observedWords } from '../html/words.ts';
import type { ResultRecord } from '../record.ts';
import type { WholeRun } from './whole-run.ts';
import { wiresOf } from './wire.ts';
import { code, headerName, prose, stepOf } from './words.ts';

/** Something that the standard leaves open, and that the engines answer differently. */
export interface OpenQuestion {
  readonly scenario: string;
  readonly title: string;
  readonly spec: string;
  /** `fetch`, `XHR`, or both. */
  readonly apis: readonly string[];
  /** Labels of the matrix; empty without one. */
  readonly labels: string;
  readonly answers: readonly { readonly engine: EngineName; readonly did: string }[];
}

/** Finds what the standard leaves open (`may`, `survey`) and the engines answer differently, and counts what they answer alike. */
export function openQuestions({ results, engines }: WholeRun): { readonly questions: readonly OpenQuestion[]; readonly agreed: number } {
  const found = new Map<string, OpenQuestion>();
  let agreed = 0;
  for (const [id, cells] of results) {
    const records = engines.flatMap(({ name }) => cells.get(name) ?? []);
    const [first] = records;
    if (first === undefined || first.case.requirement === 'must') continue;
    const answers = didOf(records);
    if (new Set(answers.map(({ did }) => did)).size < 2) {
      agreed++;
      continue;
    }
    const { title, spec, scenarioId } = first.case;
    const api = apiWords[first.case.api];
    const question: OpenQuestion = { scenario: scenarioId, title, spec, apis: [api], labels: /\[([^\]]*)\]/.exec(id)?.[1] ?? '', answers };
    const key = JSON.stringify([question.scenario, question.labels, title, answers]);
    const same = found.get(key);
    found.set(key, same === undefined ? question : { ...same, apis: [...same.apis, api] });
  }
  return { questions: [...found.values()], agreed };
}

/** Says of each engine what it did, in as many words as tell the engines apart. */
function didOf(records: readonly ResultRecord[]): { engine: EngineName; did: string }[] {
  const [outcomes, wires] = [records.map(outcome), records.map((record) => wiresOf(record).map(({ observed }) => observed).join('; '))];
  const elements = [...new Map(records.flatMap(({ verdict }) => verdict.differences.map((difference) => [difference.element, difference] as const))).values()].filter(({ element }) => !['outcome', 'exchanges'].includes(stepOf(element).element));
  const differ = (texts: readonly string[]): boolean => new Set(texts).size > 1;
  return records.map((record, index) => {
    const parts = [...(differ(outcomes) ? [outcomes[index] ?? ''] : []), ...(differ(wires) ? [code(wires[index] ?? '')] : []), ...elements.flatMap((difference) => elementWords(difference, record))];
    return { engine: record.engine, did: parts.length === 0 ? (outcomes[index] ?? '') : parts.join(', ') };
  });
}

/** Says what script saw of each request. XHR is not told the type of a response, so it is left out. */
function outcome(record: ResultRecord): string {
  const { observation } = record;
  const seen = [...observation.before, ...(observation.client === null ? [] : [observation.client])].map((client) => {
    if (client.kind !== 'response') return prose(observedWords({ ...record, observation: { ...observation, client } }));
    return client.type === 'opaque' || client.type === 'opaqueredirect' ? client.type : `status ${client.status}`;
  });
  return seen.join('; ');
}

/** Says what an engine did of an element in which at least one of them differs from what the scenario names. */
function elementWords({ element, expected }: Difference, { verdict }: ResultRecord): string[] {
  const found = verdict.differences.find((difference) => difference.element === element);
  const { step, element: own } = stepOf(element);
  const [, role = '', name = ''] = /^(\w+): (.*)$/s.exec(own) ?? [];
  // Where the exchanges differ as a whole nobody looked at their headers, and where the outcome does nobody looked at the rest.
  const before = `${step === null ? '' : `step ${step}: `}${role === 'preflight' || role === 'request' ? 'exchanges' : 'outcome'}`;
  if (found === undefined && verdict.differences.some((difference) => difference.element === before)) return [];
  const value = (found?.observed ?? expected).replace(/^"(.*)"$/s, '$1');
  const at = step === null ? '' : `request ${step}: `;
  if (name === '') return [`${at}${prose(own)} ${code(value)}`];
  if (value === '(none)') return [`${at}no ${code(headerName(name))}`];
  return [`${at}${value === 'any value' ? code(headerName(name)) : code(`${headerName(name)}: ${value}`)}`];
}
