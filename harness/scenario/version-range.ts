/** The range of an engine's versions that a known deviation speaks of; a bound that is left out is open. */
export interface VersionRange {
  readonly from?: Bound;
  readonly to?: Bound;
}

/** Versions are compared as far as the bound is written, so that 153.7.0 is neither above 153 nor below it. */
interface Bound {
  readonly version: string;
  readonly included: boolean;
}

const version = String.raw`\d+(?:\.\d+)*`;
const oneSided = new RegExp(`^(>=|<=|>|<) ?(${version})$`);
const twoSided = new RegExp(`^(${version}) - (${version})$`);

/** Says what is written where a range is expected. */
export const rangeForms = "a range such as '>=120', '<=153', '<2.48' or '140 - 156'";

/** Reads `>=120`, `>120`, `<=153`, `<153` or `140 - 156`; null where it is none of these, or can hold no version. */
export function parseVersionRange(text: string): VersionRange | null {
  const [, from, to] = twoSided.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return compareVersions(from, to) > 0 ? null : { from: { version: from, included: true }, to: { version: to, included: true } };
  const [, sign = '', bound] = oneSided.exec(text) ?? [];
  if (bound === undefined) return null;
  return { [sign.startsWith('>') ? 'from' : 'to']: { version: bound, included: sign.endsWith('=') } };
}

/** Says whether a version such as `156.0.8078.79` lies in a range. */
export function inRange(given: string, { from, to }: VersionRange): boolean {
  const beyond = (bound: Bound, order: number): boolean => order > 0 || (order === 0 && bound.included);
  return (from === undefined || beyond(from, compareVersions(given, from.version))) && (to === undefined || beyond(to, -compareVersions(given, to.version)));
}

/** Orders a version and a bound, over as many numbers as the bound has: below zero, zero or above, as the version is. */
export function compareVersions(given: string, bound: string): number {
  // Letters after a number (`153.0a1`, `140.1esr`) name a channel, not an order.
  const numbers = given.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const differences = bound.split('.').map((part, index) => (numbers[index] ?? 0) - Number(part));
  return differences.find((difference) => difference !== 0) ?? 0;
}
