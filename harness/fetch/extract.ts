import { isHeaderName } from './header.ts';
import type { HeaderList } from './header.ts';

/** What stands where a header's lines do not match its ABNF. */
export const failure = Symbol('failure');
export type Failure = typeof failure;

/** The lines of one name, in order. */
function linesOf(list: HeaderList, name: string): string[] {
  const lower = name.toLowerCase();
  const lines: string[] = [];
  for (const [candidate, value] of list) if (candidate.toLowerCase() === lower) lines.push(value);
  return lines;
}

/**
 * Extracts the tokens of a list header: `Access-Control-Allow-Methods`, `-Allow-Headers` and `-Expose-Headers`. Null when
 * there is no line; failure when any line does not match `#token`. Empty elements between commas are allowed.
 * Source: https://fetch.spec.whatwg.org/#extract-header-list-values, https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2
 */
export function extractTokens(list: HeaderList, name: string): readonly string[] | null | Failure {
  const lines = linesOf(list, name);
  if (lines.length === 0) return null;
  const values: string[] = [];
  for (const line of lines) {
    for (const element of line.split(',')) {
      const value = element.replace(/^[\t ]+|[\t ]+$/g, '');
      if (value === '') continue;
      if (!isHeaderName(value)) return failure;
      values.push(value);
    }
  }
  return values;
}

/**
 * Extracts `Access-Control-Max-Age`, in seconds. Its ABNF is `1*DIGIT` and a single line, so `-1` and two lines are failures.
 * Source: https://fetch.spec.whatwg.org/#extract-header-list-values, https://www.rfc-editor.org/rfc/rfc9111#section-1.2.2
 */
export function extractDeltaSeconds(list: HeaderList, name: string): number | null | Failure {
  const [line, ...more] = linesOf(list, name);
  if (line === undefined) return null;
  if (more.length > 0 || !/^\d+$/.test(line)) return failure;
  return Number(line);
}

/**
 * Extracts `Location`: null when there is no line, failure when there are several. Whether the value is an address is the
 * URL parser's to say, as in every browser, not the ABNF's.
 * Source: https://fetch.spec.whatwg.org/#concept-response-location-url
 */
export function extractSingle(list: HeaderList, name: string): string | null | Failure {
  const [line, ...more] = linesOf(list, name);
  if (line === undefined) return null;
  return more.length > 0 ? failure : line;
}
