import { defineConfig } from '@playwright/test';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { settings } from './run/settings.ts';
import { projects } from './run/target-projects.ts';

const here = fileURLToPath(import.meta.url);
/** `.ts` in a clone, `.js` in the published package. */
const extension = path.extname(here);
const inHarness = (name: string): string => path.join(path.dirname(here), `${name}${extension}`);

/**
 * What Playwright is configured with; in a project of your own: `export { default } from 'cors-conformance/playwright'`. A worker
 * asks the host for a scenario and waits; the host keeps one browser per engine (docs/decisions/0003).
 */
export default defineConfig({
  testDir: path.dirname(here),
  testMatch: `conformance.spec${extension}`,
  globalSetup: inHarness('run/global-setup'),
  fullyParallel: true,
  workers: 3,
  timeout: 300_000,
  outputDir: path.join(settings.out, 'playwright'),
  reporter: [[inHarness('../reports/reporter')]],
  projects: await projects(),
});
