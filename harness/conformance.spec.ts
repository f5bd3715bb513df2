import { planAnnotation } from '../reports/attachment.ts';
import { requireCatalogue } from './run/catalogue.ts';
import { performScenario, test } from './run/fixtures.ts';
import { settings } from './run/settings.ts';
import type { Case } from './scenario/schema.ts';

// One test a scenario; its cases run concurrently in one document of the engine.
const { cases: all, deviations, baseline } = await requireCatalogue(settings.scenarios);
const scenarios = new Map<string, Case[]>();
for (const one of all) scenarios.set(one.scenarioId, [...(scenarios.get(one.scenarioId) ?? []), one]);

for (const [id, cases] of scenarios) {
  const annotation = { type: planAnnotation, description: JSON.stringify(cases.map((one) => one.id)) };
  const tag = [...new Set(cases.flatMap(({ tags }) => tags.map((name) => `@${name}`)))];
  test(id, { annotation, tag }, async ({ engine }, testInfo) => {
    await performScenario(engine, cases, { deviations, baseline }, testInfo);
  });
}
