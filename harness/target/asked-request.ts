/** A request as a person asks about it, from the command line, a copied curl command, a copied fetch() call or a HAR file. */
export interface AskedRequest {
  /** As given, absolute. */
  readonly url: string;
  readonly method: string;
  /** Headers that script sets, in order; none that the browser writes itself. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Text; null for none. */
  readonly body: string | null;
  readonly mode: 'cors' | 'no-cors' | 'same-origin';
  readonly credentials: 'omit' | 'same-origin' | 'include';
  readonly redirect: 'follow' | 'error' | 'manual';
  /** Value of a `Cookie` header that the request carried; null for none. */
  readonly cookie: string | null;
  /** Serialised origin of the page; null where it is not told. */
  readonly origin: string | null;
  /** What was left out of the input, and why: a sentence each. */
  readonly notes: readonly string[];
}

/** What is wrong with an input: where, what was found, what was expected, and what to do. */
export interface InputProblem {
  readonly problem: string;
  readonly tryThis: string;
}
