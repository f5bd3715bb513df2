import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { sampleZip } from '../target/secrets/sample-zip.ts';
import { dangerousVariable, leaksIn, secretsOfRun, whyRefused } from './credentials.ts';
import type { ChosenProject } from './credentials.ts';

const value = 'swordfish-4711';
const environment = { STAGING_TOKEN: value, OTHER: 'open sesame', SHORT: 'abc', EMPTY: '' };
const ours: ChosenProject = { name: 'chromium', metadata: { engine: 'chromium' }, use: {} };
const staging = (secrets: readonly string[] = ['STAGING_TOKEN'], use: ChosenProject['use'] = {}): ChosenProject => ({ name: 'staging/chromium', metadata: { engine: 'chromium', target: 'staging', secrets }, use });

describe('a run must not begin', () => {
  const rows: readonly (readonly [what: string, project: ChosenProject, why: RegExp])[] = [
    ['where a secret is not set', staging(['MISSING']), /MISSING, which holds a secret of staging, is not set\.\n {4}try: set it in the environment/],
    ['where a secret is empty', staging(['EMPTY']), /EMPTY, which holds a secret of staging, is empty/],
    ['where a secret is too short to be found again', staging(['SHORT']), /SHORT has 3 characters/],
    ['where a trace would hold a secret', staging(undefined, { trace: 'on' }), /staging\/chromium uses credentials, and Playwright's trace is on/],
    ['where a trace would hold one of those that fail', staging(undefined, { trace: 'retain-on-failure' }), /trace is on/],
    ['where the trace is on in its long form', staging(undefined, { trace: { mode: 'on-first-retry', screenshots: false } }), /trace is on/],
  ];
  for (const [what, project, why] of rows) {
    test(what, () => {
      const said = whyRefused([ours, project], environment) ?? '';
      assert.match(said, why);
      assert.doesNotMatch(said, /swordfish|sesame|abc\b/);
    });
  }
  test('and each reason is said, once', () => {
    const said = whyRefused([staging(['MISSING', 'SHORT']), { ...staging(['MISSING']), name: 'staging/webkit' }], environment) ?? '';
    assert.deepEqual(said.match(/MISSING|SHORT/g), ['MISSING', 'SHORT']);
  });
});

describe('a run may begin', () => {
  const rows: readonly (readonly [what: string, projects: readonly ChosenProject[], more?: Readonly<Record<string, string>>])[] = [
    ['without targets, whatever is traced', [{ ...ours, use: { trace: 'on' } }]],
    ['with a target that has no secrets, whatever is traced', [staging([], { trace: 'on' })]],
    ['with secrets and no trace', [staging()]],
    ['with the trace off', [staging(undefined, { trace: 'off' })]],
    ['with the trace off in its long form', [staging(undefined, { trace: { mode: 'off' } })]],
    ['where somebody insists', [staging(undefined, { trace: 'on' })], { [dangerousVariable]: 'yes' }],
    ['with a project of somebody else', [{ name: 'x', metadata: undefined, use: {} }]],
  ];
  for (const [what, projects, more = {}] of rows) test(what, () => assert.equal(whyRefused(projects, { ...environment, ...more }), null));
  test('but insisting takes the word', () => assert.notEqual(whyRefused([staging(undefined, { trace: 'on' })], { ...environment, [dangerousVariable]: '1' }), null));
});

test('the secrets of a run are those of its projects, each once', () => {
  assert.deepEqual(secretsOfRun([ours, staging(), staging(['STAGING_TOKEN', 'OTHER', 'MISSING'])], environment), [{ name: 'STAGING_TOKEN', value }, { name: 'OTHER', value: 'open sesame' }]);
});

describe('leaks', () => {
  const secrets = [{ name: 'STAGING_TOKEN', value }];
  const folder = mkdtempSync(path.join(tmpdir(), 'leaks-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  let number = 0;

  /** Writes files into a folder of their own, and looks for leaks there. */
  function leaksOf(files: Readonly<Record<string, string | Buffer>>, said: readonly string[] = []): string[] {
    const own = path.join(folder, String(number++));
    mkdirSync(own);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(own, name)), { recursive: true });
      writeFileSync(path.join(own, name), content);
    }
    symlinkSync('/nowhere', path.join(own, 'a link to nothing'));
    return leaksIn(own, said, secrets).map((sentence) => sentence.replace(path.relative(process.cwd(), own), 'OUT'));
  }

  const rows: readonly (readonly [what: string, files: Readonly<Record<string, string | Buffer>>, said: readonly string[], found: RegExp])[] = [
    ['in a file', { 'results.jsonl': `{"a":"${value}"}` }, [], /^the secret STAGING_TOKEN stands in OUT\/results\.jsonl at byte 6 \(plain\)$/],
    ['in a file deep below', { 'playwright/a/b/c.txt': value }, [], /OUT\/playwright\/a\/b\/c\.txt at byte 0/],
    ['in base64', { 'a.html': Buffer.from(`user:${value}`).toString('base64') }, [], /\(base64\)$/],
    ['in a zip file', { 'trace.zip': sampleZip([['0-trace.trace', `before ${value}`, 8]]) }, [], /OUT\/trace\.zip › 0-trace\.trace at byte 7/],
    ['in the name of a file', { [`${value}.txt`]: '' }, [], /‹STAGING_TOKEN›\.txt \(plain\)$/],
    ['in what was printed', {}, ['all is well', `no: ${value}`], /stands in what was printed at byte \d+/],
    ['perhaps, in what cannot be read', { 'spoilt.zip': sampleZip([['a', 'content', 8]]).subarray(0, -10) }, [], /it is not known whether a secret stands there: .*spoilt\.zip/],
  ];
  for (const [what, files, said, found] of rows) {
    test(`are found ${what}`, () => {
      const leaks = leaksOf(files, said);
      assert.equal(leaks.length, 1, leaks.join('\n'));
      assert.match(leaks[0] ?? '', found);
      assert.doesNotMatch(leaks.join(''), /swordfish/);
    });
  }
  test('are none where there are none', () => assert.deepEqual(leaksOf({ 'a.txt': 'swordfish', 'b.html': '<p>' }, ['4711']), []));
  test('are not looked for without secrets, though there be no folder', () => assert.deepEqual(leaksIn(path.join(folder, 'none'), [value], []), []));
});
