import assert from 'node:assert/strict';
import { loadText, scenarioText } from '../scenario/load-fixture.ts';
import { isTargetCase } from './target-case.ts';
import type { TargetCase } from './target-case.ts';

// For tests: cases of targets as their files make them.

const parts = { id: 'profile', title: 'The profile', spec: null, resource: null, target: '{ name: staging, path: /v1/profile }', expect: '{ outcome: cors }' };

/** Loads one scenario of a target, each field as YAML, and gives its first case. */
export async function targetCase(fields: Readonly<Record<string, string | null>> = {}): Promise<TargetCase> {
  const [given] = await loadText(scenarioText({ ...parts, ...fields }));
  assert.ok(given !== undefined && isTargetCase(given));
  return given;
}
