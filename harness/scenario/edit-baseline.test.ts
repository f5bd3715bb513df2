import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBaseline } from './baseline.ts';
import type { BaselineEntry } from './baseline.ts';
import { addEntries } from './edit-baseline.ts';

const entry: BaselineEntry = { scenario: 'staging/profile[method=PUT]/xhr', engine: 'webkit', reason: 'readable: ETag', link: 'https://issues.example.com/2?a=b#c', owner: 'web-team: nights', expires: '2026-12-23' };
const written = `  - scenario: staging/a
    engine: all
    reason: acao-missing # while the gateway is being moved
    link: https://issues.example.com/1
    owner: api-team
    expires: 2027-01-31
`;

const rows: readonly (readonly [what: string, before: string, kept: readonly string[], accepted: number])[] = [
  ['no file', '', [], 1],
  ['a list that is empty', 'accepted: []\n', [], 1],
  ['the word alone', 'accepted:\n', [], 1],
  ['comments alone', '# what we accept\n', ['# what we accept'], 1],
  ['entries and comments', `# what we accept\n\naccepted:\n  # the first\n${written}# the end\n`, ['# what we accept', '  # the first', written, '# the end'], 2],
  ['entries at the left', `accepted:\n${written.replace(/^ {2}/gm, '')}`, ['# while the gateway is being moved'], 2],
];

describe('an entry is added to', () => {
  for (const [what, before, kept, accepted] of rows) {
    test(what, () => {
      const after = addEntries(before, [entry]);
      const { baseline, problems } = readBaseline('baseline.yaml', after, '2026-11-23');
      assert.deepEqual(problems, [], after);
      assert.equal(baseline.accepted.length, accepted);
      const { file: _file, line: _line, column: _column, ...last } = baseline.accepted.at(-1)!;
      assert.deepEqual(last, entry);
      for (const text of kept) assert.ok(after.includes(text), after);
    });
  }

  test('a file twice: what was added first stands as it stood', () => {
    const once = addEntries('', [entry]);
    assert.ok(addEntries(once, [{ ...entry, engine: 'firefox' }]).startsWith(once));
  });
});
