import { chromium, firefox } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { thisMachine } from '../harness/engines/machine.ts';
import { resolveEngine } from '../harness/engines/resolve.ts';
import { settings } from '../harness/run/settings.ts';
import { matrixModel } from '../reports/model.ts';
import { parseResults } from '../reports/record.ts';
import type { ResultLine } from '../reports/record.ts';
import { writeMatrix } from '../reports/html/write.ts';

/**
 * What a big matrix costs its reader: the last run's results as they are, and three times as many rows, in one run; bytes,
 * milliseconds until it can be used, and milliseconds a frame while scrolling. `npm run bench`, after a whole run.
 */
const lines = parseResults(readFileSync(path.join(settings.out, 'results.jsonl'), 'utf8'));
const again = (line: ResultLine, prefix: string): ResultLine => (line.type === 'result' ? { ...line, case: { ...line.case, id: prefix + line.case.id, scenarioId: prefix + line.case.scenarioId } } : line);
const thrice = lines.flatMap((line) => (line.type === 'result' ? [line, again(line, 'second/'), again(line, 'third/')] : [line]));
const folder = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));

for (const [name, type] of [['chromium', chromium], ['firefox', firefox]] as const) {
  const found = resolveEngine(name, thisMachine());
  if (found.kind !== 'playwright') continue;
  const browser = await type.launch(found.build === 'system' ? { executablePath: found.executable, ...(name === 'firefox' ? { channel: 'moz-firefox' } : {}) } : {});
  const costs: number[] = [];
  for (const given of [lines, thrice]) {
    const file = path.join(folder, 'matrix.html');
    const model = matrixModel(given);
    await writeMatrix(file, model);
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const start = performance.now();
    await page.goto(pathToFileURL(file).href);
    await page.locator('html[data-ready]').waitFor();
    const opened = performance.now() - start;
    const frames = await page.evaluate(async () => {
      const taken: number[] = [];
      for (let step = 0; step < 120; step++) {
        const before = performance.now();
        scrollBy(0, 700);
        await new Promise(requestAnimationFrame);
        taken.push(performance.now() - before);
      }
      return taken.sort((one, other) => one - other);
    });
    const rows = model.sections.reduce((sum, { scenarios }) => sum + scenarios.reduce((own, scenario) => own + scenario.rows.length, 0), 0);
    costs.push(opened);
    console.log(`${name}: ${rows} rows, ${model.columns.length} columns, ${(statSync(file).size / 1e6).toFixed(2)} MB: open in ${opened.toFixed(0)} ms; a frame of scrolling ${frames[60]?.toFixed(0)} ms, at most ${frames.at(-1)?.toFixed(0)} ms`);
    await page.close();
  }
  console.log(`${name}: three times the rows take ${((costs[1] ?? 0) / (costs[0] ?? 1)).toFixed(1)} times as long to open`);
  await browser.close();
}
rmSync(folder, { recursive: true });
