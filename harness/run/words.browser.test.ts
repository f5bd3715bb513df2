import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import type { Case } from '../scenario/schema.ts';
import { requireCatalogue } from './catalogue.ts';
import { Host } from './host.ts';
import { settings } from './settings.ts';

// What real engines say of a request that they blocked: in each context, in the first document and after a change of scheme.

const { cases } = await requireCatalogue(settings.scenarios);
const hosts: Host[] = [];
after(() => Promise.all(hosts.map((host) => host.stop())));

const kinds = [
  { scenario: 'seed/no-allow-origin', chromium: 'MissingAllowOriginHeader', firefox: 'CORSMissingAllowOrigin' },
  { scenario: 'seed/method-not-allowed', chromium: 'MethodDisallowedByPreflightResponse', firefox: 'CORSMethodNotFound' },
  { scenario: 'requests/same-origin-mode-refuses', chromium: 'DisallowedByMode', firefox: 'SOP' },
] as const;

/** Makes a case of each kind for each context and scheme. */
const asked = kinds.flatMap(({ scenario, ...codes }) => {
  const given = cases.find(({ scenarioId, api }) => scenarioId.startsWith(scenario) && api === 'fetch');
  assert.ok(given !== undefined, scenario);
  const places = (['http', 'https'] as const).flatMap((scheme) => (['window', 'worker', 'sandboxed-iframe'] as const).map((context) => ({ scheme, context })));
  return places.map((place) => ({ codes, one: { ...given, id: `${given.id} ${place.scheme} ${place.context}`, document: { ...given.document, ...place } } satisfies Case }));
});

for (const name of ['chromium', 'firefox'] as const) {
  describe(name, () => {
    test('names its reason for each block, wherever it happened', async (context) => {
      const resolution = resolveEngine(name, thisMachine());
      if (name === 'firefox' && resolution.kind === 'playwright' && resolution.build === 'playwright') {
        context.skip("Playwright's own Firefox has its console only");
        return;
      }
      const host = await Host.start({ resolve: () => resolution, start: startEngine });
      hosts.push(host);
      const { results } = await host.perform(name, asked.map(({ one }) => one));
      const missing = results.filter(({ observation, url }, index) => !observation.words.some((words) => words.code === asked[index]?.codes[name] && words.url === url && words.source === (name === 'firefox' ? 'rdp' : 'cdp')));
      assert.deepEqual(missing.map((result) => `${result.case.id}: ${result.verdict.kind}: ${JSON.stringify(result.observation.words)}`), []);
      assert.deepEqual(results.map(({ observation }) => observation.client?.kind).filter((kind) => kind !== 'network-error'), []);
    });
  });
}
