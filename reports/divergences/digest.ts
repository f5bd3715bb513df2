import { createHash } from 'node:crypto';
import type { KnownDeviation } from '../../harness/scenario/known-deviations.ts';

/** A digest of all that the document tells of the known deviations, so that a test notices when it is out of date. */
export function deviationsDigest(deviations: readonly KnownDeviation[]): string {
  const told = deviations.map(({ engine, versions, cases, reason, advice, matters, spec, link }) => [engine, versions ?? null, cases, reason, advice, matters, spec, link ?? null]);
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16);
}
