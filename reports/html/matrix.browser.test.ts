import { chromium, firefox } from '@playwright/test';
import type { Browser, BrowserContextOptions, BrowserType, LaunchOptions, Locator, Page } from '@playwright/test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { thisMachine } from '../../harness/engines/machine.ts';
import { resolveEngine } from '../../harness/engines/resolve.ts';
import { matrixWithFormerRuns, performedMatrix } from './sample-pages.ts';
import { writeMatrix } from './write.ts';

// The matrix in real browsers: what a reader does with it, and hostile text in every place that holds text.

const folder = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
const [file, former] = [path.join(folder, 'matrix.html'), path.join(folder, 'former.html')];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const engines: { name: 'chromium' | 'firefox'; type: BrowserType }[] = [
  { name: 'chromium', type: chromium },
  { name: 'firefox', type: firefox },
];

before(async () => {
  await writeMatrix(file, await performedMatrix());
  await writeMatrix(former, matrixWithFormerRuns());
});

for (const { name, type } of engines) {
  describe(name, () => {
    let browser: Browser;
    let options: LaunchOptions;
    before(async () => {
      const found = resolveEngine(name, thisMachine());
      assert.equal(found.kind, 'playwright');
      options = found.build === 'system' ? { executablePath: found.executable, ...(name === 'firefox' ? { channel: 'moz-firefox' } : {}) } : {};
      browser = await type.launch(options);
    });
    after(() => browser.close());

    async function open(hash = '', context: BrowserContextOptions = {}, matrix = file, within = browser): Promise<Page> {
      const page = await within.newPage(context);
      page.on('dialog', () => assert.fail('a dialog opened'));
      page.on('pageerror', (error) => assert.fail(error));
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(matrix).href + hash);
      await page.locator('html[data-ready]').waitFor();
      if (hash.includes('cell=')) await page.locator('dialog#panel[open]').waitFor();
      assert.deepEqual(requests.filter((url) => !url.startsWith(pathToFileURL(matrix).href) && !url.startsWith('data:')), [], 'the page asked for something');
      return page;
    }

    const victim = '#cell=chromium%3Aseed%2Fno-allow-origin%5Brelation%3Dsame-site%5D%2Ffetch';
    const cells = (page: Page): Locator => page.locator('tr.case:visible > td');
    const focused = (page: Page): Promise<string> => page.evaluate(() => `${document.activeElement?.closest('tbody')?.querySelector('code')?.textContent ?? ''} ${(document.activeElement as HTMLTableCellElement | null)?.cellIndex ?? ''}`);

    test('hostile text stays text, in the table and in the panel', async () => {
      const page = await open(victim);
      const text = await page.locator('dialog#panel').innerText();
      assert.match(text, /<img src=x onerror=/);
      assert.match(await page.locator('dialog .words').innerText(), /DevTools protocol[^]*window\.hit=1[^]*window\.hit=1[^]*window\.hit=1/);
      for (const part of ['Exactly these bytes', 'HTTP/1.1 200 OK\\r\\n', 'has the connection cut', 'Nobody was there']) assert.ok(text.includes(part), part);
      assert.equal(await page.evaluate(() => (window as unknown as { hit?: number }).hit), undefined);
      assert.equal(await page.locator('img').count(), 0);
      assert.equal(await page.locator('script:not([type="text/plain"])').count(), 1);
      assert.equal(await page.locator('a[href^="javascript:"]').count(), 0);
      assert.match(text, /\\u0000\\ud800\\u202e\\u001b\[31m/);
      await page.close();
    });

    test('a click opens a cell: the story, the exchanges beside the standard, the words, and what to take along', async () => {
      const page = await open();
      await page.locator('tbody', { has: page.locator('code', { hasText: 'seed/cookie-not-on-preflight' }) }).locator('tr.case').first().locator('td').nth(2).click();
      const panel = page.locator('dialog#panel[open]');
      const text = await panel.innerText();
      for (const part of ['The preflight carries no cookie', 'to another origin of the same site', 'CORS-preflight request', 'Access-Control-Request-Method', 'as the standard says', 'npx playwright test --project=webkit -g "seed/cookie-not-on-preflight( |$)"', 'https://fetch.spec.whatwg.org/']) {
        assert.ok(text.includes(part), `the panel lacks ${part}`);
      }
      assert.match(page.url(), /#cell=webkit/);
      for (const part of ['the preflight as curl', 'the request as curl', 'the script', 'the scenario as YAML', 'a link to this cell']) assert.equal(await panel.getByRole('button', { name: `Copy ${part}` }).count(), 1, part);
      await panel.getByRole('button', { name: 'Chromium' }).click();
      assert.match(page.url(), /#cell=chromium/);
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => !location.hash.includes('cell'));
      assert.equal(await page.locator('dialog[open]').count(), 0);
      await page.close();
    });

    test('views and filters leave the rows that they name, and the address keeps them', async () => {
      const page = await open();
      const all = await page.locator('tr.case:visible').count();
      await page.locator('#view').selectOption('unexpected');
      assert.deepEqual(await page.locator('tbody:visible code').allInnerTexts(), ['seed/no-allow-origin', 'seed/cookie-not-on-preflight']);
      await page.locator('#filter').fill('cookie');
      assert.equal(await page.locator('tr.case:visible').count(), 2);
      const section = page.locator('section.part:visible');
      assert.deepEqual([await section.locator('h2').innerText(), await page.locator('#shown').innerText()], [`seed 2 of ${await section.locator('tr.case').count()} cases`, `2 of ${all} cases`]);
      const again = await open(new URL(page.url()).hash);
      assert.equal(await again.locator('tr.case:visible').count(), 2);
      await again.locator('#filter').fill('no such words');
      assert.ok(await again.locator('#nothing').isVisible());
      await again.locator('#clear').click();
      assert.equal(await again.locator('tr.case:visible').count(), all);
      assert.equal(new URL(again.url()).hash, '');
      await again.locator('summary').click();
      await again.locator('#api').selectOption('xhr');
      const xhr = await again.locator('tr.case:visible').count();
      assert.ok(xhr > 0 && xhr < all);
      await again.locator('#verdict').selectOption('deviates');
      await again.locator('#engine').selectOption('webkit');
      assert.equal(await again.locator('tr.case:visible').count(), 0);
      await page.close();
      await again.close();
    });

    test('the view of what fails in exactly one engine has just that', async () => {
      const page = await open('#view=one');
      const words = await page.locator('tr.case:visible').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td b')].map((word) => word.textContent)));
      assert.ok(words.length > 0);
      for (const row of words) assert.equal(row.filter((word) => !['conforms', 'observed', 'skipped'].includes(word)).length, 1, row.join(', '));
      await page.close();
    });

    test('grouped by reason every row is there once, below its scenario, and grouped by section again as it was', async () => {
      const page = await open();
      const rows = (): Promise<string[]> => page.locator('tr.case:visible').evaluateAll((all) => all.map((row) => `${row.closest('tbody')?.querySelector('code')?.textContent ?? ''} ${row.querySelector('th')?.textContent ?? ''}`));
      const before = await rows();
      await page.locator('summary').click();
      await page.locator('#group').selectOption('reason');
      assert.ok((await page.locator('section.part h2').allInnerTexts()).some((text) => text.startsWith('acao-missing')));
      assert.deepEqual((await rows()).sort(), [...before].sort());
      await page.locator('#group').selectOption('section');
      assert.deepEqual(await rows(), before);
      await page.close();
    });

    test('a column can be left out', async () => {
      const page = await open('#without=firefox');
      const first = page.locator('tr.case').first();
      assert.deepEqual(await first.locator('td').evaluateAll((all) => all.map((cell) => getComputedStyle(cell).display !== 'none')), [true, false, true]);
      assert.equal(await page.locator('thead').first().locator('th:visible').count(), 3);
      await page.close();
    });

    test('everything can be done from the keyboard', async () => {
      const page = await open();
      await page.keyboard.press('/');
      await page.keyboard.type('cookie-not');
      assert.equal(await page.locator('tr.case:visible').count(), 2);
      await page.keyboard.press('Escape');
      assert.equal(await focused(page), 'seed/cookie-not-on-preflight 1');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      assert.equal(await focused(page), 'seed/cookie-not-on-preflight 3');
      await page.keyboard.press('Enter');
      await page.locator('dialog#panel[open]').waitFor();
      assert.match(page.url(), /cell=webkit%3Aseed%2Fcookie-not-on-preflight%2Fxhr/);
      await page.keyboard.press('Escape');
      await page.locator('dialog#panel').waitFor({ state: 'hidden' });
      assert.equal(await focused(page), 'seed/cookie-not-on-preflight 3');
      await page.keyboard.press('?');
      assert.match(await page.locator('dialog#help[open]').innerText(), /go to the filter/);
      await page.keyboard.press('Escape');
      await page.close();
    });

    test('n and p go to the next and the previous difference, also from panel to panel', async () => {
      const page = await open();
      await cells(page).first().focus();
      await page.keyboard.press('n');
      const next = await focused(page);
      assert.match(next, /seed\/(no-allow-origin|cookie-not-on-preflight)/);
      await page.keyboard.press('Enter');
      await page.locator('dialog#panel[open]').waitFor();
      const { hash } = new URL(page.url());
      await page.keyboard.press('n');
      await page.waitForFunction((before) => location.hash !== before, hash);
      await page.keyboard.press('p');
      await page.waitForFunction((before) => location.hash === before, hash);
      await page.close();
    });

    for (const colours of ['light', 'dark'] as const) {
      test(`axe finds nothing to object to, in ${colours}: the table, the filters, the panel, the keys`, async () => {
        // Stock Firefox over BiDi takes the colours from its settings only.
        const own = name === 'firefox' ? await type.launch({ ...options, firefoxUserPrefs: { 'layout.css.prefers-color-scheme.content-override': colours === 'dark' ? 0 : 1 } }) : browser;
        const page = await open('', { colorScheme: colours }, file, own);
        assert.equal(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), colours === 'dark');
        const violations = async (): Promise<string[]> => {
          const { violations: found } = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run());
          return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
        };
        await page.evaluate(axe);
        await page.locator('summary').click();
        assert.deepEqual(await violations(), []);
        await page.locator('summary').click();
        await page.evaluate(() => (location.hash = '#cell=webkit%3Aseed%2Fcookie-not-on-preflight%2Ffetch'));
        await page.locator('dialog#panel[open]').waitFor();
        assert.deepEqual(await violations(), []);
        await page.keyboard.press('Escape');
        await page.keyboard.press('?');
        assert.deepEqual(await violations(), []);
        await page.close();
        if (own !== browser) await own.close();
      });
    }

    test('at the width of a phone nothing is wider than the page, and each cell names its engine', async () => {
      const page = await open('', { viewport: { width: 390, height: 800 } });
      const wide = (within: string): Promise<string[]> =>
        page.evaluate((selector) => {
          const root = document.querySelector(selector) ?? document.documentElement;
          const right = root.getBoundingClientRect().right;
          return root.scrollWidth <= innerWidth ? [] : [...root.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > right).map((one) => one.outerHTML.slice(0, 100));
        }, within);
      assert.deepEqual(await wide('body'), []);
      assert.equal(await cells(page).first().evaluate((cell) => getComputedStyle(cell, '::before').content), '"Chromium"');
      await page.evaluate((cell) => (location.hash = cell), victim);
      await page.locator('dialog#panel[open]').waitFor();
      assert.deepEqual(await wide('dialog#panel'), []);
      await page.close();
    });

    test('without JavaScript it is a table', async () => {
      // Not by an option: stock Firefox over BiDi runs scripts all the same.
      const page = await browser.newPage();
      await page.setContent(readFileSync(file, 'utf8').replace(/<script type="module">[^]*?<\/script>/, ''));
      assert.ok((await page.locator('tr.case').count()) > 5);
      assert.match(await page.locator('tr.case').first().innerText(), /deviates|conforms/);
      assert.equal(await page.locator('form').isVisible(), false);
      await page.close();
    });

    test('what changed since another run is a view, says how it was before, and the history stands beside each case', async () => {
      const page = await open('', {}, former);
      assert.match(await page.locator('.compared').innerText(), /Chromium: 1 regression; .*WebKit.*: 1 fixed/);
      await page.locator('#view').selectOption('changed');
      assert.equal(await page.locator('tr.case:visible').count(), 1);
      assert.deepEqual(await page.locator('tr.case:visible td').allInnerTexts().then((cells) => cells.map((text) => /before: .*/.exec(text)?.[0])), ['before: conforms', 'before: deviates']);
      assert.match(new URL(page.url()).hash, /view=changed/);
      assert.deepEqual(await page.locator('.strip').evaluateAll((strips) => strips.map((strip) => [strip.getAttribute('aria-label'), strip.textContent])), [['3 runs, 2 not as expected', '▪✗✗'], ['3 runs, 0 not as expected', '▪▪▪'], ['3 runs, 0 not as expected', '▪▪▪']]);
      assert.deepEqual(await page.locator('.trend').evaluateAll((trends) => trends.map((trend) => trend.textContent.trim())), ['3 runs: 100.0 % to 66.6 % as the standard says', '3 runs: 100.0 % to 100.0 % as the standard says']);
      assert.equal(await page.evaluate(() => (window as unknown as { hit?: number }).hit), undefined);
      await page.close();
    });

    test('on paper there are no controls, and every case is there', { skip: name === 'firefox' ? 'stock Firefox over BiDi emulates no paper' : false }, async () => {
      const page = await open();
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('form').isVisible(), false);
      assert.equal(await page.locator('section.part').first().evaluate((part) => getComputedStyle(part).contentVisibility), 'visible');
      assert.equal(await page.locator('tr.case:visible').count(), await page.locator('tr.case').count());
      await page.close();
    });

    test('a link to a cell opens its panel, and an unfinished run says so', async () => {
      const page = await open('#cell=chromium%3Aseed%2Fcookie-not-on-preflight%2Fxhr');
      assert.match(await page.locator('dialog#panel[open]').innerText(), /XMLHttpRequest/);
      assert.match(await page.locator('.banner').innerText(), /Incomplete\. The run did not end/);
      await page.close();
    });
  });
}
