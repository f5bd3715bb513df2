import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { readHistory } from './history/folder.ts';

const root = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
after(() => rmSync(root, { recursive: true }));

const scenarios = path.join(root, 'scenarios');
mkdirSync(path.join(scenarios, 'sample'), { recursive: true });
writeFileSync(path.join(scenarios, 'sample/one.yaml'), `scenarios:
  - id: a
    title: A request of the page's own origin
    spec: https://fetch.spec.whatwg.org/#main-fetch
    document: { relation: same-origin }
    request: {}
    resource: { response: { body: done } }
`);

/** A reporter that is told of a run by what Playwright would tell it; in a process of its own, as it reads the environment and ends one. */
const script = `
import MatrixReporter from ${JSON.stringify(new URL('./reporter.ts', import.meta.url).href)};
import { attachmentName, planAnnotation } from ${JSON.stringify(new URL('./attachment.ts', import.meta.url).href)};
import { engineLine, resultLine } from ${JSON.stringify(new URL('./sample.ts', import.meta.url).href)};
const [planned, done, status] = JSON.parse(process.argv[1]);
const project = { name: 'chromium', metadata: { engine: 'chromium' }, use: {} };
const testCase = { title: 'sample/a', parent: { project: () => project }, expectedStatus: 'passed', annotations: [{ type: planAnnotation, description: JSON.stringify(planned) }] };
const reporter = new MatrixReporter();
reporter.onBegin({}, { allTests: () => [testCase] });
const body = Buffer.from(JSON.stringify({ engine: engineLine('chromium'), results: done.map((id) => resultLine(id, 'chromium', 'conforms')), strays: 0, late: [] }));
reporter.onTestEnd(testCase, { status: 'passed', attachments: [{ name: attachmentName, body }] });
await reporter.onEnd({ status });
`;

const ids = ['a/fetch', 'a/xhr'].map((id) => `sample/${id}`);

function report(name: string, planned: readonly string[], done: readonly string[], status: 'passed' | 'interrupted'): { out: string; folder: string } {
  const folder = path.join(root, name, 'history');
  const env = { ...process.env, CORS_CONFORMANCE_SCENARIOS: scenarios, CORS_CONFORMANCE_OUT: path.join(root, name), CORS_CONFORMANCE_HISTORY: folder, NO_COLOR: '1' };
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, JSON.stringify([planned, done, status])], { encoding: 'utf8', env });
  assert.equal(stderr, '');
  return { out: stdout, folder };
}

describe('with CORS_CONFORMANCE_HISTORY', () => {
  test('a whole run is kept', () => {
    const { out, folder } = report('whole', ids, ids, 'passed');
    const { runs, strips } = readHistory(folder);
    assert.equal(runs.length, 1, out);
    assert.deepEqual(strips, Object.fromEntries(ids.map((id) => [id, { chromium: 'c' }])));
    assert.match(readFileSync(path.join(root, 'whole/results.jsonl'), 'utf8'), /"type":"end"/);
    assert.ok(!out.includes('Not kept'), out);
    assert.equal(readFileSync(path.join(root, 'whole/matrix.html'), 'utf8').match(/<span class="strip" role="img" aria-label="1 run, 0 not as expected">▪</g)?.length, ids.length);
  });

  const rows: [words: string, planned: readonly string[], done: readonly string[], status: 'passed' | 'interrupted', why: RegExp][] = [
    ['interrupted', ids, ids.slice(0, 1), 'interrupted', /Not kept in the history: the run is not complete: the run was interrupted/],
    ['of-a-part', ids.slice(0, 1), ids.slice(0, 1), 'passed', /Not kept in the history: it is a run of a part: chromium has no result for 1 of 2 cases/],
    ['with-a-gap', ids, ids.slice(0, 1), 'passed', /Not kept in the history: chromium did not come to 1 of its cases/],
  ];
  for (const [name, planned, done, status, why] of rows) {
    test(`a run is not kept, and says why: ${name}`, () => {
      const { out, folder } = report(name, planned, done, status);
      assert.match(out, why);
      assert.deepEqual(readHistory(folder).runs, []);
    });
  }
});
