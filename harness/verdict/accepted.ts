import type { Prediction } from '../fetch/predict.ts';
import type { AcceptedDeviation, Baseline } from '../scenario/baseline.ts';
import type { Case } from '../scenario/schema.ts';
import { deviationReason, isSameReason } from './deviation-reason.ts';
import { matchesCase } from './deviations.ts';
import type { Verdict } from './verdict.ts';

/** What a baseline needs of a result; a record of a run has it. */
export interface Judged {
  readonly engine: string;
  readonly case: Pick<Case, 'id' | 'scenarioId' | 'spec'>;
  readonly prediction: Prediction | null;
  readonly verdict: Verdict;
  readonly target?: object;
  readonly deviations: readonly { readonly reason: string; readonly spec: string; readonly link: string | null }[];
}

/** Says whether a scenario's or a case's id, or a pattern of them, names a case. */
export function namesCase(scenario: string, { id, scenarioId }: Pick<Case, 'id' | 'scenarioId'>): boolean {
  return scenario === scenarioId || matchesCase(scenario, scenarioId) || matchesCase(scenario, id);
}

/** Finds the entries that speak of a case in an engine. */
export function entriesFor({ accepted }: Baseline, engine: string, given: Pick<Case, 'id' | 'scenarioId'>): readonly AcceptedDeviation[] {
  return accepted.filter((entry) => (entry.engine === engine || entry.engine === 'all') && namesCase(entry.scenario, given));
}

/**
 * Puts a result in the light of a baseline: what deviates as an entry says is a known deviation; what deviates otherwise still
 * deviates; what conforms although an entry accepts a deviation is `fixed`. Only cases of targets can be accepted.
 */
export function acceptedBy<R extends Judged>(record: R, baseline: Baseline): R {
  const { verdict } = record;
  if (record.target === undefined || (verdict.kind !== 'deviates' && verdict.kind !== 'conforms')) return record;
  const entries = entriesFor(baseline, record.engine, record.case);
  if (entries.length === 0) return record;
  const places = entries.map(place).join(' and ');
  const accept = entries.length === 1 ? 'accepts' : 'accept';
  if (verdict.kind === 'conforms') {
    return { ...record, verdict: { ...verdict, kind: 'fixed', why: `${places} ${accept} a deviation, but it conforms: remove the entry, or name in it only the cases and the engine that still deviate` }, deviations: entries.map((entry) => shown(entry, record)) };
  }
  const reason = deviationReason(record);
  const same = entries.filter((entry) => isSameReason(entry.reason, reason));
  if (same.length === 0) {
    const accepted = [...new Set(entries.map((entry) => `\`${entry.reason}\``))].join(' or ');
    return { ...record, verdict: { ...verdict, why: `${verdict.why}; ${places} ${accept} ${accepted}, but this is \`${reason}\`` } };
  }
  return { ...record, verdict: { ...verdict, kind: 'known-deviation' }, deviations: same.map((entry) => shown(entry, record)) };
}

function shown({ note, reason, owner, expires, link }: AcceptedDeviation, { case: { spec } }: Judged): Judged['deviations'][number] {
  return { reason: `${note ?? reason} (accepted until ${expires}; ${owner} answers for it)`, spec, link };
}

/** Writes where an entry stands. */
export function place({ file, line }: AcceptedDeviation): string {
  return `${file}:${line}`;
}
