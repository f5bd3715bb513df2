import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import pc from 'picocolors';
import type { ResultLine, ResultRecord } from '../record.ts';
import { endLine, engineLine, hostileStrings, resultLine, runLine, sampleIds, sampleLines } from '../sample.ts';
import { compareRuns } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { code, oneLine, short, visibleJson } from './inert.ts';
import { comparisonMarkdown } from './markdown.ts';
import { comparisonText } from './terminal.ts';

const plain = pc.createColors(false);
const run = (results: readonly ResultRecord[], end: ResultLine | null = endLine()): readonly ResultLine[] => [runLine({ chromium: results.map((result) => result.case.id) }), engineLine('chromium'), ...results, ...(end === null ? [] : [end])];
const compare = (before: readonly ResultLine[], after: readonly ResultLine[]): Comparison => compareRuns({ name: 'a.jsonl', lines: before }, { name: 'b.jsonl', lines: after });

const [a, b, c] = ['seed/a/fetch', 'seed/b/fetch', 'seed/c/fetch'];
const mixed = compare(
  run([resultLine(a, 'chromium', 'conforms'), resultLine(b, 'chromium', 'deviates'), resultLine(c, 'chromium', 'conforms')]),
  run([resultLine(a, 'chromium', 'deviates'), resultLine(b, 'chromium', 'conforms'), resultLine('seed/new/fetch', 'chromium', 'deviates')]),
);

describe('a comparison on a terminal', () => {
  const text = comparisonText(mixed, plain);

  test('has regressions first, each with its engine, its case and what differs', () => {
    assert.ok(text.indexOf('REGRESSION  1') < text.indexOf('FIXED  1'), text);
    assert.match(text, /REGRESSION {2}1: .*\n\nengine chromium {2}140\.0 .*\n {2}\* seed\/a\/fetch\n/);
    assert.match(text, /conforms → deviates: observed something else than expected\n\s+differs now: outcome, expected network-error, observed cors\n/);
    assert.match(text, /FIXED[^]*differs no more: outcome, expected network-error, observed cors/);
  });

  test('names the cases of one side, and new ones that are not as expected', () => {
    assert.match(text, /1 added, 1 of them not as expected; 1 deleted\n {2}\* seed\/new\/fetch: deviates/);
    assert.match(text, /1 regression in 2 compared results\.$/);
  });

  test('without colour has no escape, and in colour says the same', () => {
    const colored = comparisonText(mixed, pc.createColors(true));
    assert.ok(!text.includes('\u001b'));
    assert.ok(colored.includes('\u001b'));
    assert.equal(colored.replaceAll(new RegExp('\u001b\\[\\d+m', 'g'), ''), text);
  });

  test('tells once what is alike, and says how many are left out', () => {
    const ids = Array.from({ length: 50 }, (_, index) => `seed/a${index}/fetch`);
    const alike = comparisonText(compare(run(ids.map((id) => resultLine(id, 'chromium', 'conforms'))), run(ids.map((id) => resultLine(id, 'chromium', 'deviates')))), plain);
    assert.match(alike, /… and 45 more alike/);
    assert.equal(alike.match(/differs now/g)?.length, 1);
    const unlike = comparisonText(compare(run(ids.map((id) => resultLine(id, 'chromium', 'conforms'))), run(ids.map((id) => resultLine(id, 'chromium', 'inconclusive', { why: `of ${id}` })))), plain);
    assert.match(unlike, /… and 30 more; --json has them all/);
  });

  test('says of an incomplete run that it is, and why', () => {
    const cut = comparisonText(compare(sampleLines, sampleLines.slice(0, 4)), plain);
    assert.match(cut, /INCOMPLETE: the run did not end/);
    assert.match(cut, /not reached by the second run/);
    assert.match(cut, /Incomplete: only what both runs have was compared\./);
    assert.ok(!/deleted/.test(cut), cut);
  });

  test('of nothing in common says so, and never that all is well', () => {
    const text = comparisonText(compare(run([resultLine(a, 'chromium', 'conforms')]), run([resultLine(b, 'chromium', 'conforms')])), plain);
    assert.match(text, /Nothing could be compared/);
    assert.ok(!text.includes('No regression'));
  });
});

/** What would do harm in Markdown or in the log of a CI; each must be shown, and be no sign. */
const hostile: Readonly<Record<string, string>> = {
  ...hostileStrings,
  'a command to a log': '::error::all is lost',
  'a command behind a line break': 'a\n::error file=x::b',
  'an older command to a log': 'a ##[error]b ##vso[task.setvariable]c',
  'an end of a cell': 'a | b || c \\| d',
  'a fence': 'a ``` b ```` c',
  'a fence at both ends': '`a`',
  'one sign of a fence': '`',
  'a link': '[click](https://evil.test) https://evil.test www.evil.test ![x](https://evil.test)',
  'a heading behind a line break': 'a\n# heading\n\n> quote\n- item\n\n---\n\nb\r\nc',
  'a mention': '@everyone #1 GH-1',
  'HTML behind a line break': '\n\n<details><img src=x onerror=alert(1)>\n\n',
  'a tag of invisible letters': 'a\u{e0041}\u{e007f}b',
  'zero-width letters': 'a\u200b\u200d\ufeff\u00adb',
  'nothing': '',
  'white space': '   ',
  'a backslash at the end': 'a\\',
  'colours': '\u001b[31mred\u001b[0m',
};

