import type { BoundAnswer, BoundExact } from './answer.ts';
import { keptBody } from './exchange-log.ts';
import type { ExactAnswer, WireResponse } from './exchange-log.ts';
import { readResponse } from './read-response.ts';

/** What the log holds of an answer that is declared so exactly, once it was carried out to its end. */
export interface CarriedOut {
  readonly response: WireResponse | null;
  readonly exact: ExactAnswer;
}

/** Says what the log will hold of a declared answer that is carried out to its end. */
export function carriedOut(answer: BoundExact, method: string): CarriedOut {
  if (answer.reset !== undefined) return { response: null, exact: { kind: 'reset' } };
  const { raw } = answer;
  const read = readResponse(raw, method);
  return { response: read.kind === 'response' ? read.response : null, exact: { kind: 'bytes', bytes: raw.slice(0, keptBody), length: raw.length } };
}

/** Says whether the log shows that a declared answer was carried out exactly. */
export function isCarriedOut(declared: BoundAnswer, exact: ExactAnswer | undefined): boolean {
  if (exact === undefined || declared.status !== undefined) return false;
  if (declared.reset !== undefined) return exact.kind === 'reset';
  return exact.kind === 'bytes' && exact.length === declared.raw.length && exact.bytes === declared.raw.slice(0, keptBody);
}
