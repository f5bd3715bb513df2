import type { ResultRecord } from '../../reports/record.ts';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import { explainVerdict } from '../verdict/deviations.ts';
import type { Difference } from '../verdict/verdict.ts';

/** Verdicts that say nothing against anyone. */
const agreed = new Set(['conforms', 'observed', 'known-deviation']);

/** Names what is unexplained in a result, so that many cases of one cause are one kind; null where nothing is. */
export function disagreement(record: ResultRecord, known: readonly KnownDeviation[]): string | null {
  const { engine, prediction } = record;
  const { verdict, unexplained } = explainVerdict(record.verdict, { name: engine, version: record.identity?.version ?? null }, record.case, prediction, known);
  if (agreed.has(verdict.kind)) return null;
  if (verdict.kind !== 'deviates') return `${engine}: ${verdict.kind}: ${plain(verdict.why)}`;
  const large = unexplained.filter(({ element }) => element === 'outcome' || element === 'exchanges');
  const [first] = large.length > 0 ? large : unexplained;
  if (first === undefined) return null;
  if (large.length === 0) return `${engine}: ${plain(first.element)}: ${shape(first)}`;
  const outcome = prediction?.outcome;
  const said = outcome === undefined ? 'nothing' : outcome.kind === 'response' ? outcome.type : outcome.kind === 'undetermined' ? `open: ${outcome.because}` : 'reason' in outcome ? outcome.reason : outcome.kind;
  return `${engine}: the standard says ${said}; ${large.map(({ element, expected, observed }) => `${element}: ${plain(expected)} ≠ ${plain(observed)}`).join('; ')}`;
}

function shape({ expected, observed }: Difference): string {
  if (expected === '(none)') return 'there, though the standard says not';
  return observed === '(none)' ? 'not there, though the standard says so' : 'another value';
}

/** Leaves out what is different in every case: addresses and long values. */
function plain(text: string): string {
  const short = text.replace(/https?:\/\/[^\s"]+/g, '<url>');
  return short.length > 100 ? `${short.slice(0, 97)}…` : short;
}
