import type { ResultRecord } from '../../reports/record.ts';

/** Part of its deadline that a case may take: nearer to it, a busier machine makes a timeout of it. */
const mostOfDeadline = 0.8;

/**
 * Says whether a case was nearly too slow. All of its requests together must fit into that part of one request's deadline;
 * what it waits on purpose does not count. A request that is never answered takes all of its time, and has a verdict that
 * says so.
 */
export function isSlow(record: ResultRecord): boolean {
  const { duration, deadline, observation } = record;
  if (duration === null || deadline === null) return false;
  if ([...observation.before, observation.client].some((client) => client?.kind === 'timeout')) return false;
  return duration > longest(record, deadline);
}

/** Milliseconds that a case may take. */
export function longest({ case: { before, wait } }: Pick<ResultRecord, 'case'>, deadline: number): number {
  const waited = [...before.map((step) => step.wait), wait].reduce((sum, seconds) => sum + seconds, 0) * 1000;
  return waited + mostOfDeadline * deadline;
}
