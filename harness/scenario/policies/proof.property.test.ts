import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { headerMistakes } from './header-mistakes.ts';
import { policyMistakes } from './mistakes.ts';
import { permits } from './permits.ts';
import { planPolicy } from './plan.ts';
import type { LabelledCase } from './plan.ts';
import { conforms, lenientServer, predictAt, strictServer } from './sample-server.ts';
import { policySchema } from './schema.ts';
import type { Policy } from './schema.ts';

const runs = { numRuns: 500 };
const origin = fc.constantFrom('https://app.example.com', 'https://xapp.example.com', 'http://app.example.com', 'https://app.example.com:49152', 'http://localhost:3000', 'https://[::1]', 'https://cors-conformance.invalid');
const origins = fc.uniqueArray(origin, { minLength: 1, maxLength: 2 });
const methods = fc.uniqueArray(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'put', 'PATCH', 'patch', 'DELETE', 'OPTIONS'), { minLength: 1, maxLength: 4 });
/** Of one value each, since a request stands once in a policy. */
const values = { 'X-Token': '1', 'Accept': '1', 'Content-Type': 'application/json', 'Authorization': 'Bearer {secret:token}', 'X-Cors-Conformance': '1' };
const names = fc.uniqueArray(fc.constantFrom(...(Object.keys(values) as (keyof typeof values)[])), { maxLength: 3 });
const headers = fc.oneof(names.map((chosen) => chosen.filter((name) => values[name] === '1')), names.map((chosen) => Object.fromEntries(chosen.map((name) => [name, values[name]]))));
const flag = fc.constantFrom('true', 'false');
const expose = fc.constantFrom([], ['ETag'], ['ETag', 'age']);
const allowEntry = fc.oneof(
  { weight: 4, arbitrary: fc.record({ origins, methods, headers, credentials: flag, expose }) },
  { weight: 1, arbitrary: fc.record({ origins: fc.constant('*'), methods, headers, expose }) },
);
const denyEntry = fc.record({ origins, methods, headers, credentials: flag });
const written = fc.record({ allow: fc.array(allowEntry, { maxLength: 4 }), deny: fc.array(denyEntry, { maxLength: 2 }), allowUnsafeMethods: flag });

const parse = ({ allow, deny, allowUnsafeMethods }: { readonly allow: unknown; readonly deny: unknown; readonly allowUnsafeMethods: string }): Policy => policySchema.parse({ id: 'p', title: 'A policy', target: { name: 'staging', path: '/', allowUnsafeMethods }, allow, deny });

/** A policy without mistakes: entries with one are left out. */
const policy = written.map(parse).map((whole): Policy => {
  const bad = new Set([...policyMistakes(whole), ...headerMistakes(whole)].map(({ path: [list, index] }) => `${String(list)} ${String(index)}`));
  return { ...whole, allow: whole.allow.filter((_entry, index) => !bad.has(`allow ${index}`)), deny: whole.deny.filter((_entry, index) => !bad.has(`deny ${index}`)) };
});

const planOf = (given: Policy): readonly LabelledCase[] => {
  const { cases, findings } = planPolicy(given);
  assert.deepEqual(findings, []);
  return cases;
};

test('a server that keeps to the policy conforms in every case, whether it answers an origin or a request', () => {
  fc.assert(fc.property(policy, (given) => {
    for (const one of planOf(given)) {
      for (const server of [lenientServer(given), strictServer(given)]) assert.ok(conforms(one, predictAt(one, server)), `${one.says} (${one.labels})`);
    }
  }), runs);
});

test('a server that keeps to it but for one denial does not conform in that case', () => {
  fc.assert(fc.property(policy, (given) => {
    for (const one of planOf(given).filter(({ allowed }) => !allowed)) {
      const { origin: page, method, headers: lines, credentials } = one.request;
      const hole: Policy['allow'][number] = { origins: [page], methods: [method], headers: lines.map(([name, value]) => ({ name, value, needed: false })), expose: [], credentials, cookies: [] };
      assert.ok(!conforms(one, predictAt(one, lenientServer({ allow: [...given.allow, hole] }))), `${one.says} (${one.labels})`);
    }
  }), runs);
});

test('what a policy permits is what the standard makes of the answers of a server that keeps to it', () => {
  fc.assert(fc.property(policy, policy, ({ allow }, other) => {
    for (const one of planOf(other)) assert.equal(conforms({ ...one, allowed: true, expose: [] }, predictAt(one, lenientServer({ allow }))), permits(allow, one.request), one.labels);
  }), runs);
});

test('ids are unique, and the order of entries changes none', () => {
  fc.assert(fc.property(policy, (given) => {
    const labels = planOf(given).map((one) => one.labels.toLowerCase().replace(/method=[^,]*/, () => `method=${one.request.method}`));
    assert.equal(new Set(labels).size, labels.length);
    const reversed = planOf({ ...given, allow: given.allow.toReversed(), deny: given.deny.toReversed() });
    assert.deepEqual(reversed.map((one) => one.labels).sort(), planOf(given).map((one) => one.labels).sort());
  }), runs);
});
