import { extractTokens, failure } from '../../fetch/extract.ts';
import { isCorsSafelistedResponseHeaderName, isForbiddenResponseHeaderName } from '../../fetch/header.ts';
import { both, either, gotType, lastAnswer } from '../step.ts';
import type { By, CoveredAlgorithm, Step } from '../step.ts';

const cors = gotType('cors');
const include: By = ({ made }) => made?.credentials === 'include';
const without: By = ({ made }) => made?.credentials !== 'include';
const exposes = (test: (names: readonly string[] | null | typeof failure) => boolean): By => both(cors, lastAnswer(({ answer }) => test(extractTokens(answer.headers, 'Access-Control-Expose-Headers'))));
const list = (test: (names: readonly string[]) => boolean): By => exposes((names) => names !== null && names !== failure && test(names));
const was = (test: (name: string) => boolean): By => lastAnswer(({ answer }) => answer.headers.some(([name]) => test(name.toLowerCase())));
const reads = (test: (name: string) => boolean): By => ({ prediction: { outcome } }) => outcome.kind === 'response' && outcome.headers.some(([name]) => test(name));
const none: ReadonlySet<string> = new Set();
const safelisted = (name: string): boolean => isCorsSafelistedResponseHeaderName(name, none);
const withheld: By = (sighting) => was((name) => !safelisted(name) && !reads((read) => read === name)(sighting) && !name.startsWith('access-control-') && name !== 'vary')(sighting);

export const exposedHeaderNames: CoveredAlgorithm = {
  title: 'CORS-exposed header-name list (main fetch 14.1)',
  link: 'https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list',
  steps: [
    { step: '14.1.1', says: 'reads `Access-Control-Expose-Headers`', by: exposes((names) => names !== null) },
    { step: '14.1.1', says: 'it is no list of tokens: nothing is exposed', by: exposes((names) => names === failure) },
    { step: '14.1.1', says: 'there is none: nothing is exposed', by: both(exposes((names) => names === null), withheld) },
    { step: '14.1.2', says: '`*` without credentials: every header', by: both(without, list((names) => names.includes('*'))) },
    { step: '14.1.3', says: 'the names of the list, in any case', by: both(list((names) => names.some((name) => name !== '*')), reads((name) => !safelisted(name))) },
    { step: '14.1.3', says: '`*` with credentials: only a header of that name', by: both(include, list((names) => names.includes('*'))) },
  ],
};

/** `Content-Length` comes with every body, so that script reads it counts where somebody looks. */
const looksFor = (name: string): By => ({ expect }) => expect.readable.some((read) => read.toLowerCase() === name);
const safelistedRow = (name: string): Step => {
  const lower = name.toLowerCase();
  return { step: '·', says: `\`${name}\``, by: both(cors, either(reads((read) => read === lower), looksFor(lower))) };
};

export const corsSafelistedResponseHeaderName: CoveredAlgorithm = {
  title: 'CORS-safelisted response-header name',
  link: 'https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name',
  steps: [
    ...['Cache-Control', 'Content-Language', 'Content-Length', 'Content-Type', 'Expires', 'Last-Modified', 'Pragma'].map(safelistedRow),
    { step: '·', says: 'a name that is exposed', by: both(cors, reads((name) => !safelisted(name))) },
    { step: '·', says: '`Set-Cookie` is not, even where it is exposed', by: both(cors, was((name) => isForbiddenResponseHeaderName(name)), list((names) => names.some((name) => name === '*' || isForbiddenResponseHeaderName(name)))) },
    { step: '·', says: 'any other name is not', by: both(cors, withheld) },
  ],
};

export const filteredResponses: CoveredAlgorithm = {
  title: 'filtered responses',
  link: 'https://fetch.spec.whatwg.org/#concept-filtered-response',
  steps: [
    { step: 'basic', says: 'all headers', by: gotType('basic') },
    { step: 'basic', says: 'but not `Set-Cookie`', by: both(gotType('basic'), was(isForbiddenResponseHeaderName)) },
    { step: 'cors', says: 'the safelisted headers alone', by: both(cors, withheld) },
    { step: 'opaque', says: 'no status, no headers, no body', by: gotType('opaque') },
    { step: 'opaqueredirect', says: 'no status, no headers, no body', by: gotType('opaqueredirect') },
  ],
};
