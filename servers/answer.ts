import type { HeaderList } from '../harness/fetch/header.ts';
import { roleOf } from './exchange-log.ts';
import type { ExchangeRole } from './exchange-log.ts';

/** A response that a scenario declares, with every placeholder filled. */
export interface BoundResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: string;
  /** Milliseconds before it is sent. */
  readonly delay?: number | undefined;
  readonly raw?: undefined;
  readonly reset?: undefined;
}

interface NoResponse {
  readonly status?: undefined;
  readonly headers?: undefined;
  readonly body?: undefined;
}

/** What takes the place of a response: exact bytes, one character a byte, or a connection that is cut without any. */
export type BoundExact = NoResponse & ({ readonly raw: string; readonly reset?: undefined } | { readonly reset: true; readonly raw?: undefined });

/** What a scenario declares that an origin answers. */
export type BoundAnswer = BoundResponse | BoundExact;

/** What the scripted origins answer below one token, by path. */
export interface Script {
  readonly [path: string]: { readonly preflight: BoundAnswer | null; readonly response: BoundAnswer };
}

export interface RequestHead {
  readonly method: string;
  /** Path below the token, without the query. */
  readonly path: string;
  readonly headers: HeaderList;
}

/** Paths of the harness's own requests around a case, in every script. */
export const setupPath = '/~set-cookies';
export const cookieCheckPath = '/~cookies';
export const reachPath = '/~reach';
const stepPaths = '/~step-';
/** Path to which the page posts before it begins a step, by the step's number from 0. */
export const stepPath = (step: number): string => stepPaths + String(step);

/** Reads the number of the step that a request begins; null for any other request. */
export function stepBegun(path: string): number | null {
  return path.startsWith(stepPaths) ? Number(path.slice(stepPaths.length)) : null;
}

/** Tells the role of a request below a case's token, the harness's own requests by their paths. */
export function roleAt({ method, path, headers }: RequestHead): ExchangeRole {
  if (path === setupPath || path === cookieCheckPath || path.startsWith(stepPaths)) return 'setup';
  if (path === reachPath) return 'reachability';
  return roleOf(method, headers);
}

/** Chooses the declared answer to a request. What a scenario does not declare is a 501, which no scenario expects. */
export function answerTo(script: Script, head: RequestHead): BoundAnswer {
  const declared = script[head.path];
  const preflight = roleOf(head.method, head.headers) === 'cors-preflight-request';
  const answer = preflight ? declared?.preflight : declared?.response;
  return answer ?? { status: 501, statusText: 'Not Declared', headers: [], body: `The scenario declares no answer to ${preflight ? 'a CORS-preflight request' : 'a request'} here.` };
}

/** Completes an answer's header lines with what HTTP needs, after those that are declared. */
export function framed(answer: BoundResponse): HeaderList {
  const has = (name: string): boolean => answer.headers.some(([candidate]) => candidate.toLowerCase() === name);
  const length = Buffer.byteLength(answer.body);
  const bodyless = [204, 304].includes(answer.status);
  return [
    ...answer.headers,
    ...(bodyless || has('content-length') || has('transfer-encoding') ? [] : [['Content-Length', String(length)] as const]),
  ];
}
