import { chromium, firefox } from '@playwright/test';
import type { Browser, BrowserType, Page } from '@playwright/test';
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startFakeBrowser } from '../../harness/engines/fake/fake-browser.ts';
import { thisMachine } from '../../harness/engines/machine.ts';
import { resolveEngine } from '../../harness/engines/resolve.ts';
import { requireCatalogue } from '../../harness/run/catalogue.ts';
import { Host } from '../../harness/run/host.ts';
import { settings } from '../../harness/run/settings.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import { matrixModel } from '../model.ts';
import { recordFormat } from '../record.ts';
import type { ResultLine, ResultRecord } from '../record.ts';
import { writeMatrix } from './write.ts';

// The matrix in real browsers: what a reader does with it, and hostile text in every place that holds text.

const hostile = `</script><script>window.hit=1</script><img src=x onerror="window.hit=1"><a href="javascript:window.hit=1">\u0000\ud800\u202e\u001b[31m"'&`;
const file = path.join(mkdtempSync(path.join(tmpdir(), 'cors-conformance-')), 'matrix.html');
const engines: { name: 'chromium' | 'firefox'; type: BrowserType }[] = [
  { name: 'chromium', type: chromium },
  { name: 'firefox', type: firefox },
];

async function realLines(): Promise<ResultLine[]> {
  const { cases } = await requireCatalogue(settings.scenarios);
  const some = cases.filter(({ scenarioId }) => /no-allow-origin|allow-origin-exact|cookie-not-on-preflight/.test(scenarioId));
  const host = await Host.start({
    resolve: (name) => ({ kind: 'playwright', name, build: 'system', executable: 'a fake', why: 'a test' }),
    start: ({ name }) => startFakeBrowser({ name, honestBatches: 1, lie: (pageCase) => (name === 'firefox' && pageCase.method === 'PUT' ? 'skips-preflight' : null) }),
  });
  const lines: ResultLine[] = [];
  for (const name of ['chromium', 'firefox', 'webkit'] as const) {
    const { engine, results } = await host.perform(name, some);
    lines.push(engine, ...results);
  }
  await host.stop();
  const ids = some.map(({ id }) => id);
  const plan = { hash: '', size: ids.length * 3, cases: { chromium: ids, firefox: ids, webkit: ids } };
  return [{ type: 'run', format: recordFormat, startedAt: '2026-11-22T20:00:00.000Z', commit: null, platform: hostile, node: 'v20', plan }, ...lines];
}

function poison(record: ResultRecord): ResultRecord {
  return {
    ...record,
    case: { ...record.case, title: hostile, spec: 'javascript:window.hit=1', tags: [hostile] },
    url: hostile,
    verdict: { kind: 'deviates', why: hostile, differences: [{ element: hostile, expected: hostile, observed: hostile }] },
    observation: {
      ...record.observation,
      words: [{ source: 'cdp', code: hostile, detail: hostile, text: hostile, url: hostile }],
      exchanges: record.observation.exchanges.flatMap((exchange): Exchange[] => [
        { ...exchange, requestBody: hostile, requestHeaders: [[hostile, hostile]], response: { status: 200, statusText: hostile, headers: [[hostile, hostile]], body: hostile, bodyLength: 1 } },
        { ...exchange, response: null, exact: { kind: 'bytes', bytes: `HTTP/1.1 200 OK\r\n${hostile}`, length: 1 } },
        { ...exchange, response: null, exact: { kind: 'reset' } },
      ]),
      unreachable: { 'closed-port': hostile },
    },
  };
}

before(async () => {
  const lines = await realLines();
  const victim = lines.findIndex((line) => line.type === 'result' && line.case.id.startsWith('seed/no-allow-origin'));
  await writeMatrix(file, matrixModel(lines.map((line, index) => (index === victim && line.type === 'result' ? poison(line) : line))));
});

for (const { name, type } of engines) {
  describe(name, () => {
    let browser: Browser;
    before(async () => {
      const found = resolveEngine(name, thisMachine());
      assert.equal(found.kind, 'playwright');
      const system = found.build === 'system' ? { executablePath: found.executable, ...(name === 'firefox' ? { channel: 'moz-firefox' } : {}) } : {};
      browser = await type.launch(system);
    });
    after(() => browser.close());

    async function open(hash = ''): Promise<Page> {
      const page = await browser.newPage();
      page.on('dialog', () => assert.fail('a dialog opened'));
      page.on('pageerror', (error) => assert.fail(error));
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(file).href + hash);
      assert.deepEqual(requests.filter((url) => !url.startsWith(pathToFileURL(file).href) && !url.startsWith('data:')), [], 'the page asked for something');
      return page;
    }

    test('hostile text stays text, in the table and in the panel', async () => {
      const page = await open();
      await page.locator('button[data-key^="chromium:seed/no-allow-origin"]').first().click();
      assert.match(await page.locator('dialog').innerText(), /<img src=x onerror=/);
      assert.match(await page.locator('dialog .words').innerText(), /DevTools protocol[^]*window\.hit=1[^]*window\.hit=1[^]*window\.hit=1/);
      for (const part of ['Exactly these bytes', 'HTTP/1.1 200 OK\\r\\n', 'has the connection cut', 'Nobody was there']) assert.ok((await page.locator('dialog').innerText()).includes(part), part);
      assert.equal(await page.evaluate(() => (window as unknown as { hit?: number }).hit), undefined);
      assert.equal(await page.locator('img').count(), 0);
      assert.equal(await page.locator('script').count(), 2);
      assert.equal(await page.locator('a[href^="javascript:"]').count(), 0);
      assert.match(await page.locator('dialog').innerText(), /\\u0000\\ud800\\u202e\\u001b\[31m/);
      await page.close();
    });

    test('a cell opens to the request, the exchanges and the words, and closes with Escape', async () => {
      const page = await open();
      await page.locator('button[data-key="webkit:seed/cookie-not-on-preflight/fetch"]').click();
      const panel = page.locator('dialog[open]');
      const text = await panel.innerText();
      for (const part of ['The preflight carries no cookie', 'CORS-preflight request', 'Access-Control-Request-Method', 'Cookie', 'npx playwright test --project=webkit -g "seed/cookie-not-on-preflight( |$)"', 'https://fetch.spec.whatwg.org/']) {
        assert.ok(text.includes(part), `the panel lacks ${part}`);
      }
      assert.match(page.url(), /#cell=webkit/);
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
      await page.waitForFunction(() => !location.hash.includes('cell'));
      await page.close();
    });

    test('views and filter leave the rows that they name, and the address keeps them', async () => {
      const page = await open();
      await page.locator('#view').selectOption('unexpected');
      const rows = page.locator('tr.case:visible');
      assert.deepEqual(await page.locator('tbody.cases:visible code').allInnerTexts(), ['seed/no-allow-origin', 'seed/cookie-not-on-preflight']);
      await page.locator('#filter').fill('cookie');
      assert.equal(await rows.count(), 2);
      const again = await open(new URL(page.url()).hash);
      assert.equal(await again.locator('tr.case:visible').count(), 2);
      await again.locator('#filter').fill('no such words');
      assert.ok(await again.locator('#nothing').isVisible());
      await page.close();
      await again.close();
    });

    test('a link to a cell opens its panel, and an unfinished run says so', async () => {
      const page = await open('#cell=chromium%3Aseed%2Fcookie-not-on-preflight%2Fxhr');
      assert.match(await page.locator('dialog[open]').innerText(), /XMLHttpRequest/);
      assert.match(await page.locator('.banner').innerText(), /Incomplete\. The run did not end/);
      await page.close();
    });
  });
}
