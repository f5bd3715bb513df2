import type { Difference } from '../../harness/verdict/verdict.ts';

/** Elements whose values are words of ours or of the standard's, or numbers. */
const withValues: ReadonlySet<string> = new Set(['outcome', 'stage', 'reason', 'status', 'redirected', 'error', 'events', 'queued', 'answer']);

/** What stands for a value that is not there. */
const withoutValue: ReadonlySet<string> = new Set(['(none)', 'any value', 'it was not sent', 'a header that the server sends']);

/**
 * Gives a difference as it may be told to anybody: of headers and bodies no value, since they may be secrets and are others in
 * each run; only whether there is one.
 */
export function shownDifference({ element, expected, observed, from }: Difference): Difference {
  // Of requests on the wire the roles are told, and no address.
  const isWords = withValues.has(element) || (element === 'exchanges' && !expected.includes('://') && !observed.includes('://'));
  if (isWords) return { element, expected, observed, ...(from === undefined ? {} : { from }) };
  const shown = (value: string, other: string): string => (withoutValue.has(value) ? value : other);
  return { element, expected: shown(expected, 'a value'), observed: shown(observed, withoutValue.has(expected) ? 'a value' : 'another value'), ...(from === undefined ? {} : { from }) };
}

/** Writes a difference in one line. */
export function differenceWords({ element, expected, observed }: Difference): string {
  return `${element}: expected ${expected}, observed ${observed}`;
}
