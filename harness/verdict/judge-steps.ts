import { stepPath } from '../../servers/answer.ts';
import { judge } from './judge.ts';
import type { Claim } from './judge.ts';
import { exchangesOfCase } from './observation.ts';
import type { Observation } from './observation.ts';
import type { Verdict, VerdictKind } from './verdict.ts';

/** The graver one counts, from the gravest. */
const gravest: readonly VerdictKind[] = ['harness-error', 'crash', 'not-run', 'unsupported', 'timeout', 'inconclusive', 'deviates', 'observed', 'conforms'];

/**
 * Judges a case step by step, each by its own claim and by what the wire carried while it was under way. Differences of
 * the steps before the last one are named `step 1: outcome`.
 */
export function judgeSteps(claims: readonly Claim[], observation: Observation): Verdict {
  const [last] = claims.slice(-1);
  if (last === undefined) throw new Error('a case has at least one step');
  const { client, before, trouble } = observation;
  if (claims.length === 1 || trouble !== null || client === null) return judge(last, observation);
  const clients = [...before, client];
  const verdicts = clients.map((seen, index): Verdict => {
    const claim = claims[index];
    if (claim === undefined) return { kind: 'harness-error', why: 'the page made more requests than the case has', differences: [] };
    const exchanges = observation.exchanges.filter(({ step, role }) => step === index || role === 'reachability' || role === 'setup');
    const earlier = exchangesOfCase(observation.exchanges).filter(({ step }) => step < index);
    const own = judge(claim, { ...observation, client: seen, before: [], exchanges, earlier });
    if (index === claims.length - 1) return own;
    const named = (text: string): string => (text === '' ? '' : `step ${index + 1}: ${text}`);
    return { ...own, why: named(own.why), differences: own.differences.map((difference) => ({ ...difference, element: named(difference.element) })) };
  });
  // The page may not be told whether its request for a step was heard; without it, what came meanwhile counts as another's.
  const unbegun = clients.findIndex((seen, index) => seen.kind !== 'setup-failed' && !observation.exchanges.some(({ role, target, response }) => role === 'setup' && target.endsWith(stepPath(index)) && response?.status === 200));
  if (unbegun !== -1) return { kind: 'harness-error', why: `the origin was not told that step ${unbegun + 1} began`, differences: [] };
  const worst = gravest.map((kind) => verdicts.find((verdict) => verdict.kind === kind)).find((verdict) => verdict !== undefined);
  const differences = verdicts.flatMap((verdict) => verdict.differences);
  // The page gives up after a request without an answer, so that one tells why the others are missing.
  if (clients.length < claims.length && (worst?.kind === 'conforms' || worst?.kind === 'observed' || worst?.kind === 'deviates')) return { kind: 'harness-error', why: `the page made ${clients.length} of ${claims.length} requests`, differences };
  return { kind: worst?.kind ?? 'harness-error', why: worst?.why ?? '', differences };
}
