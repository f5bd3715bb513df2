import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { targetResult, targetRun } from '../../reports/events/sample.ts';
import type { ResultLine, TargetState } from '../../reports/record.ts';
import { baseline } from './baseline.ts';
import type { BaselineCommand } from './baseline.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
after(() => rmSync(folder, { recursive: true }));

function stream(name: string, lines: readonly ResultLine[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
}

const [profile, orders] = ['staging/profile/fetch', 'staging/orders/fetch'];
const results = [targetResult(profile, 'webkit', 'deviates'), targetResult(orders, 'webkit', 'deviates', { reason: 'acao-mismatch' }), targetResult('staging/fine/fetch', 'webkit', 'conforms')];
const bad = stream('bad.jsonl', targetRun(results));
const withTarget = (status: TargetState['status']): readonly ResultLine[] => targetRun(results, { targets: [{ name: 'staging', status, why: '' }] });

const answerable = { owner: 'api-team', link: 'https://issues.example.com/1' };
const written = `# what we accept
accepted:
  - scenario: staging/orders # until the gateway is moved
    engine: webkit
    reason: acao-mismatch
    link: https://issues.example.com/0
    owner: web-team
    expires: 2026-12-01
`;

let number = 0;
/** Performs the command in this process, with a baseline of its own, which has the text given. */
async function inProcess(t: TestContext, given: Partial<BaselineCommand> = {}, text?: string | null): Promise<{ code: number; said: string; after: string | null }> {
  const file = given.write ?? path.join(folder, `baseline-${number++}.yaml`);
  if (text != null) writeFileSync(file, text);
  const [log, error] = [t.mock.method(console, 'log', () => undefined), t.mock.method(console, 'error', () => undefined)];
  const code = await baseline({ results: bad, write: file, ...answerable, expires: undefined, only: undefined, today: '2026-11-23', ci: undefined, ...given });
  const said = [...log.mock.calls, ...error.mock.calls].map((call) => String((call.arguments as unknown[])[0])).join('\n');
  return { code, said, after: statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file, 'utf8') : null };
}

