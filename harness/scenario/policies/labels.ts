import type { PlannedCase } from './planned-case.ts';

/** Labels the origin of a page: https goes without saying, and brackets enclose the labels themselves. */
function originLabel(origin: string): string {
  return origin.replace('https://', '').replace('http://', 'http:').replace('[', '(').replace(']', ')');
}

/** Labels what every case has. */
export function shortLabels({ allowed, request: { origin, method } }: Pick<PlannedCase, 'allowed' | 'request'>): string {
  return `allow=${allowed ? 'yes' : 'no'},origin=${originLabel(origin)},method=${method}`;
}

/** Labels a case with all that CORS asks about it. Headers are sorted, so that their order in the file changes nothing. */
export function fullLabels(planned: Pick<PlannedCase, 'allowed' | 'request'>): string {
  const { headers, credentials } = planned.request;
  const names = headers.map(([name]) => name).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return [shortLabels(planned), ...(names.length === 0 ? [] : [`with=${names.join('+')}`]), ...(credentials ? ['credentials=yes'] : [])].join(',');
}
