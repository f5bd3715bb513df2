/** Start and end in bytes; null where the value leaves one out. */
export type SingleRange = readonly [start: bigint | null, end: bigint | null];

/**
 * Parses a single range header value, with no white space allowed; null for failure. Big integers, since 100 digits are a
 * number like any other. Source: https://fetch.spec.whatwg.org/#simple-range-header-value
 */
export function parseSingleRange(value: string): SingleRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(value);
  if (match === null) return null;
  const [start, end] = [match[1], match[2]].map((digits) => (digits === undefined || digits === '' ? null : BigInt(digits)));
  if (start === undefined || end === undefined || (start === null && end === null)) return null;
  return start !== null && end !== null && start > end ? null : [start, end];
}
