import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { permits } from './permits.ts';
import type { PolicyRequest } from './request.ts';
import { readPolicy } from './sample-policy.ts';

const app = 'https://app.example.com';
const other = 'https://other.example.com';
const two = `[{ origins: [${app}], methods: [GET, PUT], headers: [X-Token] }, { origins: [${app}, ${other}], methods: [DELETE], headers: [X-Other], credentials: true }]`;
const open = `[{ origins: '*', headers: [X-Token] }, { origins: [${app}], methods: [PUT], credentials: true }]`;

describe('what a server that keeps to the policy may let through', () => {
  const rows: readonly (readonly [what: string, allow: string, request: Partial<PolicyRequest>, may: boolean])[] = [
    ['a method that is allowed', two, { method: 'PUT' }, true],
    ['a header that is allowed, in another case', two, { headers: [['x-token', '1']] }, true],
    ['a method that is not allowed', two, { method: 'PATCH' }, false],
    ['a method in another case', two, { method: 'put' }, false],
    ['a method that only another origin may use', two, { origin: other, method: 'PUT' }, false],
    ['a header that is not allowed', two, { headers: [['X-Admin', '1']] }, false],
    ['a header that only another origin may send', two, { origin: other, headers: [['X-Token', '1']] }, false],
    ['a safelisted method that nothing names, since no preflight asks for it', two, { method: 'POST' }, true],
    ['a safelisted header that nothing names', two, { headers: [['Accept', 'text/html']] }, true],
    ['a header whose value makes it unsafe', two, { headers: [['Content-Type', 'application/json']] }, false],
    ['a secret in a header that may be safelisted', two, { headers: [['Accept', '{secret:kind}']] }, true],
    ['a secret in a header that is never', two, { headers: [['Authorization', 'Bearer {secret:token}']] }, false],
    ['what two entries give the origin together', two, { method: 'PUT', headers: [['X-Other', '1']], credentials: true }, true],
    ['a stranger', two, { origin: 'https://cors-conformance.invalid' }, false],
    ['a stranger where any origin is let in', open, { origin: 'https://cors-conformance.invalid', headers: [['X-Token', '1']] }, true],
    ['credentials of a stranger', open, { origin: 'https://cors-conformance.invalid', credentials: true }, false],
    ['a method of a stranger', open, { origin: 'https://cors-conformance.invalid', method: 'PUT' }, false],
    ['what any origin may, of one that may more', open, { method: 'PUT', headers: [['X-Token', '1']], credentials: true }, true],
    ['anything, of a policy that only denies', '[]', {}, false],
  ];
  for (const [what, allow, request, may] of rows) {
    test(`${what}: ${may ? 'yes' : 'no'}`, () => assert.equal(permits(readPolicy(allow).allow, { origin: app, method: 'GET', headers: [], credentials: false, cookies: [], ...request }), may));
  }
});
