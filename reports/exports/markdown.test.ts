import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResultLine } from '../record.ts';
import { endLine, engineLine, resultLine, runLine, sampleLines } from '../sample.ts';
import { code, prose } from './markdown-text.ts';
import { markdown, mostBytes } from './markdown.ts';
import { activeParts } from './read-markdown.ts';
import { exportRun } from './run.ts';

const write = (lines: readonly ResultLine[]): string => markdown(exportRun(lines));
const headings = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('#'));

describe('the summary', () => {
  test('has what is unexpected first, then differences, counts, and known deviations', () => {
    assert.deepEqual(headings(write(sampleLines)), ['# CORS conformance: 6 results are not as expected', '## What is wrong with the run', '## Not as expected: 6 results', '## Where the engines differ: 3 cases', '## Results', '## Known deviations: 1']);
  });

  test('of a run as expected has no more than it needs', () => {
    assert.deepEqual(headings(write([runLine({ chromium: ['seed/a/fetch'] }), engineLine('chromium'), resultLine('seed/a/fetch', 'chromium', 'conforms'), endLine()])), ['# CORS conformance: as expected', '## Results']);
  });

  test('of a run that did not end says so, and why', () => {
    const text = write(sampleLines.slice(0, 5));
    assert.match(text, /^# CORS conformance: incomplete\n\n\*\*Incomplete:\*\* the run did not end/);
  });

  test('of no line at all says that it is incomplete', () => assert.match(write([]), /\*\*Incomplete:\*\* the results have no beginning/));

  test('says a deviation with its case, title, differences and place', () => {
    assert.ok(write(sampleLines).includes('- **deviates** in chromium: `seed/methods[method=PUT]/fetch`: A response without Access-Control-Allow-Origin is withheld\n  - outcome: expected `network-error`, observed `cors`\n  - in `scenarios/seed/sample.yaml:3`'));
  });

  test('says once what failed in the same way, after what is a finding', () => {
    const lines = write(sampleLines).split('\n').filter((line) => line.startsWith('- **'));
    assert.deepEqual(lines.map((line) => line.slice(0, 40)), ['- **deviates** in chromium: `seed/method', '- **inconclusive** in webkit: `seed/meth', '- **unsupported** in firefox: 4 cases, s']);
  });

  test('has nothing that acts', () => assert.deepEqual(activeParts(write(sampleLines)), []));
});

describe('a summary of more than there is room for', () => {
  // Four bytes a character, and letters that become longer when they are made harmless.
  for (const [words, filling] of Object.entries({ 'characters of four bytes': '\u{1f600}'.repeat(400), signs: '*|'.repeat(200), 'control characters': '\u001b'.repeat(400), words: 'word '.repeat(80) })) {
    test(`is cut, and says how much, with ${words}`, () => {
      const ids = Array.from({ length: 800 }, (_, index) => `seed/${index}${filling}/fetch`);
      const results = ids.flatMap((id, index) => (['chromium', 'webkit'] as const).map((engine) => resultLine(id, engine, engine === 'webkit' ? 'known-deviation' : 'deviates', { title: filling, verdict: { kind: engine === 'webkit' ? 'known-deviation' : 'deviates', why: filling, differences: Array.from({ length: 20 }, () => ({ element: filling, expected: filling, observed: `${index}` })) }, deviations: [{ reason: `${index} ${filling}`, spec: '', link: null }] })));
      const text = write([runLine({ chromium: ids, webkit: ids }), engineLine('chromium'), engineLine('webkit'), ...results, endLine({ exitCode: 1, errors: ids, stale: ids, late: ids })]);
      assert.ok(Buffer.byteLength(text) <= mostBytes, `${Buffer.byteLength(text)} bytes`);
      assert.deepEqual(headings(text).length, 6, 'every part is there');
      assert.equal(text.match(/^Cut here: \d+ of \d+ entries, \d+ KiB, are left out; the matrix has all of them\.$/gm)?.length, 4);
      assert.deepEqual(activeParts(text), []);
    });
  }
});

describe('text from outside', () => {
  const rows: readonly (readonly [text: string, asCode: string, asProse: string])[] = [
    ['a plain title', '`a plain title`', 'a plain title'],
    ['', '(empty)', ''],
    ['a`b', '``a`b``', 'a&#96;b'],
    ['`', '`` ` ``', '&#96;'],
    ['a|b', '`a\\u007cb`', 'a&#124;b'],
    ['a\nb', '`a b`', 'a b'],
    ['\u202ea', '`\\u202ea`', '&#92;u202ea'],
    ['Send `a: *` now', '``Send `a: *` now``', 'Send `a: *` now'],
    ['`a``b`https://c', '`` `a``b`https://c ``'.replaceAll('`` ', '``` ').replaceAll(' ``', ' ```'), '`a` `b` `https://c`'],
    ['over HTTP/1.1, as said (see a.test).', '`over HTTP/1.1, as said (see a.test).`', 'over HTTP/1.1, as said (see `a.test`).'],
    ['see https://evil.test now', '`see https://evil.test now`', 'see `https://evil.test` now'],
    ['Access-Control-Allow-Origin: *', '`Access-Control-Allow-Origin: *`', 'Access-Control-Allow-Origin: &#42;'],
  ];
  for (const [text, asCode, asProse] of rows) test(JSON.stringify(text), () => assert.deepEqual([code(text), prose(text)], [asCode, asProse]));
});