/** A comparison in which a text stands wherever a stream may have one. */
function hostileComparison(text: string): Comparison {
  const differences = [{ element: text, expected: text, observed: `${text}!` }];
  const before = resultLine(`seed/${text}/fetch`, 'chromium', 'conforms', { title: text });
  const after: ResultRecord = { ...resultLine(`seed/${text}/fetch`, 'chromium', 'deviates', { title: text }), verdict: { kind: 'deviates', why: text, differences }, expect: { ...before.expect, body: text } };
  const lone = [resultLine(`${text}/lone`, 'chromium', 'deviates', { title: text }), resultLine(`${text}/lost`, 'chromium', 'timeout', { why: `${text}!` })];
  const named = (lines: readonly ResultLine[], other: string): readonly ResultLine[] =>
    lines.map((line) => (line.type === 'engine' ? { ...line, why: text, identity: { ...line.identity!, version: `${text}${other}` } } : line.type === 'run' ? { ...line, commit: text, platform: text, startedAt: text } : line));
  return compareRuns({ name: text, lines: named(run([before, resultLine(`${text}/lost`, 'chromium', 'conforms')]), '1') }, { name: text, lines: named(run([after, ...lone]), '2') });
}

const invisible = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\u2028\u2029]/u;

/** Takes the code out of Markdown as CommonMark reads it: from a run of backticks to the next one of the same length. */
function withoutCode(markdown: string): string {
  let rest = '';
  let at = 0;
  for (;;) {
    const open = /(?<!\\)`+/g;
    open.lastIndex = at;
    const found = open.exec(markdown);
    if (found === null) return rest + markdown.slice(at);
    const from = found.index + found[0].length;
    const close = [...markdown.slice(from).matchAll(/`+/g)].find(([run]) => run.length === found[0].length);
    assert.ok(close !== undefined, `code that does not end: ${markdown.slice(found.index, found.index + 80)}`);
    rest += `${markdown.slice(at, found.index)}CODE`;
    at = from + close.index + close[0].length;
  }
}

describe('hostile text from a stream', () => {
  const harmless = withoutCode(comparisonMarkdown(hostileComparison('harmless')));

  for (const [words, text] of Object.entries(hostile)) {
    const comparison = hostileComparison(text);

    test(`in Markdown stands in code, whole lines and cells stay what they are: ${words}`, () => {
      const markdown = comparisonMarkdown(comparison);
      assert.doesNotMatch(markdown, invisible);
      // With the code gone, nothing is left that the text has made.
      assert.equal(withoutCode(markdown), harmless);
      for (const line of markdown.split('\n')) assert.doesNotMatch(line, /^\s*::|##\[|##vso/);
      for (const row of markdown.split('\n').filter((line) => line.startsWith('|'))) assert.equal(row.split('|').length, 13, row);
    });

    test(`on a terminal is visible, and each line begins with words of ours: ${words}`, () => {
      const written = comparisonText(comparison, plain);
      assert.doesNotMatch(written, invisible);
      for (const line of written.split('\n')) assert.doesNotMatch(line, /^\s*::|##\[|##vso/);
      assert.equal(written.split('\n').length, comparisonText(hostileComparison('harmless'), plain).split('\n').length);
    });

    test(`in JSON is visible, and means the same: ${words}`, () => {
      const written = visibleJson(comparison);
      assert.doesNotMatch(written, invisible);
      assert.deepEqual(JSON.parse(written), JSON.parse(JSON.stringify(comparison)));
    });
  }
});

describe('a text that is made harmless', () => {
  const rows: [words: string, made: string, expected: string][] = [
    ['a line break', oneLine('a\nb'), 'a\\u000ab'],
    ['an escape', oneLine('\u001b[31m'), '\\u001b[31m'],
    ['an override of direction', oneLine('a\u202eb'), 'a\\u202eb'],
    ['a letter beyond U+FFFF that cannot be seen', oneLine('\u{e0041}'), '\\udb40\\udc41'],
    ['letters that can be seen stay', oneLine('Ünï 漢字 😀'), 'Ünï 漢字 😀'],
    ['a long text keeps both ends', short(`begin${'x'.repeat(500)}end`), `begin${'x'.repeat(115)} …(348 more)… ${'x'.repeat(37)}end`],
    ['code', code('a'), '`a`'],
    ['code with a backtick', code('a`b'), '``a`b``'],
    ['code that begins with one', code('`'), '`` ` ``'],
    ['no text', code(''), '`  `'],
    ['a bar', code('a|b'), '`a\\u007cb`'],
  ];
  for (const [words, made, expected] of rows) test(words, () => assert.equal(made, expected));
});

test('Markdown says first what it comes to, and has a table with a row an engine', () => {
  const markdown = comparisonMarkdown(compare(sampleLines, sampleLines));
  assert.match(markdown, /^# Two runs compared\n\n\*\*No regression in 12 compared results\.\*\*\n/);
  assert.equal(markdown.match(/^\| `(chromium|firefox|webkit)` \|/gm)?.length, 3);
  assert.match(comparisonMarkdown(mixed), /## Regression: 1\n[^]*- `seed\/a\/fetch`\n {2}- title: [^]*## Fixed: 1/);
  assert.ok(sampleIds.every((id) => !markdown.includes(id)));
});
