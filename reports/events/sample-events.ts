import type { Failing, RunEvent } from './event.ts';

/** Events, for tests of what is made of them. */

type Of<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>;

const common = { scenario: 'staging/profile', title: 'The profile can be read', spec: 'https://fetch.spec.whatwg.org/#cors-check', target: 'staging', cases: ['staging/profile/fetch', 'staging/profile/xhr'], engines: ['chromium', 'webkit'] } as const;

/** Makes an event of what is not as expected. */
export function failing(kind: 'regression' | 'new-failure' | 'still-failing', given: Partial<Failing> = {}): RunEvent {
  return { ...common, reason: 'acao-missing', difference: { element: 'outcome', expected: 'cors', observed: 'network-error' }, policy: [], sentence: 'as expected before, now outcome: expected cors, observed network-error (`acao-missing`)', ...given, kind };
}

/** Makes an event of what is mended. */
export function fixed(given: Partial<Of<'fixed'>> = {}): RunEvent {
  return { ...common, kind: 'fixed', outOfDate: false, policy: [], sentence: 'not as expected before (`acao-missing`), and as expected now', ...given };
}

/** Makes an event of what is not steady. */
export function flaky(given: Partial<Of<'flaky'>> = {}): RunEvent {
  return { ...common, kind: 'flaky', sentence: 'ended differently in another attempt: conforms, then deviates', ...given };
}

/** Makes an event of a policy that is another one. */
export function policyDrift(given: Partial<Of<'policy-drift'>> = {}): RunEvent {
  const policy = ['the answer to the request: Vary was absent; is origin'];
  return { ...common, kind: 'policy-drift', policy, sentence: `the verdict is as it was (conforms), and the policy is not: ${policy.join('; ')}`, ...given };
}

/** Makes an event of trouble. */
export function trouble(given: Partial<Of<'infrastructure'>> = {}): RunEvent {
  return { kind: 'infrastructure', what: 'target', cases: ['staging/profile/fetch'], engines: ['webkit'], sentence: 'the target staging is down: connection refused', ...given };
}
