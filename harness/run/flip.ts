import type { Case } from '../scenario/schema.ts';

/** Turns a case's expectation into its opposite, for tests: what was to fail must work, what was to work must fail. */
export function flip(given: Case): Case {
  const { expect } = given;
  const kept = { exchanges: expect?.exchanges ?? [], readable: [], unreadable: [] };
  const works = given.document.relation === 'same-origin' ? 'basic' : 'cors';
  return { ...given, expect: { ...kept, outcome: expect?.outcome === 'network-error' ? works : 'network-error' } };
}
