import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { loadBaseline, readBaseline } from './baseline.ts';
import { readMarks, withFolder } from './load-fixture.ts';

const today = '2026-11-23';
const parts: Readonly<Record<string, string>> = {
  scenario: 'staging/profile',
  engine: 'webkit',
  reason: 'acao-missing',
  link: 'https://issues.example.com/1',
  owner: 'api-team',
  expires: '2027-01-31',
};

/** Writes an entry that is well-formed but for the fields given; null leaves one out. */
function entryText(fields: Readonly<Record<string, string | null>> = {}): string {
  const lines = Object.entries({ ...parts, ...fields }).flatMap(([name, value]) => (value === null ? [] : [`    ${name}: ${value}`]));
  return `  -${lines.join('\n').slice(3)}\n`;
}

const problemsOf = (text: string): readonly string[] =>
  readBaseline('baseline.yaml', text, today).problems.map(({ file, line, column, message, expected = '', hint = '' }) => `${file}:${line}:${column} ${message} | ${expected} | ${hint}`);

describe('a baseline without a fault', () => {
  const rows: readonly (readonly [what: string, text: string, accepted: number])[] = [
    ['an entry', `accepted:\n${entryText()}`, 1],
    ['an entry with a note, for all engines', `accepted:\n${entryText({ engine: 'all', note: 'the gateway is being moved' })}`, 1],
    ['an entry that expires today', `accepted:\n${entryText({ expires: today })}`, 1],
    ['an entry that expires in 90 days', `accepted:\n${entryText({ expires: '2027-02-21' })}`, 1],
    ['the same scenario in two engines', `accepted:\n${entryText()}${entryText({ engine: 'firefox' })}`, 2],
    ['a list that is empty', 'accepted: []\n', 0],
    ['the word alone, when the last entry has gone', '# nothing is accepted\naccepted:\n', 0],
    ['comments alone', '# nothing yet\n', 0],
    ['nothing', '', 0],
  ];
  for (const [what, text, accepted] of rows) {
    test(what, () => {
      assert.deepEqual(problemsOf(text), []);
      assert.equal(readBaseline('baseline.yaml', text, today).baseline.accepted.length, accepted);
    });
  }

  test('an entry knows where it stands', () => {
    assert.deepEqual(readBaseline('baseline.yaml', `# why\naccepted:\n${entryText({ note: 'soon' })}`, today).baseline.accepted, [{ ...parts, note: 'soon', file: 'baseline.yaml', line: 3, column: 5 }]);
  });
});

describe('a baseline with a fault', () => {
  const rows: readonly (readonly [what: string, fields: Readonly<Record<string, string | null>>, said: RegExp])[] = [
    ['a field that nobody knows', { expiry: '2027-01-31' }, /^baseline\.yaml:8:5 unknown field "expiry" \| one of scenario, engine, .*did you mean `expires`/],
    ['no owner', { owner: null }, /`owner` is missing/],
    ['an owner who is nobody', { owner: "' '" }, /:6:12 " " does not fit `owner` \| text/],
    ['no reason', { reason: null }, /`reason` is missing/],
    ['no link', { link: null }, /`link` is missing/],
    ['a link that nobody can open', { link: 'API-17' }, /:5:11 "API-17" does not fit `link` \| an https address/],
    ['a link that is not private', { link: 'http://issues.example.com/1' }, /does not fit `link` \| an https address/],
    ['an engine that is none', { engine: 'safari' }, /"safari" is not a value of `engine` \| one of chromium, firefox, webkit, all/],
    ['a date that is none', { expires: '2027-02-29' }, /:7:14 "2027-02-29" does not fit `expires` \| a day from today, 2026-11-23, to 2027-02-21, 90 days ahead \| write it as 2027-02-21/],
    ['a date with a time', { expires: '2027-01-31T10:00:00Z' }, /does not fit `expires`/],
    ['a day that is past', { expires: '2026-11-22' }, /"2026-11-22" does not fit `expires` .*it has expired: mend the policy and remove the entry/],
    ['a day that is too far away', { expires: '2027-02-22' }, /"2027-02-22" does not fit `expires` .*an entry can be renewed/],
    ['no day', { expires: null }, /`expires` is missing/],
  ];
  for (const [what, fields, said] of rows) {
    test(what, () => {
      const problems = problemsOf(`accepted:\n${entryText(fields)}`);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0]!, said);
    });
  }

  test('every fault of every entry in one pass, each at its place', () => {
    const { text, places } = readMarks(`accepted:
  - scenario: staging/a
    engine: webkit
    reason: acao-missing
    link: ‸nowhere
    owner: api-team
    expires: ‸2026-01-01
  - scenario: ‸staging/a
    engine: all
    reason: let-in
    link: https://issues.example.com/2
    owner: api-team
    ‸until: 2027-01-01
    expires: ‸never
`);
    const found = readBaseline('baseline.yaml', text, today).problems.map(({ line, column }) => ({ line, column }));
    assert.deepEqual(found.sort((a, b) => a.line - b.line), places);
  });

  const twice: readonly (readonly [what: string, first: string, second: string, problems: number])[] = [
    ['the same engine', 'webkit', 'webkit', 1],
    ['all engines, and one of them', 'all', 'webkit', 1],
    ['one engine, and all of them', 'webkit', 'all', 1],
    ['another engine', 'webkit', 'firefox', 0],
  ];
  for (const [what, first, second, problems] of twice) {
    test(`one scenario twice, with ${what}: ${problems}`, () => {
      const found = problemsOf(`accepted:\n${entryText({ engine: first })}${entryText({ engine: second, reason: 'let-in' })}`);
      assert.equal(found.length, problems);
      if (problems === 1) assert.match(found[0]!, /:8:15 another entry accepts "staging\/profile" in "webkit|all" already \| one entry for a scenario and an engine/);
    });
  }

  const odd: readonly (readonly [what: string, text: string, said: RegExp])[] = [
    ['a list where a mapping should be', '- a\n', /a list does not fit `the file` \| a mapping/],
    ['another word at the top', 'deviations: []\n', /unknown field "deviations"/],
    ['an entry that is a word', 'accepted:\n  - staging/profile\n', /"staging\/profile" does not fit `accepted` \| a mapping/],
    ['YAML that is none', 'accepted: [\n', /well-formed YAML/],
  ];
  for (const [what, text, said] of odd) test(what, () => assert.match(problemsOf(text).join('\n'), said));
});

describe('loadBaseline', () => {
  test('reads a file, and names it in problems', async () => {
    await withFolder({ 'accepted.yaml': `accepted:\n${entryText({ link: 'x' })}` }, async (folder) => {
      const { problems } = await loadBaseline(path.join(folder, 'accepted.yaml'), today);
      assert.deepEqual(problems.map(({ file, line }) => [path.resolve(file), line]), [[path.join(folder, 'accepted.yaml'), 5]]);
    });
  });

  test('accepts nothing where there is no file', async () => assert.deepEqual(await loadBaseline('/nowhere/baseline.yaml', today), { baseline: { accepted: [] }, problems: [] }));
});
