import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { InterceptionRefused, refuseInterception } from './interception.ts';

// With any of these a request reaches a server that never allowed it, and a run would prove nothing.

describe('options that are refused', () => {
  const options: Readonly<Record<string, unknown>> = {
    extraHTTPHeaders: {},
    httpCredentials: { username: 'a', password: 'b' },
    userAgent: 'Mozilla/5.0',
    recordHar: { path: 'a.har' },
    offline: false,
    serviceWorkers: 'block',
    bypassCSP: true,
  };
  for (const [name, value] of Object.entries(options)) {
    test(name, () => {
      const given = { args: ['--headless'], ignoreHTTPSErrors: true, [name]: value };
      assert.throws(() => refuseInterception(given), (error) => error instanceof InterceptionRefused && error.message.startsWith(`${name}: refused`));
    });
  }
});

describe('flags that are refused', () => {
  const flags = [
    '--disable-web-security',
    '--disable-web-security=1',
    '--user-agent=Mozilla/5.0',
    '--user-agent',
    '--disable-features=OutOfBlinkCors',
    '--allow-running-insecure-content',
    '--disable-site-isolation-trials',
    // The same, as Chromium reads them too.
    '--disable-features=Translate,OutOfBlinkCors',
    '--disable-features=OutOfBlinkCors,Translate',
    '-disable-web-security',
  ];
  for (const flag of flags) {
    test(flag, () => assert.throws(() => refuseInterception({ args: ['--mute-audio', flag] }), (error) => error instanceof InterceptionRefused && error.message.startsWith(`${flag}: refused`)));
  }
  test('all of them are named at once, and what to do', () => {
    const given = { args: ['--disable-web-security', '--user-agent=x'], userAgent: 'x' };
    assert.throws(() => refuseInterception(given), {
      name: 'InterceptionRefused',
      message: /userAgent, --disable-web-security, --user-agent=x: refused.*Remove/,
    });
  });
});

describe('what passes', () => {
  const harmless: readonly (readonly [what: string, given: Parameters<typeof refuseInterception>[0] & Readonly<Record<string, unknown>>])[] = [
    ['nothing', {}],
    ['no flags', { args: [] }],
    ['certificates of our own', { ignoreHTTPSErrors: true }],
    ['flags that change nothing that is sent', { args: ['--headless', '--no-sandbox', '--mute-audio', '--remote-debugging-port=0', '--disable-dev-shm-usage'] }],
    ['features that have nothing to do with requests', { args: ['--disable-features=Translate,MediaRouter'] }],
    ['a flag that only begins like a refused one', { args: ['--user-agent-client-hints', '--disable-web-security-report'] }],
    ['an address that holds the words', { args: ['http://localhost/--disable-web-security'] }],
  ];
  for (const [what, given] of harmless) test(what, () => assert.doesNotThrow(() => refuseInterception(given)));
});

describe('the lint rules', () => {
  const eslint = new ESLint({ cwd: fileURLToPath(new URL('../../', import.meta.url)) });
  const file = 'harness/engines/playwright-engine.ts';
  const withPage = (body: string): string => `import type { Page } from '@playwright/test';\nexport async function use(page: Page): Promise<void> {\n  ${body}\n}\n`;
  const withOptions = (options: string): string => `import type { Browser } from '@playwright/test';\nexport async function use(browser: Browser): Promise<void> {\n  await browser.newContext({ ${options} });\n}\n`;

  async function lint(code: string, filePath: string): Promise<{ rule: string | null; line: number; message: string }[]> {
    const results = await eslint.lintText(code, { filePath });
    return results.flatMap(({ messages }) => messages.map(({ ruleId, line, message }) => ({ rule: ruleId, line, message })));
  }

  const rows: readonly (readonly [what: string, code: string, says: RegExp, filePath?: string])[] = [
    ['page.route', withPage("await page.route('**', (route) => route.continue());"), /route\(\)/],
    ['context.route', withPage("await page.context().route('**', (route) => route.continue());"), /route\(\)/],
    ['routeFromHAR', withPage("await page.routeFromHAR('a.har');"), /routeFromHAR/],
    ['routeWebSocket', withPage("await page.routeWebSocket('/', () => undefined);"), /routeWebSocket/],
    ['setExtraHTTPHeaders', withPage('await page.setExtraHTTPHeaders({});'), /setExtraHTTPHeaders/],
    ['extraHTTPHeaders', withOptions('extraHTTPHeaders: {}'), /extraHTTPHeaders/],
    ['extraHTTPHeaders in quotes', withOptions("'extraHTTPHeaders': {}"), /extraHTTPHeaders/],
    ['httpCredentials', withOptions("httpCredentials: { username: 'a', password: 'b' }"), /httpCredentials/],
    ['userAgent', withOptions("userAgent: 'x'"), /userAgent/],
    ['recordHar', withOptions("recordHar: { path: 'a.har' }"), /recordHar/],
    ['bypassCSP', withOptions('bypassCSP: true'), /bypassCSP/],
    // interception.ts refuses these at run time, and is to be kept in step with the rules.
    ['offline', withOptions('offline: true'), /offline/],
    ['serviceWorkers', withOptions("serviceWorkers: 'block'"), /serviceWorkers/],
    ['--allow-running-insecure-content', "export const args = ['--allow-running-insecure-content'];\n", /falsifies/],
    ['--disable-site-isolation-trials', "export const args = ['--disable-site-isolation-trials'];\n", /falsifies/],
    ['--disable-features=OutOfBlinkCors', "export const args = ['--disable-features=OutOfBlinkCors'];\n", /falsifies/],
    ['--disable-web-security', "export const args = ['--disable-web-security'];\n", /falsifies/],
    ['--disable-web-security in a template', 'export const args = [`--disable-web-security`];\n', /falsifies/],
    ['--user-agent', "export const args = ['--user-agent=x'];\n", /falsifies/],
    ['--disable-web-security in another folder', "export const args = ['--disable-web-security'];\n", /falsifies/, 'harness/run/host.ts'],
    ['page.route in the test that Playwright runs', withPage("await page.route('**', (route) => route.continue());"), /route\(\)/, 'harness/conformance.spec.ts'],
  ];
  for (const [what, code, says, filePath] of rows) {
    test(`flag ${what}`, async () => {
      const found = await lint(code, filePath ?? file);
      const line = code.split('\n').length === 2 ? 1 : 3;
      assert.ok(found.some((one) => one.rule === 'no-restricted-syntax' && one.line === line && says.test(one.message)), `found ${JSON.stringify(found)}`);
    });
  }
  test('find nothing in code that does none of it', async () => {
    assert.deepEqual(await lint(withPage("await page.goto('http://localhost/', { waitUntil: 'commit' });"), file), []);
    assert.deepEqual(await lint(withOptions('ignoreHTTPSErrors: true'), file), []);
    assert.deepEqual(await lint("export const args = ['--headless'];\n", file), []);
  });
});
