import type { ResultRecord } from '../../reports/record.ts';
import { loadDeviations } from '../scenario/known-deviations.ts';
import { loadScenarios } from '../scenario/load.ts';
import { staleDeviations } from '../verdict/stale-deviations.ts';

/**
 * Finds the known deviations of a scenario folder that results show to be out of date. The folder is asked, since a run's
 * plan need not have every case that an entry names.
 */
export async function findStale(root: string, results: readonly ResultRecord[]): Promise<string[]> {
  if (results.length === 0) return [];
  const [{ deviations }, { cases }] = await Promise.all([loadDeviations(root), loadScenarios(root)]);
  const ended = results.map(({ engine, identity, case: { id }, verdict }) => ({ engine: { name: engine, version: identity?.version ?? null }, caseId: id, verdict }));
  return staleDeviations(deviations, cases.map(({ id }) => id), ended);
}
