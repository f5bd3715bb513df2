// Not `test`, whose fixtures would be set up anew for each scenario: see docs/decisions/0003.
import { _baseTest as base } from '@playwright/test';
import type { TestInfo } from '@playwright/test';
import { exchangeText } from '../../reports/exchange-text.ts';
import { attachmentName } from '../../reports/attachment.ts';
import { verdictClass } from '../../reports/exit-code.ts';
import type { EngineName } from '../engines/engine.ts';
import type { Case } from '../scenario/schema.ts';
import { acceptedBy } from '../verdict/accepted.ts';
import type { Catalogue } from './catalogue.ts';
import { explainRecord } from './explain-record.ts';
import { askHost, hostVariable } from './control.ts';
import { formatUnexpected } from './format.ts';

/** Playwright's test, with the engine of the project. */
export const test = base.extend<object, { engine: EngineName }>({
  engine: [
    async ({}, use, workerInfo) => {
      await use(workerInfo.project.metadata['engine'] as EngineName);
    },
    { scope: 'worker' },
  ],
});

/** Performs a scenario's cases in one engine, attaches the records for the reporter, and throws when any is not as expected. */
export async function performScenario(engine: EngineName, cases: readonly Case[], { deviations, baseline }: Pick<Catalogue, 'deviations' | 'baseline'>, testInfo: TestInfo): Promise<void> {
  const address = process.env[hostVariable];
  if (address === undefined) throw new Error('There is no host. Run with the project’s playwright.config.ts, whose globalSetup starts it.');
  const performance = await askHost(address, engine, cases);
  const results = performance.results.map((record) => acceptedBy(explainRecord(record, deviations), baseline));
  await testInfo.attach(attachmentName, { body: JSON.stringify({ ...performance, results }), contentType: 'application/json' });
  const unexpected: string[] = [];
  for (const record of results) {
    if (verdictClass[record.verdict.kind] === 'expected') continue;
    const message = formatUnexpected(record);
    unexpected.push(message);
    // Only these are steps of the test: to make one costs more than to judge a case.
    await test
      .step(`${record.case.id}: ${record.verdict.kind}`, async () => {
        await testInfo.attach(`exchanges of ${record.case.id}`, { body: exchangeText(record), contentType: 'text/plain' });
        throw new Error(message);
      })
      .catch(() => undefined);
  }
  if (unexpected.length > 0) throw new Error(`${unexpected.length} of ${results.length} cases are not as expected\n\n${unexpected.join('\n\n')}`);
}
