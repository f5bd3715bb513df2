import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { consentTo } from './consent.ts';

const [none, both] = [{ config: false, scenario: false }, { config: true, scenario: true }];
const inConfig = /of the target in the configuration/;
const inScenario = /in the scenario/;

describe('consent', () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'get']) test(`${method} needs none`, () => assert.deepEqual(consentTo(method, none), { ok: true }));
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'chicken', 'GETX', '']) {
    test(`${JSON.stringify(method)} needs both`, () => {
      assert.deepEqual(consentTo(method, both), { ok: true });
      const [neither, onlyConfig, onlyScenario] = [consentTo(method, none), consentTo(method, { ...both, scenario: false }), consentTo(method, { ...both, config: false })];
      assert.ok(!neither.ok && inConfig.test(neither.why) && inScenario.test(neither.why) && neither.why.startsWith('skipped: unsafe method '));
      assert.ok(!onlyConfig.ok && !inConfig.test(onlyConfig.why) && inScenario.test(onlyConfig.why));
      assert.ok(!onlyScenario.ok && inConfig.test(onlyScenario.why) && !inScenario.test(onlyScenario.why));
    });
  }
});
