import type { Topology } from '../../servers/topology.ts';
import { formatTrace } from '../fetch/trace.ts';
import type { Finding } from '../scenario/problem.ts';
import type { Case } from '../scenario/schema.ts';
import { contradictions } from '../verdict/contradictions.ts';
import { bind, stepsOfBound } from './bind.ts';
import type { BoundStep } from './bind.ts';

/** Origins at which nothing is served: for predictions without a run. */
export const paperTopology: Topology = {
  document: { http: 'http://localhost:8001', https: 'https://localhost:8002' },
  resource: { 'same-site': { http: 'http://localhost:8003', https: 'https://localhost:8004' }, 'cross-site': { http: 'http://127.0.0.1:8003', https: 'https://127.0.0.1:8004' } },
  raw: { 'same-site': { http: 'http://localhost:8005', https: 'https://localhost:8006' }, 'cross-site': { http: 'http://127.0.0.1:8005', https: 'https://127.0.0.1:8006' } },
  unreachable: {
    'closed-port': [{ 'same-site': { http: 'http://localhost:8007', https: 'https://localhost:8007' }, 'cross-site': { http: 'http://127.0.0.1:8007', https: 'https://127.0.0.1:8007' } }],
    'broken-tls': [{ 'same-site': { http: 'http://localhost:8008', https: 'https://localhost:8008' }, 'cross-site': { http: 'http://127.0.0.1:8008', https: 'https://127.0.0.1:8008' } }],
  },
};

/**
 * Holds a case's expectation against the standard's prediction, without a browser. Only what must be so can contradict it,
 * and a real server's answers are known only when it has given them.
 */
export function checkCase(given: Case): Finding[] {
  if (given.requirement !== 'must' || given.target !== undefined) return [];
  const steps = stepsOfBound(bind(given, paperTopology, 'case'));
  return steps.flatMap((step, index) => checkStep(step, steps.length === 1 ? [] : ['steps', index]));
}

function checkStep({ prediction, claim }: BoundStep, prefix: readonly PropertyKey[]): Finding[] {
  if (prediction === null) return [];
  const trace = formatTrace(prediction.trace).join('\n         ');
  if (claim.expectation === 'standard') {
    const { outcome } = prediction;
    if (outcome.kind !== 'undetermined') return [];
    return [{ path: prefix.length === 0 ? ['id'] : prefix, message: `the standard leaves the outcome open (${outcome.because}), so it cannot stand in for \`expect\``, expected: '`expect`, or `requirement: survey`', hint: trace }];
  }
  return contradictions(claim.expect, prediction, claim.address).map(({ key, index, element, expected, predicted }) => ({
    path: [...prefix, 'expect', key, ...(index === undefined ? [] : [index])],
    message: `${element}: the scenario expects ${expected}, and the standard says ${predicted}`,
    expected: `${predicted}; or \`requirement: may\` or \`survey\` where the standard permits both`,
    hint: `follow the steps of the standard:\n         ${trace}`,
  }));
}
