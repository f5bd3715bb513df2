import type { ResultRecord } from '../../reports/record.ts';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import { explainVerdict } from '../verdict/deviations.ts';

/** Puts a record's verdict in the light of the known deviations. */
export function explainRecord(record: ResultRecord, known: readonly KnownDeviation[]): ResultRecord {
  const { verdict, deviations } = explainVerdict(record.verdict, { name: record.engine, version: record.identity?.version ?? null }, record.case, record.prediction, known);
  return { ...record, verdict, deviations: deviations.map(({ reason, spec, link }) => ({ reason, spec, link: link ?? null })) };
}
