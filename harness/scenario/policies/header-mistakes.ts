import { isForbiddenRequestHeader, isHeaderValue } from '../../fetch/header.ts';
import type { Finding } from '../problem.ts';
import { show } from '../problem.ts';
import type { Policy } from './schema.ts';

/** Finds request headers that script cannot send. */
export function headerMistakes({ allow, deny }: Policy): Finding[] {
  return Object.entries({ allow, deny }).flatMap(([list, entries]) =>
    entries.flatMap(({ headers }, at) =>
      headers.flatMap(({ name, value, needed }, index): Finding[] => {
        const path = [list, at, 'headers', needed ? name : index];
        if (!isHeaderValue(value)) return [{ path, message: `${show(value)} is no header value`, expected: 'Latin-1 without line breaks, NUL or white space at either end' }];
        if (!isForbiddenRequestHeader(name, value)) return [];
        return [{ path, atKey: true, message: `script may not set the request header ${show(name)}`, expected: 'a header that is not a forbidden request-header', hint: name.toLowerCase() === 'cookie' ? 'set cookies with `cookies`' : 'leave it out: the browser sets it or drops it' }];
      }),
    ),
  );
}
