import { planAnnotation } from '../reports/attachment.ts';
import { performScenario, test } from './run/fixtures.ts';
import { settings } from './run/settings.ts';
import { requireDeviations } from './scenario/known-deviations.ts';
import { loadCases } from './scenario/load.ts';
import type { Case } from './scenario/schema.ts';

// One test a scenario; its cases run concurrently in one document of the engine.
const scenarios = new Map<string, Case[]>();
for (const one of await loadCases(settings.scenarios)) scenarios.set(one.scenarioId, [...(scenarios.get(one.scenarioId) ?? []), one]);
const deviations = await requireDeviations(settings.scenarios);

for (const [id, cases] of scenarios) {
  const annotation = { type: planAnnotation, description: JSON.stringify(cases.map((one) => one.id)) };
  const tag = [...new Set(cases.flatMap(({ tags }) => tags.map((name) => `@${name}`)))];
  test(id, { annotation, tag }, async ({ engine }, testInfo) => {
    await performScenario(engine, cases, deviations, testInfo);
  });
}
