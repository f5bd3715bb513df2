import { chromium } from '@playwright/test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { thisMachine } from './engines/machine.ts';
import { resolveEngine } from './engines/resolve.ts';
import { parseResults } from '../reports/record.ts';
import type { ResultLine } from '../reports/record.ts';

// `npx playwright test` as a user runs it: what it prints, writes and returns.

const good = `
scenarios:
  - id: allowed
    title: A response with Access-Control-Allow-Origin is read
    spec: https://fetch.spec.whatwg.org/#concept-cors-check
    tags: [allow-origin]
    resource: { response: { headers: { Access-Control-Allow-Origin: '*' }, body: hello } }
    expect: { outcome: cors, exchanges: [request] }
  - id: refused
    title: A response without it is not
    spec: https://fetch.spec.whatwg.org/#concept-cors-check
    resource: { response: { body: hello } }
    expect: { outcome: network-error, exchanges: [request] }
`;
// A real server that does not do as its author expects: what it answers is known only when it has.
const wrong = good.replace(
  "resource: { response: { headers: { Access-Control-Allow-Origin: '*' }, body: hello } }\n    expect: { outcome: cors, exchanges: [request] }",
  'request: { path: /data }\n    resource: { server: { implementation: article/server-1, policy: { allowedOrigin: http://example.com } } }\n    expect: { outcome: cors, exchanges: [request] }',
);

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly out: string;
  readonly lines: readonly ResultLine[];
}

