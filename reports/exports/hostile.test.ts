import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResultLine } from '../record.ts';
import { endLine, engineLine, hostileStrings, resultLine, runLine } from '../sample.ts';
import { exportFormats } from './formats.ts';
import type { ExportFormat, ExportName } from './formats.ts';
import { activeParts } from './read-markdown.ts';
import { readMetrics } from './read-metrics.ts';
import { readXml } from './read-xml.ts';
import { exportRun } from './run.ts';

const strings: Readonly<Record<string, string>> = {
  ...hostileStrings,
  'a script': '<script>alert(1)</script>',
  'an end of CDATA': 'a]]>b',
  'colours of a terminal': '\u001b[31mred\u001b[0m',
  'a command to a CI service': '::error::x',
  'a command after a line feed': 'a\n::error file=x::y\n::set-output name=a::b',
  'a command of the older kind': '##[error]x ##vso[task.complete]',
  'a formula': '=HYPERLINK("https://evil.test","x")',
  'vertical bars': 'a|b\\|c',
  backticks: '`a``b```c`',
  'a backtick after a backslash': '\\`a\\\\`',
  'a link that runs script': '[click](javascript:alert(1))',
  'a bare link that runs script': 'javascript:alert(1)',
  'a link': '[a](https://evil.test) ![b](https://evil.test/x.png) [c]: https://evil.test',
  'bare addresses': 'https://evil.test www.evil.test evil.test a@evil.test',
  'a mention': '@someone and @some/team, #1',
  'the end of a list and a heading': 'a\n\n# b\n\n| c | d |\n|---|---|\n\n---',
  emphasis: '**a** _b_ ~~c~~ $d$ :tada: &copy; &#60;',
  'what XML forbids': 'a\ufffeb\uffffc',
  'a key of JavaScript': '__proto__',
  'a quote and a backslash': 'a"b\\',
  'the escape of a surrogate': '\\ud800 \\\\ud800',
  'a very long word': 'x'.repeat(20_000),
};

/** A run with one string wherever text comes from outside. */
function hostileLines(hostile: string): readonly ResultLine[] {
  const ids = [`seed/a${hostile}/fetch`, `se${hostile}ed/b[m=${hostile}]/xhr`, 'seed/c/fetch', `seed/not-run${hostile}/fetch`];
  const identity = { name: 'chromium', version: hostile, build: 'remote', driver: 'webdriver', from: hostile } as const;
  const result = (id: string, kind: 'deviates' | 'known-deviation' | 'harness-error' | 'skipped', engine: 'chromium' | 'webkit'): ResultLine => {
    const usual = resultLine(id, engine, kind, { title: hostile, spec: hostile, url: hostile });
    const [first] = usual.observation.exchanges;
    const exchange = { ...first!, origin: hostile, method: hostile, target: hostile, requestHeaders: [[hostile, hostile], ['Cookie', hostile], ['Content-Type', hostile], ['Content-Length', hostile]], requestBody: hostile, response: { status: 200, statusText: hostile, headers: [[hostile, hostile], ['Set-Cookie', hostile], ['Location', hostile]], body: hostile, bodyLength: 3 } } as const;
    return {
      ...usual,
      identity,
      case: { ...usual.case, file: hostile, tags: [hostile] },
      verdict: { kind, why: hostile, differences: kind === 'skipped' ? [] : [{ element: hostile, expected: hostile, observed: hostile }] },
      observation: { ...usual.observation, exchanges: [exchange], words: [{ source: 'console', code: hostile, detail: hostile, text: hostile, url: hostile }], client: { kind: 'refused', error: { name: hostile, message: hostile } } },
      prediction: { outcome: { kind: 'network-error', stage: 'cors-check', reason: 'acao-mismatch', facts: { origin: hostile, url: hostile, method: hostile, header: hostile, sent: hostile, wanted: hostile, status: 200, preflight: false } }, exchanges: [], trace: [{ algorithm: 'cors-check', step: '1', says: hostile }], events: null, open: [] },
      deviations: [{ reason: hostile, spec: hostile, link: hostile }],
    };
  };
  return [
    { ...runLine({ chromium: ids, webkit: ids }), commit: hostile, platform: hostile, node: hostile },
    engineLine('chromium', { identity, why: hostile, canaries: [{ name: hostile, verdict: { kind: 'deviates', why: hostile, differences: [] }, ok: false }] }),
    engineLine('webkit', { status: 'failed', identity: null, why: hostile, canaries: [] }),
    result(ids[0]!, 'deviates', 'chromium'),
    result(ids[1]!, 'known-deviation', 'chromium'),
    result(ids[2]!, 'skipped', 'chromium'),
    result(ids[0]!, 'harness-error', 'webkit'),
    result(ids[1]!, 'deviates', 'webkit'),
    endLine({ interrupted: true, late: [hostile], errors: [hostile], stale: [hostile], exitCode: 130 }),
  ];
}

function texts(name: ExportName, lines: readonly ResultLine[]): readonly string[] {
  const format: ExportFormat = exportFormats[name];
  const run = exportRun(lines);
  return format.kind === 'whole' ? [format.write(run)] : run.engines.map((engine) => format.write(run, engine));
}

/** Every string in a JSON text, keys included. */
function stringsIn(text: string): readonly string[] {
  const found: string[] = [];
  JSON.parse(text, (key, value: unknown) => (found.push(key), typeof value === 'string' && found.push(value), value));
  return found;
}

/** What acts on a terminal, hides or turns text, or begins a command in the log of a CI service. */
const harmful = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}|^\s*::|##\w*\[/mu;

const checks = {
  json: checkJson,
  ctrf: checkJson,
  wptreport: checkJson,
  har: checkJson,
  badge: checkJson,
  junit: (text) => void readXml(text),
  'badge-svg': (text) => void readXml(text),
  openmetrics: (text) => void readMetrics(text),
  markdown: (text) => assert.deepEqual(activeParts(text), []),
} as const satisfies Record<ExportName, (text: string) => void>;

function checkJson(text: string): void {
  assert.ok(!text.includes('<'), 'holds a raw <');
  assert.deepEqual(stringsIn(text).filter((one) => /\p{Cs}/u.test(one)), [], 'lone surrogates, which strict parsers refuse');
}

for (const name of Object.keys(checks) as ExportName[]) {
  describe(`${name} is well-formed and harmless with`, () => {
    for (const [words, hostile] of Object.entries(strings)) {
      test(words, () => {
        for (const text of texts(name, hostileLines(hostile))) {
          assert.doesNotMatch(text, harmful);
          assert.equal(Buffer.from(text, 'utf8').toString('utf8'), text);
          checks[name](text);
        }
      });
    }
  });
}

test('what is harmless is the same in all formats that keep it', () => {
  const plain = 'a title that nobody has to fear';
  for (const name of ['json', 'ctrf', 'har', 'junit', 'markdown'] as const) assert.ok(texts(name, hostileLines(plain)).every((text) => text.includes(plain)), name);
});

test('JSON keeps every string but for lone surrogates, which become visible', () => {
  for (const [words, hostile] of Object.entries(strings)) {
    const [text = ''] = texts('json', [runLine({ chromium: ['seed/a/fetch'] }), engineLine('chromium'), resultLine('seed/a/fetch', 'chromium', 'conforms', { title: hostile }), endLine()]);
    const { results } = JSON.parse(text) as { results: { case: { title: string } }[] };
    assert.equal(results[0]?.case.title, hostile.replace(/\p{Cs}/gu, (one) => `\\u${one.charCodeAt(0).toString(16)}`), words);
  }
});
