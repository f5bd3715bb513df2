import type { HeaderPair } from '../../fetch/header.ts';
import type { Finding } from '../problem.ts';
import { derivedDenials } from './derived-denials.ts';
import { fullLabels, shortLabels } from './labels.ts';
import { isPreflightOnly, pagesOf } from './planned-case.ts';
import type { PlannedCase } from './planned-case.ts';
import { requestWords } from './request.ts';
import type { PolicyRequest } from './request.ts';
import type { DenyEntry, Policy } from './schema.ts';

/** A case with the labels that tell it from the policy's others. */
export interface LabelledCase extends PlannedCase {
  readonly labels: string;
}

const mostCases = 200;

/** Plans the cases that prove a policy: what it allows, what it denies, and what follows. Equal ones become one. */
export function planPolicy(policy: Policy): { readonly cases: readonly LabelledCase[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const plan = new Map<string, PlannedCase>();
  for (const one of [...allowed(policy), ...denied(policy)]) {
    const key = identityOf(one);
    const before = plan.get(key);
    if (before !== undefined && contentsOf(before) !== contentsOf(one)) findings.push(twice(one));
    plan.set(key, before === undefined ? one : { ...before, expose: distinctNames([...before.expose, ...one.expose]) });
  }
  // What CORS asks about is all that these are about, so the first will do.
  for (const one of derivedDenials(policy)) if (!plan.has(identityOf(one))) plan.set(identityOf(one), one);
  if (plan.size > mostCases) findings.push({ path: [], message: `the policy makes ${plan.size} cases`, expected: `at most ${mostCases}`, hint: 'split the policy, or name fewer origins' });
  return { cases: label([...plan.values()]), findings };
}

function allowed(policy: Policy): PlannedCase[] {
  return policy.allow.flatMap((entry, index) =>
    pagesOf(entry, policy).flatMap((origin) =>
      entry.methods.map((method): PlannedCase => {
        const request: PolicyRequest = { ...requestOf(entry, origin, method), cookies: entry.credentials ? entry.cookies : [] };
        const expose = isPreflightOnly({ allowed: true, request }, policy) ? [] : distinctNames(entry.expose);
        const who = entry.origins === '*' ? `${origin}, like any origin,` : origin;
        return { allowed: true, request, expose, says: `${who} may send ${requestWords(request)}`, from: ['allow', index] };
      }),
    ),
  );
}

function denied({ deny }: Policy): PlannedCase[] {
  return deny.flatMap((entry, index) =>
    entry.origins.flatMap((origin) =>
      entry.methods.map((method): PlannedCase => {
        const request = requestOf(entry, origin, method);
        return { allowed: false, request, expose: [], says: `${origin} must not send ${requestWords(request)}`, from: ['deny', index] };
      }),
    ),
  );
}

/** Makes the request of an entry with all that it has. */
export function requestOf({ headers, credentials }: Pick<DenyEntry, 'headers' | 'credentials'>, origin: string, method: string): PolicyRequest {
  return { origin, method, headers: headers.map(({ name, value }): HeaderPair => [name, value]), credentials, cookies: [] };
}

/** Gives allowed cases short labels, in which what may be added to an entry changes nothing, unless others have them too. */
function label(cases: readonly PlannedCase[]): LabelledCase[] {
  const seen = new Map<string, number>();
  for (const one of cases) if (one.allowed) seen.set(shortLabels(one), (seen.get(shortLabels(one)) ?? 0) + 1);
  return cases.map((one) => ({ ...one, labels: seen.get(shortLabels(one)) === 1 ? shortLabels(one) : fullLabels(one) }));
}

/** Writes what CORS asks about: two cases that have it in common would have one id. */
function identityOf({ allowed: works, request: { origin, method, headers, credentials } }: PlannedCase): string {
  return JSON.stringify([works, origin, method, headers.map(([name]) => name.toLowerCase()).sort(), credentials]);
}

function contentsOf({ request: { headers, cookies } }: PlannedCase): string {
  return JSON.stringify([headers.map(([name, value]) => [name.toLowerCase(), value].join(':')).sort(), cookies]);
}

function twice({ request, from }: PlannedCase): Finding {
  return {
    path: from,
    message: `${request.origin} with ${requestWords(request)} stands in the policy before, with other values of headers or cookies`,
    expected: 'each request once',
    hint: 'give one of them a policy of its own',
  };
}

function distinctNames(names: readonly string[]): string[] {
  return names.filter((name, index) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === index);
}
