import { defineConfig } from '@playwright/test';
import path from 'node:path';
import { settings } from './harness/run/settings.ts';
import { projects } from './harness/run/target-projects.ts';

// A worker asks the host for a scenario and waits; the host keeps one browser per engine (docs/decisions/0003).
export default defineConfig({
  testDir: 'harness',
  testMatch: 'conformance.spec.ts',
  globalSetup: './harness/run/global-setup.ts',
  fullyParallel: true,
  workers: 3,
  timeout: 300_000,
  outputDir: path.join(settings.out, 'playwright'),
  reporter: [['./reports/reporter.ts']],
  projects: await projects(),
});