async function playwright(scenarios: Readonly<Record<string, string>>, args: readonly string[], options: { env?: Record<string, string>; signal?: { after: number; name: NodeJS.Signals }; lockedBy?: number; folder?: string; command?: string } = {}): Promise<Outcome> {
  const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
  const [scenarioFolder, out] = [path.join(folder, 'scenarios'), path.join(folder, 'out')];
  mkdirSync(scenarioFolder, { recursive: true });
  if (options.lockedBy !== undefined) {
    mkdirSync(out);
    writeFileSync(path.join(out, 'run.lock'), String(options.lockedBy));
  }
  for (const [name, text] of Object.entries(scenarios)) writeFileSync(path.join(scenarioFolder, name), text);
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...inherited } = process.env;
  const child = spawn(process.execPath, ['node_modules/@playwright/test/cli.js', options.command ?? 'test', ...args], {
    env: { ...inherited, CORS_CONFORMANCE_SCENARIOS: scenarioFolder, CORS_CONFORMANCE_OUT: out, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A run that hangs is a failure of its own, not of the patience of whoever waits.
  const guard = setTimeout(() => child.kill('SIGKILL'), 60_000);
  let output = '';
  let signalled = false;
  const read = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
    const { signal } = options;
    if (signal === undefined || signalled || !output.includes(' cases: ')) return;
    signalled = true;
    setTimeout(() => child.kill(signal.name), signal.after);
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(guard);
  const file = path.join(out, 'results.jsonl');
  return { code, output, out, lines: existsSync(file) ? parseResults(readFileSync(file, 'utf8')) : [] };
}

const verdicts = (lines: readonly ResultLine[]): string[] => lines.flatMap((line) => (line.type === 'result' ? [`${line.engine} ${line.case.id} ${line.verdict.kind}`] : [])).sort();
const end = (lines: readonly ResultLine[]): Extract<ResultLine, { type: 'end' }> => {
  const last = lines.at(-1);
  assert.equal(last?.type, 'end');
  return last;
};

/** What the matrix shows of a run: its columns, and its rows with their verdicts, in order. */
function matrixOf({ out }: Outcome): readonly string[] {
  const html = readFileSync(path.join(out, 'matrix.html'), 'utf8');
  return [...html.matchAll(/<th scope="(?:row|col)">.*?<\/th>|<td class="[a-z-]+">/g)].map(([text]) => text);
}

describe('npx playwright test', () => {
  test('returns 0 when all is as expected, and writes results and matrix', async () => {
    const { code, output, lines, out } = await playwright({ 'a.yaml': good }, ['--project=chromium']);
    assert.equal(code, 0, output);
    assert.deepEqual(verdicts(lines), ['allowed/fetch', 'allowed/xhr', 'refused/fetch', 'refused/xhr'].map((id) => `chromium ${id} conforms`));
    assert.equal(end(lines).exitCode, 0);
    assert.match(output, /As expected\./);
    assert.ok(readFileSync(path.join(out, 'matrix.html'), 'utf8').includes('A response without it is not'));
  });

  test('returns 1 for an unexpected result, and says what differs', async () => {
    const { code, output, lines } = await playwright({ 'a.yaml': wrong }, ['--project=chromium']);
    assert.equal(code, 1, output);
    assert.match(output, /deviates\s+chromium\s+allowed\/fetch/);
    assert.match(output, /outcome: expected cors, observed network-error/);
    assert.match(output, /the standard says: network error at cors-check \(acao-mismatch\)/);
    assert.match(output, /to mend it: Send `Access-Control-Allow-Origin: http:\/\/localhost:\d+`/);
    assert.equal(end(lines).exitCode, 1);
  });

  test('returns 2 for mistakes in scenario files, and names each', async () => {
    const { code, output } = await playwright({ 'a.yaml': good.replace('outcome: cors', 'outcome: corse').replace('[request] }\n', '[requst] }\n') }, ['--project=chromium']);
    assert.equal(code, 2, output);
    assert.match(output, /a\.yaml:8:\d+ {2}"corse" is not a value of `outcome`/);
    assert.match(output, /did you mean `cors`\?/);
  });

  test('returns 2 when a filter matches nothing', async () => {
    const { code, output } = await playwright({ 'a.yaml': good }, ['--project=chromium', '-g', 'nothing-is-called-this']);
    assert.equal(code, 2, output);
  });

  test('returns 3 when an engine is missing, with a column that says so', async () => {
    const { code, output, lines } = await playwright({ 'a.yaml': good }, ['--project=chromium', '--project=webkit'], { env: { CORS_CONFORMANCE_WEBKIT: '/there/is/no/such/browser' } });
    assert.equal(code, 3, output);
    assert.match(output, /webkit: missing\. CORS_CONFORMANCE_WEBKIT=\/there\/is\/no\/such\/browser, and there is no such file/);
    assert.deepEqual(end(lines).counts, { chromium: { conforms: 4 }, webkit: { unsupported: 4 } });
  });

  test('returns 2 while another run writes to the same folder, and leaves its results alone', async () => {
    const { code, output, lines } = await playwright({ 'a.yaml': good }, ['--project=chromium'], { lockedBy: process.pid });
    assert.equal(code, 2, output);
    assert.match(output, new RegExp(`Another run \\(process ${process.pid}\\)`));
    assert.deepEqual(lines, []);
  });

  test('runs a new scenario file, and selects by -g and by tag', async () => {
    const both = { 'a.yaml': good, 'b.yaml': good.replaceAll('id: ', 'id: new-') };
    const { lines } = await playwright(both, ['--project=chromium', '-g', 'new-refused( |$)']);
    assert.deepEqual(verdicts(lines), ['chromium new-refused/fetch conforms', 'chromium new-refused/xhr conforms']);
    const tagged = await playwright(both, ['--project=chromium', '-g', '@allow-origin']);
    assert.deepEqual(verdicts(tagged.lines), ['allowed/fetch', 'allowed/xhr', 'new-allowed/fetch', 'new-allowed/xhr'].map((id) => `chromium ${id} conforms`));
  });

  test('performs scenarios together with the next ones', async () => {
    // In one batch documents over http come first; one by one the order would be that of the file.
    const https = (text: string): string => text.replaceAll('    resource: {', '    document: { scheme: https, relation: cross-site, context: window }\n    resource: {');
    const { lines, output } = await playwright({ 'a.yaml': https(good), 'b.yaml': good.replaceAll('id: ', 'id: then-') }, ['--project=chromium']);
    const began = (scenario: string): number[] => lines.flatMap((line) => (line.type === 'result' && line.case.scenarioId === scenario ? line.observation.exchanges.map(({ startedAt }) => startedAt) : []));
    assert.equal(verdicts(lines).filter((verdict) => verdict.endsWith(' conforms')).length, 8, output);
    assert.ok(Math.max(...began('then-allowed'), ...began('then-refused')) < Math.min(...began('allowed'), ...began('refused')), output);
  });

  test('what was made ahead does not count when nobody asked for it', async () => {
    const { code, lines, output } = await playwright({ 'a.yaml': wrong.replace('id: allowed', 'id: a') }, ['--project=chromium', '-x']);
    assert.equal(code, 3, output);
    assert.deepEqual(verdicts(lines), ['chromium a/fetch deviates', 'chromium a/xhr deviates', 'chromium refused/fetch not-run', 'chromium refused/xhr not-run']);
  });

  test('performs anew for --repeat-each and --retries', async () => {
    const repeated = await playwright({ 'a.yaml': good }, ['--project=chromium', '--repeat-each=3']);
    assert.equal(repeated.code, 0, repeated.output);
    const tokens = repeated.lines.flatMap((line) => (line.type === 'result' ? line.observation.exchanges.map(({ token }) => token) : []));
    assert.equal(new Set(tokens).size, 12);
    const retried = await playwright({ 'a.yaml': wrong }, ['--project=chromium', '--retries=2']);
    assert.equal(retried.code, 1, retried.output);
    const attempts = retried.lines.flatMap((line) => (line.type === 'result' && line.case.id === 'allowed/fetch' ? [line.observation.exchanges[0]?.token] : []));
    assert.equal(attempts.length, 3);
    assert.equal(new Set(attempts).size, 3);
  });

  test('lists without starting anything', async () => {
    const { code, output, lines } = await playwright({ 'a.yaml': good }, ['--list']);
    assert.equal(code, 0, output);
    assert.deepEqual(lines, []);
    for (const name of ['chromium', 'firefox', 'webkit']) assert.match(output, new RegExp(`\\[${name}\\].*refused`));
    assert.match(output, /Total: 6 tests/);
  });

  test('splits into shards, whose blob reports merge to the matrix of the whole', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
    const both = { 'a.yaml': good, 'b.yaml': wrong.replaceAll('id: ', 'id: wrong-') };
    const args = ['--project=chromium', '--project=firefox'];
    const whole = await playwright(both, args);
    for (const shard of [1, 2, 3]) {
      const { code, output } = await playwright(both, [...args, `--shard=${shard}/3`, '--reporter=blob,./reports/reporter.ts'], { env: { PLAYWRIGHT_BLOB_OUTPUT_FILE: path.join(folder, 'blobs', `${shard}.zip`) } });
      assert.ok(code === 0 || code === 1, output);
    }
    const merged = await playwright(both, [path.join(folder, 'blobs'), '--reporter=./reports/reporter.ts'], { folder, command: 'merge-reports' });
    assert.equal(whole.code, 1, whole.output);
    assert.equal(merged.code, whole.code, merged.output);
    assert.deepEqual(verdicts(merged.lines), verdicts(whole.lines));
    assert.deepEqual(end(merged.lines).counts, end(whole.lines).counts);
    assert.deepEqual(matrixOf(merged), matrixOf(whole));
  });

  test('runs again what failed, for --last-failed', async () => {
    const { code, out, output } = await playwright({ 'a.yaml': wrong }, ['--project=chromium']);
    assert.equal(code, 1, output);
    const again = await playwright({ 'a.yaml': wrong }, ['--project=chromium', '--last-failed'], { folder: path.dirname(out) });
    assert.equal(again.code, 1, again.output);
    assert.deepEqual(verdicts(again.lines), ['chromium allowed/fetch deviates', 'chromium allowed/xhr deviates']);
  });

  test("goes with Playwright's own HTML report, which has the records and the exchanges", async () => {
    const html = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
    const { code, output, lines } = await playwright({ 'a.yaml': wrong }, ['--project=chromium', '--reporter=html,./reports/reporter.ts'], { env: { PLAYWRIGHT_HTML_OUTPUT_DIR: html, PLAYWRIGHT_HTML_OPEN: 'never' } });
    assert.equal(code, 1, output);
    assert.equal(verdicts(lines).length, 4);
    const executable = resolveEngine('chromium', thisMachine());
    assert.equal(executable.kind, 'playwright');
    const browser = await chromium.launch(executable.build === 'system' ? { executablePath: executable.executable } : {});
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path.join(html, 'index.html')).href);
    await page.getByText('allowed', { exact: true }).first().click();
    await page.getByText('allowed/fetch: deviates', { exact: false }).first().waitFor();
    const attachments = page.getByText(/^(cors-conformance|exchanges of allowed\/(fetch|xhr))$/);
    await attachments.first().waitFor();
    assert.deepEqual([...new Set(await attachments.allInnerTexts())].sort(), ['cors-conformance', 'exchanges of allowed/fetch', 'exchanges of allowed/xhr']);
    await browser.close();
  });

  // At once: while Playwright's worker starts, when Playwright itself would wait for ever. Later: while the browser starts.
  for (const [name, after, expected] of [['SIGINT', 0, 130], ['SIGINT', 1500, 130], ['SIGTERM', 1500, 143]] as const) {
    test(`returns ${expected} after ${name} at ${after} ms, with the report written and nothing lost`, { skip: process.platform === 'win32' }, async () => {
      const { code, output, lines, out } = await playwright({ 'a.yaml': good }, ['--project=firefox'], { signal: { name, after } });
      assert.equal(code, expected, output);
      assert.equal(end(lines).interrupted, true);
      assert.equal(verdicts(lines).length, 4);
      assert.match(readFileSync(path.join(out, 'matrix.html'), 'utf8'), /The run was interrupted/);
    });
  }
});
