import { explainIssues } from '../issues.ts';
import type { Finding } from '../problem.ts';
import { show } from '../problem.ts';
import type { Case } from '../schema.ts';
import type { SourceValue } from '../source.ts';
import { targetCases } from '../target-cases.ts';
import type { Naming } from '../target-cases.ts';
import { headerMistakes } from './header-mistakes.ts';
import { policyMistakes } from './mistakes.ts';
import { planPolicy } from './plan.ts';
import type { LabelledCase } from './plan.ts';
import { isPreflightOnly } from './planned-case.ts';
import type { PlannedCase } from './planned-case.ts';
import { hasPreflight, listWords } from './request.ts';
import { policySchema } from './schema.ts';
import type { Policy } from './schema.ts';

/** Names a case, given its labels and the place of the entry that it comes of. */
export type NamePolicyCase = (labels: string, from: PlannedCase['from']) => (id: string) => Naming;

/** Makes the cases that prove a policy, or finds what is wrong with it. */
export function policyCases(written: SourceValue, name: NamePolicyCase): { readonly cases: readonly Case[]; readonly findings: readonly Finding[] } {
  if (typeof written === 'string' || Array.isArray(written)) return { cases: [], findings: [{ path: [], message: `${show(written)} is no policy`, expected: 'a mapping with id, title, target and allow' }] };
  const parsed = policySchema.safeParse(written);
  if (!parsed.success) return { cases: [], findings: explainIssues(parsed.error.issues, policySchema, written) };
  const policy = parsed.data;
  const plan = planPolicy(policy);
  const mistakes = [...policyMistakes(policy), ...headerMistakes(policy), ...plan.findings];
  const made = plan.cases.map((one) => ({ one, ...targetCases(asScenario(policy, one), name(one.labels, one.from)) }));
  const findings = [...mistakes, ...made.flatMap(({ one, findings: found }) => found.map((finding) => ({ ...finding, path: whereWritten(finding.path, one, written) })))];
  // The titles that people write have a longest length; these have none.
  return { cases: findings.length > 0 ? [] : made.flatMap(({ one, cases }) => cases.map((given) => ({ ...given, title: titleOf(policy, one) }))), findings };
}

function titleOf({ title }: Policy, { says, expose }: LabelledCase): string {
  return `${title}: ${says}${expose.length === 0 ? '' : `, and read ${listWords(expose)}`}`;
}

/** Writes a case as the scenario of a target, as its author would have. */
function asScenario(policy: Policy, planned: LabelledCase): SourceValue {
  const { id, title, spec, tags, target } = policy;
  const { allowed, expose, request: { origin, method, headers, credentials, cookies } } = planned;
  const preflightOnly = isPreflightOnly(planned, policy);
  // The status is that of the answer, which comes where no preflight stops the request.
  const answered = allowed ? !preflightOnly : !hasPreflight(planned.request);
  const status = target.status !== undefined && answered ? { status: String(target.status) } : {};
  return {
    id,
    title,
    spec,
    tags: [...tags],
    target: {
      name: target.name,
      path: target.path,
      ...(target.origin === undefined ? {} : { origin: target.origin }),
      ...(preflightOnly ? { preflightOnly: 'true' } : { allowUnsafeMethods: String(target.allowUnsafeMethods) }),
      ...status,
    },
    document: { origin },
    request: { method, credentials: credentials ? 'include' : 'same-origin', headers: Object.fromEntries(headers), cookies: [...cookies] },
    expect: allowed ? { outcome: 'cors', readable: [...expose] } : { outcome: 'network-error' },
  };
}

/** Finds where a value of a case stands in the policy. */
function whereWritten(path: readonly PropertyKey[], { from, request }: LabelledCase, written: { readonly [key: string]: SourceValue }): readonly PropertyKey[] {
  const [first, second, third] = path;
  if (first !== 'request') return path;
  const [list, index] = from;
  const entries = written[list];
  const entry = Array.isArray(entries) ? entries[index] : undefined;
  const headers = typeof entry === 'object' && !Array.isArray(entry) ? entry['headers'] : undefined;
  if (second === 'headers') return [...from, 'headers', ...(Array.isArray(headers) ? [headers.indexOf(String(third))] : path.slice(2))];
  return second === 'cookies' ? [...from, ...path.slice(1)] : second === 'method' ? [...from, 'methods', request.method] : from;
}
