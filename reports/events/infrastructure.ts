import { verdictKinds } from '../../harness/verdict/verdict.ts';
import { nameRecord } from '../compare/naming.ts';
import type { EndRecord, ResultLine, ResultRecord } from '../record.ts';
import type { Infrastructure } from './event.ts';
import { gapsOf, targetWords } from './whole.ts';

/**
 * Finds what went wrong in a run without saying anything of a policy: what of the run is missing, its targets, errors outside
 * any case, and `troubled` results, which prove nothing. One event for each reason, however many results it spoiled.
 */
export function infrastructureOf(lines: readonly ResultLine[], troubled: readonly ResultRecord[]): readonly Infrastructure[] {
  const gaps = gapsOf(lines);
  const absent = new Set(gaps.targets.map(({ name }) => name));
  const isOfTarget = ({ verdict, target }: ResultRecord, name: string): boolean => verdict.kind === 'not-run' && target?.name === name;
  const targets = gaps.targets.map((state) => event('target', targetWords(state), troubled.filter((record) => isOfTarget(record, state.name))));
  const rest = troubled.filter((record) => ![...absent].some((name) => isOfTarget(record, name)));
  // A run in which nothing was tested has shown nothing.
  const untested = gaps.missing === 0 && lines.every((line) => line.type !== 'result' || line.verdict.kind === 'skipped') ? [event('run', 'nothing was tested', [])] : [];
  return [...ofRun(gaps), ...untested, ...targets, ...ofEnd(lines.find((line) => line.type === 'end') ?? null), ...byReason(rest)];
}

function ofRun({ incomplete, planned, missing }: ReturnType<typeof gapsOf>): Infrastructure[] {
  const left = missing === 0 ? null : `${missing} of ${planned} planned results are missing`;
  if (incomplete !== null) return [event('run', left === null ? incomplete : `${incomplete}; ${left}`, [])];
  return left === null ? [] : [event('run', left, [])];
}

function ofEnd(end: EndRecord | null): Infrastructure[] {
  const { errors, late } = { errors: end?.errors ?? [], late: end?.late ?? [] };
  const [first] = errors;
  return [
    ...(first === undefined ? [] : [event('errors', `${errors.length} ${errors.length === 1 ? 'error' : 'errors'} outside any case: ${first}`, [])]),
    ...(late.length === 0 ? [] : [event('late', `${late.length} ${late.length === 1 ? 'request' : 'requests'} came after the case was over`, [])]),
  ];
}

function byReason(records: readonly ResultRecord[]): Infrastructure[] {
  const groups = new Map<string, ResultRecord[]>();
  for (const record of records) {
    const sentence = reasonOf(record);
    groups.set(sentence, [...(groups.get(sentence) ?? []), record]);
  }
  const events = [...groups].flatMap(([sentence, group]) => (group[0] === undefined ? [] : [event(group[0].verdict.kind, sentence, group)]));
  const order = ({ what }: Infrastructure): number => verdictKinds.findIndex((kind) => kind === what);
  return events.sort((a, b) => order(a) - order(b) || (a.sentence < b.sentence ? -1 : 1));
}

function reasonOf(record: ResultRecord): string {
  const { kind, why } = record.verdict;
  return why === '' ? kind : `${kind}: ${nameRecord(record)(why)}`;
}

function event(what: Infrastructure['what'], sentence: string, records: readonly ResultRecord[]): Infrastructure {
  const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
  return { kind: 'infrastructure', what, cases: sorted(records.map((record) => record.case.id)), engines: sorted(records.map(({ engine }) => engine)), sentence };
}
