import type { Reason } from '../../fetch/reason.ts';
import { isForbiddenRequestHeader, isForbiddenResponseHeaderName, isHeaderName } from '../../fetch/header.ts';
import { isForbiddenMethod, isMethod } from '../../fetch/method.ts';
import { parseUrl } from '../../fetch/url.ts';

/** What a server must allow, as asked for: nothing in it is trusted. */
export interface Need {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  /** Request headers that need permission. */
  readonly headers: readonly string[];
  readonly credentials: boolean;
  /** Response headers that script must be able to read. */
  readonly exposed: readonly string[];
  /** How long a preflight may be remembered, in seconds; null leaves it to the browser. */
  readonly maxAge: number | null;
  /** Why it fails now; null where that is not known. */
  readonly reason: Reason | null;
}

declare const checked: unique symbol;
/** A need in which every origin, method and name was checked, and nothing stands twice. Only `readNeed` makes one. */
export type Allowed = Omit<Need, 'reason'> & { readonly [checked]: true };

type Field = 'origins' | 'methods' | 'headers' | 'exposed' | 'maxAge';
/** `wildcard` and `null-origin` are what the standard knows, and no recipe writes. */
export type Wrong = 'empty' | 'wildcard' | 'null-origin' | 'no-origin' | 'no-token' | 'forbidden' | 'no-seconds';
export interface NeedProblem {
  readonly field: Field;
  readonly value: string;
  readonly wrong: Wrong;
}

const otherScheme = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9_][a-z0-9._-]*(?::[1-9]\d{0,4})?$/;
// The URL standard lets more into a host (`a$b.test`), but no name that resolves has it, and every language here would have to quote it.
const host = /^(?:[a-z0-9_][a-z0-9._-]*|\[[0-9a-f:]+\])$/;

function wrongOrigin(origin: string): Wrong | null {
  if (origin === '*') return 'wildcard';
  if (origin === 'null') return 'null-origin';
  if (!/^https?:/.test(origin)) return otherScheme.test(origin) ? null : 'no-origin';
  const url = parseUrl(origin);
  return url?.origin === origin && host.test(url.hostname) ? null : 'no-origin';
}

function wrongMethod(method: string): Wrong | null {
  if (method === '*') return 'wildcard';
  if (!isMethod(method)) return 'no-token';
  return isForbiddenMethod(method) ? 'forbidden' : null;
}

function wrongName(isForbidden: (name: string) => boolean): (name: string) => Wrong | null {
  return (name) => {
    if (name === '*') return 'wildcard';
    if (!isHeaderName(name)) return 'no-token';
    return isForbidden(name) ? 'forbidden' : null;
  };
}

function distinct(names: readonly string[], key: (name: string) => string = (name) => name): string[] {
  return names.filter((name, at) => names.findIndex((other) => key(other) === key(name)) === at);
}

/** Checks what must be allowed; gives every problem at once. A wildcard is refused, so that no recipe can hold one. */
export function readNeed(need: Need): Allowed | readonly NeedProblem[] {
  const problems: NeedProblem[] = [];
  const check = (field: Field, values: readonly string[], wrongOf: (value: string) => Wrong | null): void => {
    for (const value of values) {
      const wrong = wrongOf(value);
      if (wrong !== null) problems.push({ field, value, wrong });
    }
  };
  for (const field of ['origins', 'methods'] as const) if (need[field].length === 0) problems.push({ field, value: '', wrong: 'empty' });
  check('origins', need.origins, wrongOrigin);
  check('methods', need.methods, wrongMethod);
  check('headers', need.headers, wrongName((name) => isForbiddenRequestHeader(name, '')));
  check('exposed', need.exposed, wrongName(isForbiddenResponseHeaderName));
  // RFC 9111 lets a recipient take more than 2^31 seconds for that.
  if (need.maxAge !== null && !(Number.isInteger(need.maxAge) && need.maxAge >= 0 && need.maxAge <= 2 ** 31)) {
    problems.push({ field: 'maxAge', value: String(need.maxAge), wrong: 'no-seconds' });
  }
  if (problems.length > 0) return problems;
  const { credentials, maxAge } = need;
  const lower = (name: string): string => name.toLowerCase();
  const read: Omit<Need, 'reason'> = {
    origins: distinct(need.origins),
    methods: distinct(need.methods),
    headers: distinct(need.headers, lower),
    exposed: distinct(need.exposed, lower),
    credentials,
    maxAge,
  };
  return read as Allowed;
}
