import assert from 'node:assert/strict';
import { readSource } from '../source.ts';
import type { SourceValue } from '../source.ts';
import { planPolicy } from './plan.ts';
import type { LabelledCase } from './plan.ts';
import { policySchema } from './schema.ts';
import type { Policy } from './schema.ts';

// For tests: policies from their YAML, and what they expand into.

/** Reads YAML as scenario files are read. */
export function readYaml(text: string): SourceValue {
  const { data, problems } = readSource('a.yaml', text);
  assert.deepEqual(problems, []);
  return data ?? '';
}

/** Reads a policy from its `allow` and `deny` in YAML flow style, and what its target has beside a name. */
export function readPolicy(allow: string, deny = '[]', target = ''): Policy {
  return policySchema.parse(readYaml(`{ id: p, title: A policy, target: { name: staging, path: /${target} }, allow: ${allow}, deny: ${deny} }`));
}

/** Plans a policy, which must have no mistake that the plan finds. */
export function planOf(policy: Policy): readonly LabelledCase[] {
  const { cases, findings } = planPolicy(policy);
  assert.deepEqual(findings, []);
  return cases;
}
