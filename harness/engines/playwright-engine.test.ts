import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { launchOptions, startPlaywrightEngine } from './playwright-engine.ts';
import type { Resolution } from './resolve.ts';

const resolution = (name: 'chromium' | 'firefox' | 'webkit', build: 'playwright' | 'system'): Extract<Resolution, { kind: 'playwright' }> => ({ kind: 'playwright', name, build, executable: '/there/is/none', why: 'a test' });

describe('how Playwright starts a build', () => {
  const table = [
    { what: "Playwright's Chromium is the whole browser, not the headless shell", given: resolution('chromium', 'playwright'), options: { channel: 'chromium' } },
    { what: "Playwright's Firefox is found by Playwright", given: resolution('firefox', 'playwright'), options: {} },
    { what: "Playwright's WebKit is found by Playwright", given: resolution('webkit', 'playwright'), options: {} },
    { what: "the system's Chromium is started by its path", given: resolution('chromium', 'system'), options: { executablePath: '/there/is/none' } },
    { what: 'stock Firefox is driven over WebDriver BiDi', given: resolution('firefox', 'system'), options: { channel: 'moz-firefox', executablePath: '/there/is/none' } },
  ];
  for (const { what, given, options } of table) test(what, () => assert.deepEqual(launchOptions(given), options));
});

describe('a browser that cannot be started', () => {
  test('is an error that names the file', async () => {
    await assert.rejects(startPlaywrightEngine(resolution('chromium', 'system')), /\/there\/is\/none/);
  });

  test('is refused when a flag would falsify results, before anything is started', async () => {
    await assert.rejects(startPlaywrightEngine(resolution('chromium', 'system'), { args: ['--disable-web-security'] }), { name: 'InterceptionRefused' });
  });
});
