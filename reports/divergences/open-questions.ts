import type { EngineName } from '../../harness/engines/engine.ts';
import type { Difference } from '../../harness/verdict/verdict.ts';
import { scenarioOf } from '../model.ts';
import type { ResultRecord } from '../record.ts';
import type { WholeRun } from './whole-run.ts';
import { observedWire } from './wire.ts';
import { code, headerName, prose } from './words.ts';

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
    const api = first.case.api === 'xhr' ? 'XHR' : 'fetch';
    const { title, spec } = first.case;
    const question: OpenQuestion = { scenario: scenarioOf(id), title, spec, apis: [api], labels: /\[([^\]]*)\]/.exec(id)?.[1] ?? '', answers };
    const key = JSON.stringify([question.scenario, question.labels, title, answers]);
    const same = found.get(key);
    found.set(key, same === undefined ? question : { ...same, apis: [...same.apis, api] });
  }
  return { questions: [...found.values()], agreed };
}

/** Says of each engine what it did, in as many words as tell the engines apart. */
function didOf(records: readonly ResultRecord[]): { engine: EngineName; did: string }[] {
  const [outcomes, wires] = [records.map(outcome), records.map(observedWire)];
  const elements = [...new Map(records.flatMap(({ verdict }) => verdict.differences.map((difference) => [difference.element, difference] as const))).values()].filter(({ element }) => element !== 'outcome' && element !== 'exchanges');
  const differ = (texts: readonly string[]): boolean => new Set(texts).size > 1;
  return records.map((record, index) => {
    const parts = [...(differ(outcomes) ? [outcomes[index] ?? ''] : []), ...(differ(wires) ? [code(wires[index] ?? '')] : []), ...elements.flatMap((difference) => elementWords(difference, record))];
    return { engine: record.engine, did: parts.length === 0 ? (outcomes[index] ?? '') : parts.join(', ') };
  });
}

function outcome({ observation: { client } }: ResultRecord): string {
  if (client?.kind === 'response') return client.type === 'opaque' ? 'opaque response' : client.type === 'opaqueredirect' ? 'opaque redirect' : `status ${client.status}`;
  return client?.kind === 'refused' ? `exception ${prose(client.error.name)}` : 'error';
}

/** Says what an engine did of an element in which at least one of them differs from what the scenario names. */
function elementWords({ element, expected }: Difference, { verdict }: ResultRecord): string[] {
  const own = verdict.differences.find((difference) => difference.element === element);
  const [, role = '', name = ''] = /^(\w+): (.*)$/s.exec(element) ?? [];
  // Where the exchanges differ as a whole nobody looked at their headers, and where the outcome does nobody looked at the rest.
  const before = role === 'preflight' || role === 'request' ? 'exchanges' : 'outcome';
  if (own === undefined && verdict.differences.some((difference) => difference.element === before)) return [];
  const value = (own?.observed ?? expected).replace(/^"(.*)"$/s, '$1');
  if (name === '') return [`${prose(element)} ${code(value)}`];
  if (value === '(none)') return [`no ${code(headerName(name))}`];
  return [value === 'any value' ? code(headerName(name)) : code(`${headerName(name)}: ${value}`)];
}
