import type { RunEvent } from './event.ts';

/**
 * Chooses the exit code of a run's events, as that of the run itself is chosen: 3 where infrastructure is in the way, since
 * then the rest is not whole; else 1 where somebody must do something; else 0. A policy that drifted must be looked at, as
 * nobody else will tell; what is mended need not, unless an entry still lists it.
 */
export function exitCodeOfEvents(events: readonly RunEvent[]): 0 | 1 | 3 {
  if (events.some(({ kind }) => kind === 'infrastructure')) return 3;
  return events.some(isUrgent) ? 1 : 0;
}

function isUrgent(event: RunEvent): boolean {
  switch (event.kind) {
    case 'fixed':
      return event.outOfDate;
    case 'regression':
    case 'new-failure':
    case 'still-failing':
    case 'flaky':
    case 'policy-drift':
    case 'infrastructure':
      return true;
  }
}
