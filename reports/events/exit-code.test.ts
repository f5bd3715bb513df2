import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RunEvent } from './event.ts';
import { exitCodeOfEvents } from './exit-code.ts';
import { failing, fixed, flaky, policyDrift, trouble } from './sample-events.ts';

const rows: readonly (readonly [what: string, events: readonly RunEvent[], code: number])[] = [
  ['nothing', [], 0],
  ['what is mended', [fixed()], 0],
  ['what is mended and still listed', [fixed({ outOfDate: true })], 1],
  ['a regression', [failing('regression')], 1],
  ['a new failure', [failing('new-failure')], 1],
  ['what fails as before', [failing('still-failing')], 1],
  ['what is not steady', [flaky()], 1],
  ['a policy that drifted', [policyDrift()], 1],
  ['trouble', [trouble()], 3],
  ['trouble beside a regression', [failing('regression'), trouble()], 3],
  ['a regression beside what is mended', [fixed(), failing('regression')], 1],
];

describe('the exit code of events', () => {
  for (const [what, events, code] of rows) test(`${what}: ${code}`, () => assert.equal(exitCodeOfEvents(events), code));
});
