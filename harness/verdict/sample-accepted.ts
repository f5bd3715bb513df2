import type { Prediction } from '../fetch/predict.ts';
import type { Reason } from '../fetch/reason.ts';
import type { AcceptedDeviation } from '../scenario/baseline.ts';
import type { Judged } from './accepted.ts';
import type { Difference, VerdictKind } from './verdict.ts';

/** Results of a target and what accepts them, for tests. */

/** Makes an accepted deviation. */
export function accepted(fields: Partial<AcceptedDeviation> = {}): AcceptedDeviation {
  return { scenario: 'staging/profile', engine: 'webkit', reason: 'acao-missing', link: 'https://issues.example.com/1', owner: 'api-team', expires: '2027-01-31', file: 'baseline.yaml', line: 2, column: 5, ...fields };
}

/** Makes what the standard says: a network error for a reason, or a response. */
export function predicted(reason: Reason | null): Prediction {
  const response = { kind: 'response', type: 'cors', status: 200, redirected: false, url: 'https://api.example.com/profile', headers: [], body: '' } as const;
  const facts = { origin: 'https://app.example.com', url: response.url, method: 'GET', header: null, sent: null, wanted: null, status: 200, preflight: false };
  const outcome = reason === null ? response : { kind: 'network-error', stage: 'cors-check', reason, facts } as const;
  return { outcome, exchanges: [], trace: [], events: null, open: [] };
}

export const blockedDifference: Difference = { element: 'outcome', expected: 'cors', observed: 'network-error', from: 'expectation' };

/** Makes a result of a target: by default WebKit is given no response, as the answer allows nobody. */
export function judged(given: Partial<Judged> & { kind?: VerdictKind; differences?: readonly Difference[]; id?: string } = {}): Judged {
  const { kind = 'deviates', differences = kind === 'deviates' ? [blockedDifference] : [], id = 'staging/profile/fetch', ...rest } = given;
  return {
    engine: 'webkit',
    case: { id, scenarioId: id.replace(/(\[[^\]]*\])?\/(fetch|xhr)$/, ''), spec: 'https://fetch.spec.whatwg.org/#cors-check' },
    prediction: predicted('acao-missing'),
    verdict: { kind, why: kind === 'deviates' ? 'outcome: expected cors, observed network-error' : '', differences },
    target: { name: 'staging' },
    deviations: [],
    ...rest,
  };
}