describe('cors-conformance baseline --write', () => {
  test('makes a file that accepts what deviates, for 30 days', async (t) => {
    const { code, said, after: text } = await inProcess(t);
    assert.equal(code, 0);
    assert.match(said, /baseline-\d+\.yaml: 2 entries added\n {2}staging\/profile {2}webkit {2}acao-missing\n {2}staging\/orders {2}webkit {2}acao-mismatch$/);
    assert.equal(text?.slice(0, text.indexOf('  - scenario: staging/orders')), 'accepted:\n  - scenario: staging/profile\n    engine: webkit\n    reason: acao-missing\n    link: https://issues.example.com/1\n    owner: api-team\n    expires: 2026-12-23\n');
  });

  test('adds to a file, of which everything stays', async (t) => {
    const { code, after: text } = await inProcess(t, { expires: '2027-02-21' }, written);
    assert.equal(code, 0);
    assert.equal(text, `${written}  - scenario: staging/profile\n    engine: webkit\n    reason: acao-missing\n    link: https://issues.example.com/1\n    owner: api-team\n    expires: 2027-02-21\n`);
  });

  test('adds only what is chosen, and nothing the second time', async (t) => {
    const first = await inProcess(t, { only: 'staging/pro*' });
    assert.match(first.said, /1 entry added\n {2}staging\/profile/);
    const second = await inProcess(t, { only: 'staging/profile' }, first.after);
    assert.match(second.said, /nothing to add/);
    assert.deepEqual([second.code, second.after], [0, first.after]);
  });

  test('leaves what is accepted for another reason to people: 1', async (t) => {
    const other = written.replace('reason: acao-mismatch', 'reason: let-in');
    const { code, said, after: text } = await inProcess(t, { only: 'staging/orders' }, other);
    assert.equal(code, 1);
    assert.match(said, /Not accepted:\n {2}staging\/orders\/fetch in webkit: .*:3 accepts `let-in`, but this is `acao-mismatch`: change that entry/);
    assert.equal(text, other);
  });

  const inUse = path.join(folder, 'in-use');
  mkdirSync(inUse);
  const refused: readonly (readonly [what: string, given: Partial<BaselineCommand>, said: RegExp, text?: string])[] = [
    ['in CI', { ci: 'true' }, /never written in CI \(the environment variable CI is set\)/],
    ['in CI that says so with a number', { ci: '1' }, /never written in CI/],
    ['from a run without its end', { results: stream('cut.jsonl', targetRun(results, null)) }, /cut\.jsonl cannot say what is to be accepted: the run did not end/],
    ['from a run that was interrupted', { results: stream('interrupted.jsonl', targetRun(results, { interrupted: true })) }, /the run was interrupted/],
    ['from a run that lacks results', { results: stream('missing.jsonl', targetRun(results, {}, { webkit: ['staging/z/fetch'] })) }, /1 of 4 planned results are missing/],
    ['from a run whose target was down', { results: stream('down.jsonl', withTarget('down')) }, /the target staging is down/],
    ['from a run whose target was left alone', { results: stream('alone.jsonl', withTarget('left-alone')) }, /the target staging was left alone/],
    ['from a run whose target changed', { results: stream('changed.jsonl', withTarget('changed')) }, /the target staging had another policy/],
    ['from no run', { results: path.join(folder, 'nowhere.jsonl') }, /nowhere\.jsonl cannot be read \(ENOENT\)/],
    ['without an owner', { owner: undefined }, /--owner and --link/],
    ['without a link', { link: undefined }, /--owner and --link/],
    ['with an owner who is nobody', { owner: ' ' }, /--owner is empty/],
    ['with a link that nobody can open', { link: 'API-1' }, /--link is no https address/],
    ['for more than 90 days', { expires: '2027-02-22' }, /--expires is not a day from today, 2026-11-23, to 2027-02-21/],
    ['for a day that is past', { expires: '2026-11-22' }, /--expires is not a day from today/],
    ['for a day that is none', { expires: 'soon' }, /--expires is not a day/],
    ['to a file with an entry that has expired', {}, /baseline-\d+\.yaml:8:14 {2}"2026-11-01" does not fit `expires`[^]*it has expired[^]*Mend .* first/, written.replace('2026-12-01', '2026-11-01')],
    ['to a folder', { write: inUse }, /in-use cannot be read \(EISDIR\)/],
  ];
  for (const [what, given, said, text] of refused) {
    test(`refuses to write ${what}: 2`, async (t) => {
      const { code, said: found, after: left } = await inProcess(t, given, text);
      assert.match(found, said);
      assert.deepEqual([code, left], [2, text ?? null]);
    });
  }
});

describe('cors-conformance baseline without --write', () => {
  function cli(...args: string[]): { code: number | null; out: string; err: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['harness/cli/bin.mjs', 'baseline', ...args], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', CI: 'true' } });
    return { code: status, out: stdout, err: stderr };
  }

  test('shows what would be added, in CI too, with gaps that people must fill', () => {
    const { code, out } = cli(bad, '--only', 'staging/profile');
    assert.equal(code, 0);
    assert.match(out, /^accepted:\n {2}- scenario: staging\/profile\n {4}engine: webkit\n {4}reason: acao-missing\n {4}link:\n {4}owner:\n {4}expires: \d{4}-\d{2}-\d{2}\n$/);
  });

  test('says so when nothing deviates', () => assert.match(cli(stream('good.jsonl', targetRun(results.slice(2)))).out, /^Nothing deviates unexpectedly/));

  test('shows nothing of a run that is not whole', () => {
    const { code, out, err } = cli(stream('short.jsonl', targetRun(results, null)));
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /cannot say what is to be accepted/);
  });

  test('writes nothing in CI', () => assert.equal(cli(bad, '--write', path.join(folder, 'ci.yaml'), '--owner', 'a', '--link', 'https://a.example/').code, 2));
});
