import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scenarioText, withFolder } from '../scenario/load-fixture.ts';
import { checkCatalogue } from './catalogue.ts';

// What is wrong with entries of known-deviations.yaml: each is named with its place, its value, and what to do.

const parts: Readonly<Record<string, string>> = {
  engine: 'webkit',
  cases: "'a-scenario/*'",
  reason: 'sends no cookie',
  advice: 'Send a token.',
  matters: 'seldom',
  spec: 'https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch',
  seen: '{ date: 2026-11-23, version: 2.50.6 }',
  differs: '[{ element: outcome }]',
};

/** Writes an entry that is well-formed but for the fields given; null leaves one out. */
function entryText(fields: Readonly<Record<string, string | null>> = {}): string {
  const lines = Object.entries({ ...parts, ...fields }).flatMap(([name, value]) => (value === null ? [] : [`    ${name}: ${value}`]));
  return `  -${lines.join('\n').slice(3)}\n`;
}

async function problemsOf(entries: readonly string[], scenario: Readonly<Record<string, string | null>> = {}): Promise<readonly string[]> {
  return withFolder({ 'a.yaml': scenarioText({ expect: null, ...scenario }), 'known-deviations.yaml': `deviations:\n${entries.join('')}` }, async (folder) => {
    const { problems } = await checkCatalogue(folder);
    return problems.map(({ file, line, column, message, expected = '', hint = '' }) => `${file.replace(/^.*\//, '')}:${line}:${column} ${message} | ${expected} | ${hint}`);
  });
}

describe('an entry without a fault', () => {
  const rows: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'in any version': {},
    'from a version on': { versions: "'>=2.48'" },
    'up to a version': { versions: "'<=2.50'" },
    'in a range of versions': { versions: '2.46 - 2.50' },
    'with a link': { link: 'https://bugs.webkit.org/show_bug.cgi?id=1' },
    'of a nightly build': { engine: 'firefox', seen: '{ date: 2026-11-23, version: 153.0a1 }' },
  };
  for (const [what, fields] of Object.entries(rows)) test(what, async () => assert.deepEqual(await problemsOf([entryText(fields)]), []));
  test('two of one reason that say the same', async () => assert.deepEqual(await problemsOf([entryText(), entryText({ engine: 'firefox', seen: '{ date: 2026-11-23, version: 153.7.0 }' })]), []));
});

describe('an entry with a fault', () => {
  const rows: readonly (readonly [what: string, fields: Readonly<Record<string, string | null>>, said: RegExp])[] = [
    ['a pattern that matches no case', { cases: "'a-scenarios/*'" }, /^known-deviations\.yaml:2:5 the pattern "a-scenarios\/\*" matches no case .*remove the entry, or mend the pattern/],
    ['a range that is none', { versions: "'^153'" }, /:10:15 "\^153" does not fit `versions` \| a range such as '>=120', '<=153', '<2\.48' or '140 - 156' \| leave `versions` out/],
    ['a range with the larger bound first', { versions: '156 - 140' }, /"156 - 140" does not fit `versions`/],
    ['a range without spaces', { versions: "'140-156'" }, /"140-156" does not fit `versions`/],
    ['a range that its own version is not in', { versions: "'<=2.48'" }, /:10:15 it was seen in 2\.50\.6, which is not in the range "<=2\.48" \| .* \| widen the range/],
    ['a date alone, as it was written once', { seen: '2026-11-23' }, /:8:11 "2026-11-23" does not fit `seen` \| a date and the engine’s version: \{ date: 2026-11-23, version: 156\.0\.8078\.79 \} \| name the version too/],
    ['seen nowhere', { seen: null }, /`seen` is missing/],
    ['seen without a version', { seen: '{ date: 2026-11-23 }' }, /`version` is missing/],
    ['seen in no version', { seen: '{ date: 2026-11-23, version: latest }' }, /"latest" does not fit `version` \| a version such as/],
    ['seen on no date', { seen: '{ date: yesterday, version: 2.50.6 }' }, /"yesterday" does not fit `date` \| a date such as/],
    ['no advice', { advice: null }, /`advice` is missing/],
    ['advice that is empty', { advice: "''" }, /`advice` is too short/],
    ['a weight that nobody knows', { matters: 'always' }, /"always" is not a value of `matters` \| one of often, seldom/],
    ['a field that nobody knows', { version: '153' }, /unknown field "version" \| one of .*versions/],
    ['a regular expression with a fault', { differs: "[{ element: 'request: (' }]" }, /:9:26 "request: \(" does not fit `element` \| a regular expression/],
    ['a `when` with a fault', { when: "['^method [']" }, /"\^method \[" does not fit `when` \| a regular expression/],
  ];
  for (const [what, fields, said] of rows) test(what, async () => {
    const found = await problemsOf([entryText(fields)]);
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0]!, said);
  });
  test('a survey, which leaves nothing to depart from', async () => {
    const found = await problemsOf([entryText()], { requirement: 'survey', expect: '{ exchanges: [request] }' });
    assert.match(found.join('\n'), /^known-deviations\.yaml:2:5 "a-scenario\/fetch" is `survey`: what the standard leaves open is no deviation/);
  });
  for (const [field, value] of [['advice', 'Send a cookie.'], ['matters', 'often']] as const) {
    test(`two of one reason with another \`${field}\``, async () => {
      const found = await problemsOf([entryText(), entryText({ [field]: value })]);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0]!, new RegExp(`another entry with the same reason says .*the same \`${field}\``));
    });
  }
});
