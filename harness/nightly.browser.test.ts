import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { makeCertificate } from '../servers/certificate.ts';
import { parseResults } from '../reports/record.ts';
import type { ResultLine, ResultRecord } from '../reports/record.ts';

// examples/nightly.yml as a CI service runs it, step by step, against a real server behind a name, in three real engines.

const root = path.resolve(import.meta.dirname, '..');
const token = 'nightly-token/4711+äöü';
const app = 'https://app.example.test';

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly if?: string;
  readonly 'continue-on-error'?: boolean;
}
const workflow = parse(readFileSync(path.join(root, 'examples/nightly.yml'), 'utf8')) as { jobs: { nightly: { env: Record<string, string>; steps: Step[] } } };

/** What the target does with a request; the number of those before it is given. */
type Manner = (request: http.IncomingMessage, response: http.ServerResponse, number: number) => void;

const policy =
  (allowed: string, more: Readonly<Record<string, string>> = {}): Manner =>
  (request, response) => {
    const { origin, authorization = '' } = request.headers;
    // A server that gives secrets away: in a header, in a body, and encoded.
    const head: Record<string, string> = { Vary: 'Origin', 'X-Echo': encodeURIComponent(authorization), ...(origin === allowed ? { 'Access-Control-Allow-Origin': origin } : {}) };
    if (request.method === 'OPTIONS') response.writeHead(204, { ...head, ...more, 'Access-Control-Allow-Methods': 'GET, PUT', 'Access-Control-Allow-Headers': 'Authorization' }).end();
    else response.writeHead(200, { ...head, 'Content-Type': 'application/json' }).end(JSON.stringify({ you: authorization, again: Buffer.from(authorization).toString('base64'), at: Date.now() }));
  };

