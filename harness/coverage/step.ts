import { getHeader } from '../fetch/header.ts';
import type { Reason } from '../fetch/reason.ts';
import type { Algorithm } from '../fetch/trace.ts';
import type { Answered, Sighting } from './sighting.ts';

/** Tells whether a request takes a step of the standard, or the branch of it that a row is about. */
export type By = (sighting: Sighting) => boolean;

/** One step of an algorithm, or one branch of a step that has several. */
export type Step =
  | {
      /** Its number in the standard, `7.5`; a range where the steps are only ever taken together, `1–3`. */
      readonly step: string;
      /** What it does, in our words. */
      readonly says: string;
      readonly by: By;
      /** Why no case may take it, where that is known. */
      readonly hard?: string;
    }
  | {
      readonly step: string;
      readonly says: string;
      /** Why no scenario can be about it. */
      readonly outside: string;
    };

/** An algorithm of a standard, with all of its steps in order. */
export interface CoveredAlgorithm {
  readonly title: string;
  readonly link: string;
  readonly steps: readonly Step[];
}

/** A step that the trace of the prediction names, with words in it where one step has several outcomes. */
export const traced = (algorithm: Algorithm, step: string, says = /(?:)/): By =>
  ({ prediction }) => prediction.trace.some((line) => line.algorithm === algorithm && line.step === step && says.test(line.says));

/** An algorithm of which the trace names any step. */
export const entered = (algorithm: Algorithm): By =>
  ({ prediction }) => prediction.trace.some((line) => line.algorithm === algorithm);

/** A request that ends for one of these reasons. */
export const failedFor = (...reasons: readonly Reason[]): By =>
  ({ prediction: { outcome } }) => 'reason' in outcome && reasons.includes(outcome.reason);

export const both = (...all: readonly By[]): By => (sighting) => all.every((by) => by(sighting));
export const either = (...any: readonly By[]): By => (sighting) => any.some((by) => by(sighting));
export const not = (by: By): By => (sighting) => !by(sighting);

/** The API made a request, and it was fetched. */
export const fetched: By = ({ made }) => made !== null;
/** CORS applies to it, at least after a redirect. */
export const corsRequest = traced('main-fetch', '12', /: a CORS request/);
export const preflighted = traced('cors-preflight-fetch', '3');
export const redirected = traced('http-redirect-fetch', '18');
/** Script gets a response, filtered or not. */
export const gotResponse: By = ({ prediction: { outcome } }) => outcome.kind === 'response';
export const gotType = (type: 'basic' | 'cors' | 'opaque' | 'opaqueredirect'): By =>
  ({ prediction: { outcome } }) => outcome.kind === 'response' && outcome.type === type;

/** An exchange of the request itself, or of its preflight, of which something holds. */
export const exchanged = (role: 'preflight' | 'request', test: (exchange: Answered, index: number) => boolean): By =>
  ({ exchanges }) => exchanges.filter(({ sent }) => sent.role === role).some(test);

/** What is said of one request must hold of the same exchange as what is said of its answer, hence these are no `By`. */
export const sends = (name: string, value = /(?:)/) => ({ sent }: Answered): boolean => {
  const found = sent.headers[name.toLowerCase()];
  return typeof found === 'string' && value.test(found);
};
export const answers = (name: string, value = /(?:)/) => ({ answer }: Answered): boolean => {
  const found = getHeader(answer.headers, name);
  return found !== null && value.test(found);
};

/** The last response, which script gets where it gets any. */
export const lastAnswer = (test: (exchange: Answered) => boolean): By =>
  ({ exchanges }) => exchanges.slice(-1).some(test);

/** A header of the request, as the API made it: name and value. */
export const made = (test: (name: string, value: string) => boolean): By =>
  ({ made: request }) => request?.headers.some(([name, value]) => test(name.toLowerCase(), value)) === true;
