import type { BoundResponse } from '../../servers/answer.ts';
import { cookieCheckPath, reachPath, stepPath } from '../../servers/answer.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import type { ExpectedExchange, Expectation } from '../scenario/schema.ts';
import type { Claim } from './judge.ts';
import type { Observation } from './observation.ts';

/** Claims and observations of one case, for tests: what a faithful engine and origin would give, to be changed in one place. */

export const documentOrigin = 'http://localhost:4000';
const resourceOrigin = 'http://localhost:4001';
const target = '/token/resource';

export const preflightAnswer: BoundResponse = { status: 204, statusText: 'No Content', headers: [['Access-Control-Allow-Origin', documentOrigin]], body: '' };
export const responseAnswer: BoundResponse = { status: 200, statusText: 'OK', headers: [['Access-Control-Allow-Origin', documentOrigin], ['X-Shown', 'yes'], ['X-Hidden', 'no']], body: 'hello' };

type Step = 'preflight' | 'request' | (Pick<ExpectedExchange, 'role'> & Partial<ExpectedExchange>);
const longForm = (step: Step): ExpectedExchange => ({ headers: {}, present: [], absent: [], ...(typeof step === 'string' ? { role: step } : step) });

/** Makes a claim; the expected exchanges may be given by their roles alone. */
export function claim(expect: Partial<Omit<Expectation, 'exchanges'>> & { exchanges?: readonly Step[] }, rest: Partial<Claim> = {}): Claim {
  const { exchanges, ...others } = expect;
  return {
    requirement: 'must',
    method: 'GET',
    cookies: [],
    reachOrigin: resourceOrigin,
    expectation: 'author',
    prediction: null,
    expect: { readable: [], unreadable: [], ...others, ...(exchanges === undefined ? {} : { exchanges: exchanges.map(longForm) }) },
    address: () => resourceOrigin + target,
    declared: ({ role }) => (role === 'cors-preflight-request' ? preflightAnswer : responseAnswer),
    ...rest,
  };
}

function exchange(given: Partial<Exchange>, answer: BoundResponse): Exchange {
  const headers = [...answer.headers, ['Content-Length', String(answer.body.length)], ['Connection', 'keep-alive']] as const;
  return {
    token: 'token',
    step: 0,
    role: 'cors-request',
    origin: resourceOrigin,
    method: 'GET',
    target,
    requestHeaders: [['Host', 'localhost:4001'], ['Origin', documentOrigin]],
    requestBody: '',
    response: { ...answer, headers, bodyLength: answer.body.length },
    startedAt: 1,
    finishedAt: 2,
    ...given,
  };
}

/** Exchanges as the log holds them, each with the declared response. */
export const wire = {
  preflight: (given: Partial<Exchange> = {}): Exchange => exchange({ role: 'cors-preflight-request', method: 'OPTIONS', requestHeaders: [['Origin', documentOrigin], ['Access-Control-Request-Method', 'GET']], ...given }, preflightAnswer),
  request: (given: Partial<Exchange> = {}, answer: Partial<BoundResponse> = {}): Exchange => exchange(given, { ...responseAnswer, ...answer }),
  /** The harness's own request that shows which cookies the engine sends. */
  cookieCheck: (cookie: string | null): Exchange => exchange({ role: 'setup', target: `/token${cookieCheckPath}`, requestHeaders: cookie === null ? [] : [['Cookie', cookie]] }, responseAnswer),
  /** The harness's own request that begins a step. */
  enter: (step: number, given: Partial<Exchange> = {}): Exchange => exchange({ role: 'setup', method: 'POST', step, target: `/token${stepPath(step)}`, ...given }, responseAnswer),
  /** The harness's own request that shows that the origin could be reached. */
  reach: (given: Partial<Exchange> = {}): Exchange => exchange({ role: 'reachability', target: `/token${reachPath}`, ...given }, responseAnswer),
} as const;

type Response = Extract<ClientObservation, { kind: 'response' }>;

/** What script saw. */
export const seen = {
  fetchError: (name = 'TypeError'): ClientObservation => ({ kind: 'network-error', error: { name, message: 'Failed to fetch' }, status: null, events: [] }),
  xhrError: (status = 0, events: readonly string[] = ['loadstart', 'error', 'loadend']): ClientObservation => ({ kind: 'network-error', error: null, status, events }),
  response: (given: Partial<Response> = {}): ClientObservation => ({ kind: 'response', type: 'cors', status: 200, statusText: 'OK', redirected: false, url: resourceOrigin + target, headers: [['x-shown', 'yes']], body: 'hello', bodyError: null, events: [], ...given }),
  xhrResponse: (given: Partial<Response> = {}): ClientObservation => seen.response({ type: null, redirected: null, events: ['loadstart', 'load', 'loadend'], ...given }),
} as const;

/** Joins both witnesses. */
export function observation(client: ClientObservation | null, exchanges: readonly Exchange[], rest: Partial<Observation> = {}): Observation {
  return { client, before: [], exchanges, words: [], trouble: null, disturbance: null, disturbedAfterLastExchange: false, ...rest };
}
