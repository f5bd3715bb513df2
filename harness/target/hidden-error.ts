import { STATUS_CODES } from 'node:http';
import type { Cause } from './explanation.ts';

/** What an error status says of a request, whoever asks. */
const meanings: Readonly<Record<number, string>> = {
  401: 'the server wants to know who asks',
  403: 'the server does not let this request in',
  404: 'there is nothing at that address',
  405: 'the server does not take this method there',
  413: 'the body is too large for the server, or for a proxy before it',
  429: 'the request was limited: there were too many',
  431: 'the headers, most often the cookies, are too large for the server',
  500: 'the server failed',
  502: 'a proxy could not reach the application',
  503: 'the server, or a proxy before it, takes no requests now',
  504: 'the application did not answer the proxy in time',
};

/** The error that a response is behind a failed CORS check, or that a preflight was answered with. */
export interface HiddenError {
  /** Which one, and that script is not shown it, in a sentence. */
  readonly says: string;
  /** What to do about it, which no CORS header does. */
  readonly mend: string;
}

/** Finds the error that script is not told, as CORS fails on its response too; null where there is none. */
export function hiddenError(cause: Cause): HiddenError | null {
  if (cause.kind !== 'rule' || cause.facts?.status == null || cause.facts.status < 400) return null;
  const { status, preflight } = cause.facts;
  const words = [status, STATUS_CODES[status]].join(' ').trim();
  const meaning = meanings[status] ?? (status < 500 ? 'the server refuses the request' : 'the server failed');
  // What a server says to OPTIONS says nothing of the request itself, but that it is limited or down.
  if (preflight) return status === 429 || status >= 500 ? { says: `The preflight was answered with an error, ${words}: ${meaning}. The request itself was never sent.`, mend: firstMend(status, 'the preflight') } : null;
  const lacks = cause.reason === 'acao-missing' ? `the ${status} lacks CORS headers` : `the CORS headers of the ${status} do not let the page in`;
  return { says: `The server answered with an error, ${words}: ${meaning}. And ${lacks}, so script sees a network error in its place.`, mend: firstMend(status, 'the request') };
}

function firstMend(status: number, what: string): string {
  if (status === 429) return `Send fewer requests, or let the server (or the gateway before it) allow more: ${what} was limited, and CORS headers only let script see that.`;
  return `Look first why ${what} is answered with a ${status}, in the logs of the server and of the proxies before it: CORS headers do not mend it, they let script see it.`;
}
