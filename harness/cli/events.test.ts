import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Message } from '../../reports/events/message.ts';
import { targetResult, targetRun } from '../../reports/events/sample.ts';
import type { ResultLine } from '../../reports/record.ts';
import type { VerdictKind } from '../verdict/verdict.ts';
import { events } from './events.ts';
import type { EventsCommand } from './events.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
const servers: Server[] = [];
after(() => {
  rmSync(folder, { recursive: true });
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

function stream(name: string, lines: readonly ResultLine[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
}

const id = 'staging/profile/fetch';
const results = (kind: VerdictKind): ReturnType<typeof targetResult>[] => [targetResult(id, 'webkit', kind)];
const before = stream('before.jsonl', targetRun(results('conforms')).map((line) => (line.type === 'run' ? { ...line, startedAt: '2026-01-01T03:04:05.678Z' } : line)));
const good = stream('good.jsonl', targetRun(results('conforms')));
const bad = stream('bad.jsonl', targetRun(results('deviates')));
const cut = stream('cut.jsonl', targetRun(results('conforms'), null));
const down = stream('down.jsonl', targetRun(results('conforms'), { targets: [{ name: 'staging', status: 'down', why: '' }] }));

/** Starts a webhook that always answers with a status. */
async function webhook(status: number): Promise<{ readonly address: string; readonly got: string[] }> {
  const got: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      got.push(body);
      response.writeHead(status).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/secret-path?key=secret-query`, got };
}

/** Performs the command in this process. */
async function inProcess(t: TestContext, given: Partial<EventsCommand>): Promise<{ code: number; out: string; said: string }> {
  const [log, error] = [t.mock.method(console, 'log', () => undefined), t.mock.method(console, 'error', () => undefined)];
  const code = await events({ current: good, previous: before, notify: [], keep: undefined, json: false, ...given });
  const text = (calls: readonly { readonly arguments: unknown }[]): string => calls.map((call) => String((call.arguments as unknown[])[0])).join('\n');
  return { code, out: stripVTControlCharacters(text(log.mock.calls)), said: text(error.mock.calls) };
}

describe('cors-conformance events', () => {
  const rows: readonly (readonly [what: string, given: Partial<EventsCommand>, code: number, out: RegExp])[] = [
    ['nothing happened', {}, 0, /^Nothing to tell in comparison with 1 result of the run before\.$/],
    ['there is a regression', { current: bad }, 1, /^REGRESSION {2}1: [^]*\n\n1 regression in comparison with 1 result/],
    ['there is a failure, and nothing to compare with', { current: bad, previous: undefined }, 1, /^NEW-FAILURE[^]*1 new failure\. Not compared: there is no previous run to compare with\.$/],
    ['it is mended', { current: good, previous: bad.replace('bad', 'bad-before') }, 0, /^FIXED/],
    ['the run did not end', { current: cut }, 3, /^INFRASTRUCTURE[^]*the run did not end/],
    ['the target is down', { current: down }, 3, /the target staging is down/],
  ];
  stream('bad-before.jsonl', targetRun(results('deviates')).map((line) => (line.type === 'run' ? { ...line, startedAt: '2026-01-01T03:04:05.678Z' } : line)));
  for (const [what, given, code, out] of rows) {
    test(`${what}: ${code}`, async (t) => {
      const shown = await inProcess(t, given);
      assert.match(shown.out, out);
      assert.equal(shown.code, code);
    });
  }

  const mistakes: readonly (readonly [what: string, given: Partial<EventsCommand>, said: RegExp])[] = [
    ['a current run that is not there', { current: path.join(folder, 'nowhere.jsonl') }, /nowhere\.jsonl cannot be read \(ENOENT\)/],
    ['a previous run that is not there', { previous: path.join(folder, 'nowhere.jsonl') }, /nowhere\.jsonl cannot be read \(ENOENT\)/],
    ['a previous run that is none', { previous: stream('text.jsonl', []).replace('text', 'none') }, /none\.jsonl: line 1 of the results is not JSON/],
    ['a current run without results', { current: stream('empty.jsonl', []) }, /empty\.jsonl holds no results/],
    ['a webhook in the clear', { notify: ['http://hooks.example.com/secret'] }, /^--notify: http:\/\/hooks\.example\.com would be told in the clear/],
    ['a variable that is not set', { notify: ['env:NO_SUCH_WEBHOOK'] }, /NO_SUCH_WEBHOOK is not set/],
  ];
  writeFileSync(path.join(folder, 'none.jsonl'), '# Title\n');
  for (const [what, given, said] of mistakes) {
    test(`is used wrongly with ${what}: 2, and nothing is shown`, async (t) => {
      const shown = await inProcess(t, given);
      assert.match(shown.said, said);
      assert.deepEqual([shown.code, shown.out], [2, '']);
      assert.doesNotMatch(shown.said, /secret/);
    });
  }
});

describe('cors-conformance events --notify', () => {
  test('tells a webhook and a file the same, and says which', async (t) => {
    const { address, got } = await webhook(200);
    const file = path.join(folder, 'new/events.json');
    const { code, said } = await inProcess(t, { current: bad, notify: [address, file] });
    assert.equal(code, 1);
    const told = JSON.parse(got[0] ?? '') as Message;
    assert.deepEqual([told.format, told.events.map(({ kind }) => kind), told.run.counts], [1, ['regression'], { webkit: { deviates: 1 } }]);
    assert.match(told.text, /^CORS: 1 regression/);
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), told);
    assert.match(said, /Told http:\/\/127\.0\.0\.1:\d+\.$/m);
    assert.match(said, /^Events: .*events\.json$/m);
    assert.doesNotMatch(said + JSON.stringify(told), /secret/);
  });

  test('tells a webhook also that nothing happened: who hears nothing does not know whether it ran', async (t) => {
    const { address, got } = await webhook(204);
    assert.equal((await inProcess(t, { notify: [address] })).code, 0);
    assert.deepEqual((JSON.parse(got[0] ?? '') as Message).events, []);
  });

  test('exits with 3 when a webhook fails, tells the other one, and shows no secret', async (t) => {
    const [broken, works] = [await webhook(500), await webhook(200)];
    const { code, said } = await inProcess(t, { current: bad, notify: [broken.address, works.address] });
    assert.equal(code, 3);
    assert.deepEqual([broken.got.length, works.got.length], [2, 1]);
    assert.match(said, /Not told: the webhook at http:\/\/127\.0\.0\.1:\d+ answered with status 500\./);
    assert.doesNotMatch(said, /secret/);
  });

  test('exits with 2 when a file cannot be written', async (t) => {
    mkdirSync(path.join(folder, 'in-use/x'), { recursive: true });
    const { code, said } = await inProcess(t, { notify: [path.join(folder, 'in-use')] });
    assert.match(said, /in-use cannot be written/);
    assert.equal(code, 2);
  });
});

describe('cors-conformance events --keep', () => {
  const rows: readonly (readonly [what: string, current: string, kept: boolean, said: RegExp])[] = [
    ['a whole run', good, true, /^Kept for the next run: .*kept-\d+\.jsonl$/],
    ['a whole run with a regression', bad, true, /^Kept for the next run/],
    ['a run without its end', cut, false, /^Not kept for the next run: the run did not end.*stays as it is\.$/],
    ['a run whose target was down', down, false, /^Not kept for the next run: the target staging is down\. .*stays as it is\.$/],
  ];
  for (const [at, [what, current, kept, expected]] of rows.entries()) {
    test(`${kept ? 'keeps' : 'does not keep'} ${what}`, async (t) => {
      const keep = path.join(folder, `kept-${at}.jsonl`);
      writeFileSync(keep, readFileSync(before));
      const { said } = await inProcess(t, { current, previous: keep, keep });
      assert.match(said, expected);
      assert.equal(readFileSync(keep, 'utf8'), readFileSync(kept ? current : before, 'utf8'));
    });
  }

  test('needs no previous run on the first night, and has one on the second', async (t) => {
    const keep = path.join(folder, 'nights/kept.jsonl');
    const first = await inProcess(t, { current: before, previous: keep, keep });
    assert.deepEqual([first.code, /there is no previous run to compare with/.test(first.out)], [0, true]);
    const second = await inProcess(t, { current: bad, previous: keep, keep });
    assert.match(second.out, /^REGRESSION/);
  });

  test('does not keep what could not be told, so that the next run tells it', async (t) => {
    const { address } = await webhook(404);
    const keep = path.join(folder, 'untold.jsonl');
    const { code, said } = await inProcess(t, { current: bad, notify: [address], keep });
    assert.equal(code, 3);
    assert.match(said, /Not kept for the next run: the events could not be told, .*There is no .*untold\.jsonl yet\./);
    assert.ok(!existsSync(keep));
  });
});

test('on the command line: the address of a webhook from the environment, JSON alone on standard output', async () => {
  const { address, got } = await webhook(200);
  const child = spawn(process.execPath, ['harness/cli/bin.mjs', 'events', '--current', bad, '--previous', before, '--notify', 'env:NIGHTLY_WEBHOOK', '--json'], { env: { ...process.env, NIGHTLY_WEBHOOK: address } });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(out), JSON.parse(got[0] ?? ''));
});
