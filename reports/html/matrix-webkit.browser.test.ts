import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { By, Key } from 'selenium-webdriver';
import { thisMachine } from '../../harness/engines/machine.ts';
import { resolveEngine } from '../../harness/engines/resolve.ts';
import { openLocalSession } from '../../harness/engines/webdriver-engine.ts';
import type { LocalSession } from '../../harness/engines/webdriver-engine.ts';
import { matrixWithFormerRuns, performedMatrix } from './sample-pages.ts';
import { writeMatrix } from './write.ts';

// What WebDriver lets a test do with the matrix in WebKit; matrix.browser.test.ts has the rest, in Chromium and Firefox.

const folder = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
const [file, former] = [path.join(folder, 'matrix.html'), path.join(folder, 'former.html')];
const webkit = resolveEngine('webkit', thisMachine());

describe('webkit', { skip: webkit.kind === 'webdriver' ? false : 'WebKit is not driven by WebDriver here' }, () => {
  let session: LocalSession;
  before(async () => {
    assert.equal(webkit.kind, 'webdriver');
    await writeMatrix(file, await performedMatrix());
    await writeMatrix(former, matrixWithFormerRuns());
    session = await openLocalSession(webkit);
  });
  after(() => session.close());

  const run = <T>(script: string): Promise<T> => session.driver.executeScript<T>(script);
  const shown = (): Promise<number> => run(`return [...document.querySelectorAll('tr.case')].filter((row) => row.checkVisibility()).length`);
  const press = (...keys: string[]): Promise<void> => session.driver.actions().sendKeys(...keys).perform();
  const hash = (): Promise<string> => run('return location.hash');

  async function open(matrix: string, fragment = ''): Promise<void> {
    // A new hash alone would load nothing.
    await session.driver.get('about:blank');
    await session.driver.get(pathToFileURL(matrix).href + fragment);
    await session.driver.wait(() => run<boolean>(`return document.documentElement.dataset.ready === 'true'`), 10_000);
  }
  const panelOpen = (open: boolean): Promise<unknown> => session.driver.wait(() => run<boolean>(`return document.querySelector('dialog#panel').open === ${open}`), 10_000);

  test('the keyboard filters, goes from cell to cell, opens the panel and closes it; the address keeps all', async () => {
    await open(file);
    const all = await shown();
    await press('/');
    await press('cookie-not');
    assert.equal(await shown(), 2);
    assert.match(await hash(), /filter=cookie-not/);
    await press(Key.ESCAPE);
    await press(Key.ARROW_RIGHT);
    await press(Key.ARROW_DOWN);
    await press(Key.END);
    await press(Key.ENTER);
    await panelOpen(true);
    assert.match(await hash(), /cell=webkit%3Aseed%2Fcookie-not-on-preflight%2Fxhr/);
    assert.match(await session.driver.findElement(By.id('panel')).getText(), /The preflight carries no cookie[^]*CORS-preflight request/);
    await press(Key.ESCAPE);
    await panelOpen(false);
    await press('?');
    assert.match(await session.driver.findElement(By.id('help')).getText(), /go to the filter/);
    await press(Key.ESCAPE);
    await session.driver.findElement(By.id('clear')).click();
    assert.equal(await shown(), all);
    assert.equal(await hash(), '');
  });

  test('views, filters and groups leave the rows that they name', async () => {
    await open(file);
    const all = await shown();
    const choose = (id: string, value: string): Promise<void> => run(`const list = document.getElementById('${id}'); list.value = '${value}'; list.dispatchEvent(new Event('change', { bubbles: true }))`);
    await choose('view', 'unexpected');
    const unexpected = await shown();
    assert.ok(unexpected > 0 && unexpected < all);
    await choose('api', 'xhr');
    assert.ok((await shown()) < unexpected);
    await choose('view', 'all');
    await choose('api', '');
    await choose('group', 'reason');
    assert.equal(await shown(), all);
    assert.match(await run(`return [...document.querySelectorAll('section.part h2')].map((head) => head.textContent).join()`), /acao-missing/);
  });

  test('a click opens a cell, and a link to it does the same', async () => {
    await open(file);
    await run(`document.querySelector('tr.case td').scrollIntoView({ block: 'center' })`);
    await session.driver.findElement(By.css('tr.case td')).click();
    await panelOpen(true);
    const [link, text] = [await hash(), await session.driver.findElement(By.id('panel')).getText()];
    await open(file, link);
    await panelOpen(true);
    assert.equal(await session.driver.findElement(By.id('panel')).getText(), text);
  });

  test('hostile text stays text', async () => {
    await open(file, '#cell=chromium%3Aseed%2Fno-allow-origin%5Brelation%3Dsame-site%5D%2Ffetch');
    await panelOpen(true);
    assert.match(await session.driver.findElement(By.id('panel')).getText(), /<img src=x onerror=/);
    assert.deepEqual(await run(`return [window.hit ?? null, document.images.length, document.querySelectorAll('a[href^="javascript:"]').length, document.querySelectorAll('script:not([type="text/plain"])').length]`), [null, 0, 0, 1]);
  });

  test('what changed since another run is a view, and the history stands beside each case', async () => {
    await open(former, '#view=changed');
    assert.equal(await shown(), 1);
    assert.deepEqual(await run(`return [...document.querySelectorAll('tr.case:not([hidden]) td u')].map((was) => was.textContent)`), ['before: conforms', 'before: deviates']);
    assert.equal(await run(`return document.querySelector('.strip').textContent`), '▪✗✗');
    assert.match(await run(`return document.querySelector('.trend').textContent`), /3 runs: 100\.0 % to 66\.6 %/);
  });
});