describe('the nightly workflow', { timeout: 600_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cors-nightly-'));
  const log: string[] = [];
  const told: string[] = [];
  let manner: Manner = policy(app);
  let number = 0;
  let target: https.Server;
  let webhook: http.Server;
  let env: Record<string, string>;

  const listen = (port: number): Promise<void> => new Promise((resolve, reject) => target.once('error', reject).listen(port, '127.0.0.1', resolve));
  const stop = (): Promise<unknown> => {
    const closed = new Promise((resolve) => target.close(resolve));
    target.closeAllConnections();
    return closed;
  };

  before(async () => {
    const certificate = await makeCertificate('api.example.test');
    target = https.createServer(certificate, (request, response) => {
      log.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.origin ?? ''}`);
      request.resume();
      manner(request, response, number++);
    });
    await listen(0);
    webhook = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8'))).on('end', () => {
        told.push(body);
        response.end('ok');
      });
    });
    await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
    const bin = path.join(folder, 'bin');
    for (const each of [bin, path.join(folder, 'scenarios/staging')]) mkdirSync(each, { recursive: true });
    // What a published package brings.
    writeFileSync(path.join(bin, 'npx'), `#!/bin/sh\ncase "$1" in\nplaywright) shift; exec '${process.execPath}' '${root}/node_modules/@playwright/test/cli.js' "$@" ;;\ncors-conformance) shift; exec '${process.execPath}' '${root}/harness/cli/bin.mjs' "$@" ;;\n*) exit 127 ;;\nesac\n`);
    chmodSync(path.join(bin, 'npx'), 0o755);
    writeFileSync(path.join(folder, 'playwright.config.mjs'), `export { default } from ${JSON.stringify(pathToFileURL(path.join(root, 'harness/playwright-config.ts')).href)};\n`);
    writeFileSync(path.join(folder, 'ca.pem'), certificate.cert);
    const { port } = target.address() as AddressInfo;
    writeFileSync(
      path.join(folder, 'cors-conformance.config.ts'),
      `import { defineConfig } from 'cors-conformance/config';
export default defineConfig({
  targets: { staging: { origins: ['https://api.example.test'], documentOrigins: ['${app}'], resolve: { 'api.example.test:443': '127.0.0.1:${port}' }, ca: ['ca.pem'], rate: 50, secrets: { token: 'STAGING_TOKEN' } } },
  baseline: 'baseline.yaml',
});\n`,
    );
    writeFileSync(
      path.join(folder, 'scenarios/staging/profile.yaml'),
      `scenarios:
  - id: app
    title: The app may read the profile, with its token
    target: { name: staging, path: /v1/profile }
    request: { headers: { Authorization: 'Bearer {secret:token}' } }
    expect: { outcome: cors, status: 200 }
  - id: stranger
    title: A stranger may not
    target: { name: staging, path: /v1/profile }
    document: { origin: https://stranger.example }
    expect: { outcome: network-error, reason: acao-missing }
  - id: put
    title: The app may put
    target: { name: staging, path: /v1/put, preflightOnly: true }
    request: { method: PUT }
    expect: { outcome: cors }
  - id: unsafe
    title: Nobody consents to this
    target: { name: staging, path: /v1/unsafe }
    request: { method: DELETE }
    expect: { outcome: cors }
`,
    );
    const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, CI: _ci, ...inherited } = process.env;
    env = {
      ...(inherited as Record<string, string>),
      ...workflow.jobs.nightly.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      NO_COLOR: '1',
      STAGING_TOKEN: token,
      NIGHTLY_WEBHOOK: `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/hook/very-secret-path`,
      GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'),
      CORS_CONFORMANCE_CONFIG: path.join(folder, 'cors-conformance.config.ts'),
      CORS_CONFORMANCE_SCENARIOS: path.join(folder, 'scenarios'),
      CORS_CONFORMANCE_OUT: path.join(folder, 'out'),
    };
  });
  after(async () => {
    if (target.listening) await stop();
    webhook.close();
  });

  const bash = (command: string): Promise<{ code: number | null; output: string }> =>
    new Promise((resolve) => {
      const child = spawn('bash', ['-eo', 'pipefail', '-c', command], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
      child.once('close', (code) => resolve({ code, output }));
    });

  interface Night {
    readonly codes: Readonly<Record<string, number | null>>;
    readonly output: string;
    readonly failed: boolean;
    readonly lines: readonly ResultLine[];
    readonly results: readonly ResultRecord[];
    readonly events: readonly { readonly kind: string; readonly text: string }[];
    readonly asked: readonly string[];
  }

  /** Runs all steps but those that install and cache, as the service would. */
  const night = async (): Promise<Night> => {
    const from = log.length;
    number = 0;
    const codes: Record<string, number | null> = {};
    let [output, failed, tolerated] = ['', false, false];
    for (const { name = '', run, if: condition = '', 'continue-on-error': goesOn = false } of workflow.jobs.nightly.steps) {
      if (run === undefined || name.startsWith('Install')) continue;
      const isLast = condition.includes('steps.run.outcome');
      if (isLast ? !tolerated : failed && !condition.includes('always()')) continue;
      const { code, output: said } = await bash(run);
      codes[name] = code;
      output += `${name}\n${said}\n`;
      if (code !== 0 && goesOn) tolerated = true;
      else if (code !== 0) failed = true;
    }
    const lines = parseResults(readFileSync(path.join(folder, 'out/results.jsonl'), 'utf8'));
    const file = path.join(folder, 'out/events.json');
    const { events } = JSON.parse(readFileSync(file, 'utf8')) as Pick<Night, 'events'>;
    return { codes, output, failed, lines, results: lines.flatMap((line) => (line.type === 'result' ? [line] : [])), events, asked: log.slice(from) };
  };

  const kinds = ({ events }: Night): string[] => [...new Set(events.map(({ kind }) => kind))].sort();
  const verdicts = ({ results }: Night): Record<string, string[]> => {
    const by: Record<string, string[]> = {};
    for (const { case: given, verdict } of results) (by[given.scenarioId.replace('staging/', '')] ??= []).push(verdict.kind);
    return by;
  };
  const three = (kind: string): string[] => [kind, kind, kind];

  /** Nothing that was written, said or told may hold the secret, in any of the ways in which the server gave it away. */
  const noSecret = ({ output }: Night): void => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const all = [output, ...told, ...files.map((file) => readFileSync(file, 'latin1')), ...files.map((file) => readFileSync(file, 'utf8'))].join('\n');
    const spellings = [token, encodeURIComponent(token), Buffer.from(token).toString('base64').replace(/=+$/, ''), Buffer.from(`Bearer ${token}`).toString('base64').replace(/=+$/, ''), JSON.stringify(token).slice(1, -1), 'very-secret-path'];
    for (const spelling of spellings) assert.ok(!all.includes(spelling), `a secret stands somewhere as ${spelling.slice(0, 4)}…`);
    assert.ok(!existsSync(path.join(folder, 'out/leaks.txt')));
    assert.ok(files.some((file) => readFileSync(file, 'utf8').includes('‹')), 'what was hidden is shown to be hidden');
  };
  /** Only what anybody consented to was sent. */
  const onlyAllowed = ({ asked }: Night): void => assert.deepEqual(asked.filter((line) => !/^(GET|OPTIONS) \/v1\/(profile|put) /.test(line)), []);

  test('a night on which the target does as it should', async () => {
    const first = await night();
    assert.deepEqual(verdicts(first), { app: three('conforms'), stranger: three('conforms'), put: three('conforms'), unsafe: three('skipped') }, first.output);
    assert.deepEqual([first.failed, first.events, first.codes['Ask the target']], [false, [], 0], first.output);
    assert.ok(existsSync(path.join(folder, 'nightly/last.jsonl')));
    assert.match(readFileSync(path.join(folder, 'summary.md'), 'utf8'), /all results are as expected|as expected/i);
    assert.ok(first.asked.some((line) => line.startsWith('OPTIONS /v1/put')) && first.asked.some((line) => line.startsWith('GET /v1/profile https://stranger.example')), 'the target was asked');
    assert.equal(told.length, 1);
    noSecret(first);
    onlyAllowed(first);
    for (const [command, words] of [
      ['npx cors-conformance export har', /a HAR file is made to be passed on/],
      ["npx playwright test --project='staging/*' --trace=on", /uses credentials, and Playwright's trace is on/],
      ["STAGING_TOKEN= npx playwright test --project='staging/*'", /STAGING_TOKEN, which holds a secret of staging, is empty/],
    ] as const) {
      const { code, output } = await bash(command);
      assert.match(output, words);
      assert.equal(code, 2, command);
    }
    assert.equal(log.length, first.asked.length, 'nothing was asked meanwhile');
  });

  test('a night after the policy got a header more', async () => {
    manner = policy(app, { 'Access-Control-Max-Age': '600' });
    const drifted = await night();
    assert.deepEqual(verdicts(drifted)['put'], three('conforms'), drifted.output);
    assert.deepEqual(kinds(drifted), ['policy-drift'], drifted.output);
    assert.match(JSON.stringify(drifted.events), /Access-Control-Max-Age/i);
    assert.deepEqual([drifted.codes['Ask the target'], drifted.codes['Compare with the last whole night, and tell'], drifted.failed], [0, 1, true]);
    noSecret(drifted);
  });

  test('a night on which the target is down', async () => {
    const port = (target.address() as AddressInfo).port;
    const kept = readFileSync(path.join(folder, 'nightly/last.jsonl'), 'utf8');
    await stop();
    const down = await night();
    await listen(port);
    assert.deepEqual(verdicts(down), { app: three('not-run'), stranger: three('not-run'), put: three('not-run'), unsafe: three('skipped') }, down.output);
    const [why, ...others] = new Set(down.results.flatMap(({ verdict }) => (verdict.kind === 'not-run' ? [verdict.why] : [])));
    assert.match(why ?? '', /staging is down, so nothing was asked of it.*connection was refused/);
    assert.deepEqual(others, []);
    assert.deepEqual(kinds(down), ['infrastructure']);
    assert.deepEqual([down.codes['Ask the target'], down.codes['Compare with the last whole night, and tell'], down.failed], [3, 3, true]);
    assert.equal(readFileSync(path.join(folder, 'nightly/last.jsonl'), 'utf8'), kept, 'the last whole night stays');
    assert.deepEqual(down.asked, []);
  });

  test('a night on which the target is deployed anew in the middle', async () => {
    const kept = readFileSync(path.join(folder, 'nightly/last.jsonl'), 'utf8');
    const [old, young] = [policy(app, { 'Access-Control-Max-Age': '600' }), policy('https://new.example.test', { 'Access-Control-Max-Age': '600' })];
    manner = (request, response, count) => (count < 12 ? old : young)(request, response, count);
    const changed = await night();
    assert.equal(changed.codes['Ask the target'], 3, changed.output);
    assert.match(changed.output, /staging changed while it was being tested/);
    assert.ok(kinds(changed).includes('infrastructure'), changed.output);
    const end = changed.lines.at(-1);
    assert.deepEqual(end?.type === 'end' ? end.targets?.map(({ status }) => status) : null, ['changed']);
    assert.equal(readFileSync(path.join(folder, 'nightly/last.jsonl'), 'utf8'), kept);
    noSecret(changed);
    onlyAllowed(changed);
  });

  test('a night on which the target limits requests', async () => {
    const usual = policy(app, { 'Access-Control-Max-Age': '600' });
    const times: number[] = [];
    let limited = 0;
    manner = (request, response, count) => {
      const now = Date.now();
      while (times[0] !== undefined && times[0] < now - 1000) times.shift();
      times.push(now);
      if (times.length <= 3) return void usual(request, response, count);
      limited++;
      // As gateways do: without a CORS header.
      response.writeHead(429, { 'Retry-After': '1' }).end('slow down');
    };
    const slow = await night();
    assert.ok(limited > 0, 'the target did limit');
    // An engine may meet a limit by itself; then what is not as expected is asked again, and nothing that differs is hidden.
    const found = verdicts(slow);
    for (const [scenario, kindsOf] of Object.entries(found)) for (const kind of kindsOf) assert.ok(['conforms', 'flaky', 'skipped'].includes(kind), `${scenario}: ${kind}\n${slow.output}`);
    assert.deepEqual(found['unsafe'], three('skipped'));
    assert.ok(!slow.results.some(({ verdict }) => verdict.kind === 'deviates'), 'a limit is no deviation');
    onlyAllowed(slow);
    noSecret(slow);
  });

  test('a secret that was written fails the run, and is named without its value', async () => {
    manner = policy(app);
    const file = path.join(folder, 'scenarios/staging/leak.yaml');
    writeFileSync(file, `scenarios:\n  - id: leak\n    title: "The token is ${token}"\n    target: { name: staging, path: /v1/profile }\n    expect: { outcome: cors }\n`);
    const leaked = await bash("npx playwright test --project=staging/chromium -g 'staging/leak( |$)'");
    rmSync(file);
    assert.equal(leaked.code, 3, leaked.output);
    assert.match(leaked.output, /A secret leaked\. Publish nothing of out[^]*the secret STAGING_TOKEN stands in out\/results\.jsonl at byte \d+ \(plain\)/);
    assert.ok(!leaked.output.includes(token));
    assert.match(readFileSync(path.join(folder, 'out/leaks.txt'), 'utf8'), /STAGING_TOKEN/);
    const clean = await bash("npx playwright test --project=staging/chromium -g 'staging/app( |$)'");
    assert.equal(clean.code, 0, clean.output);
    assert.ok(!existsSync(path.join(folder, 'out/leaks.txt')));
  });

  test('a deviation is accepted until it is mended, and then the entry must go', async () => {
    manner = policy('https://new.example.test', { 'Access-Control-Max-Age': '600' });
    const run = (): Promise<{ code: number | null; output: string }> => bash("npx playwright test --project=staging/chromium -g 'staging/app( |$)'");
    const broken = await run();
    assert.equal(broken.code, 1, broken.output);
    assert.match(broken.output, /in a baseline it is `acao-missing`/);
    const whole = await bash("npx playwright test --project=staging/chromium");
    assert.equal(whole.code, 1, whole.output);
    const written = 'npx cors-conformance baseline out/results.jsonl --write baseline.yaml --owner api-team --link https://issues.example.com/1';
    const inCi = await bash(`CI=true ${written}`);
    assert.equal(inCi.code, 2, inCi.output);
    const accepted = await bash(written);
    assert.equal(accepted.code, 0, accepted.output);
    const calm = await bash("npx playwright test --project=staging/chromium");
    assert.equal(calm.code, 0, calm.output);
    assert.match(calm.output, /known-deviation/);
    manner = policy(app);
    const mended = await run();
    assert.equal(mended.code, 1, mended.output);
    assert.match(mended.output, /fixed.*\n.*\n.*baseline\.yaml:\d+ accepts a deviation, but it conforms: remove the entry/);
  });
});
