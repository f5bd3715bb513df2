import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { compareRuns } from '../compare/compare.ts';
import { makeHistory } from '../history/history.ts';
import type { History } from '../history/history.ts';
import { runToKeep } from '../history/kept-run.ts';
import { matrixModel } from '../model.ts';
import { parseResults } from '../record.ts';
import type { ResultLine } from '../record.ts';
import { endLine, hostileStrings, resultLine, runLine, sampleIds, sampleLines } from '../sample.ts';
import type { Pack, PageData } from './contract.ts';
import { matrixHtml, writeMatrix } from './write.ts';

/** Words that the code knows: all other strings of a record are text from outside. */
const closedSets = new Set(['type', 'kind', 'engine', 'status', 'role', 'api', 'requirement', 'scheme', 'relation', 'context', 'mode', 'credentials', 'redirect', 'build', 'driver', 'outcome', 'stage', 'source']);

/** Puts a text before every string that comes from outside, wherever it stands. */
function poisoned(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return closedSets.has(key) ? value : text + value;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, text));
  if (typeof value !== 'object' || value === null) return value;
  const engine = 'type' in value && value.type === 'engine';
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, engine && name === 'name' ? item : poisoned(item, text, name)]));
}

const refused = resultLine(sampleIds[0], 'webkit', 'deviates');
const complete: readonly ResultLine[] = [
  ...sampleLines.slice(0, -1),
  { ...refused, observation: { ...refused.observation, client: { kind: 'refused', error: { name: 'TypeError', message: 'refused' } } } },
  endLine({ errors: ['an error outside any case'], stale: ['an entry'], late: ['GET http://localhost:4001/token'] }),
];
const linesWith = (lines: readonly ResultLine[], text: string): ResultLine[] => parseResults(lines.map((line) => `${JSON.stringify(poisoned(line, text))}\n`).join(''));

/** Two kept runs, with the text before each case's id and in all that the runs say of themselves. */
function historyWith(text: string): History {
  const [first, second] = [sampleLines, complete].map((lines) => runToKeep(lines, sampleIds));
  assert.ok(typeof first === 'object' && typeof second === 'object');
  const { strips, ...others } = makeHistory([first, second], [{ file: 'run.json', why: 'it is damaged' }]);
  return { ...(poisoned(others, text) as typeof others), strips: Object.fromEntries(Object.entries(strips).map(([id, own]) => [text + id, own])) };
}

/** A model with all that it can have: a history, and another run in which one case more is there and one ended otherwise. */
function modelWith(text: string): ReturnType<typeof matrixModel> {
  const lines = linesWith(complete, text);
  const [added] = sampleIds.slice(-1);
  const former = complete.flatMap((line): ResultLine[] => {
    if (line.type === 'run') return [{ ...line, plan: { ...line.plan, cases: Object.fromEntries(Object.entries(line.plan.cases).map(([engine, ids]) => [engine, ids.filter((id) => id !== added)])) } }];
    if (line.type !== 'result') return [line];
    return line.case.id === added ? [] : [line.engine === 'chromium' ? { ...line, verdict: { ...line.verdict, kind: 'deviates' } } : line];
  });
  return matrixModel(lines, historyWith(text), compareRuns({ name: text, lines: linesWith(former, text) }, { name: text, lines }));
}

/** A page without what its style and its scripts hold. */
const markup = (html: string): string => html.replace(/(<style>)[^]*?(<\/style>)/g, '$1$2').replace(/(<script[^>]*>)[^]*?(<\/script>)/g, '$1$2');

/** The page's tags with the names of their attributes: what a parser sees, whatever the text says. */
function skeleton(html: string): string[] {
  return (markup(html).match(/<[!/a-z][^>]*>/gi) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));
}

/** The page's text and its attributes' values, character references undone. */
function shownText(html: string): string {
  return markup(html).replace(/&#(\d+);/g, (_reference, code: string) => String.fromCodePoint(Number(code)));
}

/** What the page's script is given, unpacked: its data, and the records of all packs by row. */
function given(html: string): { data: PageData; records: Pack } {
  const unpack = (text: string): unknown => JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString('utf8'));
  const held = [...html.matchAll(/<script type="text\/plain" id="([^"]*)">([^]*?)<\/script>/g)].map(([, id = '', text = '']) => [id, unpack(text)] as const);
  return { data: held.find(([id]) => id === 'data')?.[1] as PageData, records: Object.assign({}, ...held.filter(([id]) => id.startsWith('pack-')).map(([, pack]) => pack)) as Pack };
}
const codeOf = (html: string): string => /<script type="module">([^]*?)<\/script>/.exec(html)?.[1] ?? '';

const harmless = await matrixHtml(modelWith('text '));

test('the model with hostile text shows all parts that it can have', () => {
  for (const part of ['class="trend"', 'class="strip', 'Compared with the run of ', '<u>before: deviates</u>', '<u>before: not there</u>', 'A known deviation is out of date']) assert.ok(harmless.includes(part), part);
});

describe('hostile text in every string of every record', () => {
  for (const [words, hostile] of Object.entries(hostileStrings)) {
    test(`${words}: the same tags and attributes as with harmless text`, async () => {
      assert.deepEqual(skeleton(await matrixHtml(modelWith(hostile))), skeleton(harmless));
    });

    test(`${words}: nothing in the page that cannot be seen`, async () => {
      const text = shownText(await matrixHtml(modelWith(hostile)));
      assert.equal(/.{0,20}(?:[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs})/u.exec(text)?.[0] ?? '', '');
    });

    test(`${words}: what the script is given is what the run told, to the last character`, async () => {
      const model = modelWith(hostile);
      const { data, records } = given(await matrixHtml(model));
      const rows = model.sections.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => scenario.rows));
      assert.deepEqual(data.rows.map(({ id }) => id), rows.map(({ id }) => id));
      assert.deepEqual(data.rows.map(({ title }) => title), rows.map(({ cells }) => cells.find((cell) => cell !== null)?.case.title));
      for (const { id, cells } of rows) assert.deepEqual(records[id]?.map((cell) => [cell?.verdict, cell?.observation, cell?.case]), cells.map((cell) => (cell === null ? [undefined, undefined, undefined] : [cell.verdict, cell.observation, cell.case])));
    });
  }

  for (const hostile of ['</script><script>alert(1)</script>', '<img src=x onerror=alert(1)>']) {
    test(`${hostile} can be read, as text only`, async () => {
      const html = await matrixHtml(modelWith(hostile));
      assert.ok(!html.includes(hostile));
      assert.ok(shownText(html).includes(hostile));
    });
  }

  for (const [words, hostile] of Object.entries(hostileStrings)) {
    test(`${words}, as the name of a run that tells no more of itself`, async () => {
      const named = (name: string): Promise<string> => matrixHtml(matrixModel(sampleLines, null, compareRuns({ name, lines: sampleLines.slice(1) }, { name: 'b', lines: sampleLines })));
      assert.deepEqual(skeleton(await named(hostile)), skeleton(await named('harmless')));
    });
  }

  test('what cannot be seen becomes a visible escape', async () => {
    const text = shownText(await matrixHtml(modelWith('a\0b\ud800c\u202ed\u001be')));
    assert.ok(text.includes('a\\u0000b\\ud800c\\u202ed\\u001be'));
  });

  for (const spec of ['javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', ' https://evil.test', 'JAVASCRIPT:alert(1)', 'http://evil.test/', 'https://a"b']) {
    test(`${JSON.stringify(spec)} is no link`, async () => {
      const html = await matrixHtml(matrixModel([runLine({ chromium: ['seed/a/fetch'] }), resultLine('seed/a/fetch', 'chromium', 'conforms', { spec }), endLine()]));
      const targets = [...markup(html).matchAll(/\shref="([^"]*)"/g)].map(([, target]) => target).filter((target) => target?.startsWith('#view=') !== true);
      assert.deepEqual(targets, ['data:,', '#']);
    });
  }
});

describe('the page', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(harmless)?.[1] ?? '';

  test('lets its own script run, by its hash, and no other', () => {
    const code = codeOf(harmless);
    assert.ok(code.length > 100);
    const hash = createHash('sha256').update(code).digest('base64');
    const sources = /script-src ([^;]*)/.exec(policy)?.[1];
    assert.equal(sources, `'sha256-${hash}'`);
  });

  test('may load nothing', () => {
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /https?:|\*|'self'|unsafe-eval|script-src[^;]*unsafe/);
    assert.doesNotMatch(skeleton(harmless).join('\n'), /\ssrc=|\ssrcset=|<iframe|<object|<embed|<base|\son[a-z]+=/i);
    assert.deepEqual([...markup(harmless).matchAll(/<link [^>]*>/g)].map(([link]) => link), ['<link rel="icon" href="data:,">']);
  });

  test('sets its policy and its character set before anything else can act', () => {
    assert.ok(harmless.indexOf('Content-Security-Policy') < harmless.indexOf('<style'));
    assert.ok(Buffer.byteLength(harmless.slice(0, harmless.indexOf('<meta charset="utf-8">'))) < 1024);
  });

  test('has one script that runs, and packs of data, however its own code is written', () => {
    const opened = harmless.match(/<script[^>]*>/g) ?? [];
    assert.equal(opened.filter((tag) => tag === '<script type="module">').length, 1);
    assert.equal(opened.length, 1 + opened.filter((tag) => tag.startsWith('<script type="text/plain" id="')).length);
    assert.equal(harmless.match(/<\/script/g)?.length, opened.length);
  });
});

describe('without any script', () => {
  test('every case has a row with a verdict in words for each engine', async () => {
    const html = markup(await matrixHtml(matrixModel(sampleLines)));
    const rows = [...html.matchAll(/<tr class="case"[^>]*>([^]*?)<\/tr>/g)].map(([, row = '']) => row);
    assert.equal(rows.length, sampleIds.length);
    const words = rows.map((row) => [...row.matchAll(/<td[^>]*>([^]*?)<\/td>/g)].map(([, cell = '']) => /<b>([^<]*)</.exec(cell)?.[1]));
    assert.deepEqual(words, [
      ['conforms', 'unsupported', 'conforms'],
      ['conforms', 'unsupported', 'known deviation'],
      ['deviates', 'unsupported', 'conforms'],
      ['observed', 'unsupported', 'inconclusive'],
    ]);
    for (const row of rows) assert.match(row, /<th scope="row">/);
  });

  test('the table has a caption, a head for each engine, and each scenario with its title and id', async () => {
    const html = markup(await matrixHtml(matrixModel(sampleLines)));
    assert.match(html, /<table[^>]*><caption/);
    assert.equal(html.match(/<th scope="col">/g)?.length, 4);
    for (const part of ['seed/missing', 'seed/methods', 'A response without Access-Control-Allow-Origin is withheld', 'PUT', 'DELETE', 'XHR']) assert.ok(html.includes(part), part);
  });

  test('only what needs script is hidden', async () => {
    const hidden = skeleton(await matrixHtml(matrixModel(sampleLines))).filter((tag) => /\shidden[\s>]/.test(tag));
    assert.deepEqual(hidden.map((tag) => /^<(\w+)/.exec(tag)?.[1]), ['form', 'button', 'p']);
  });

  test('the reason why an engine could not be had is there, and what to do', async () => {
    assert.ok(markup(await matrixHtml(matrixModel(sampleLines))).includes('Try npx playwright install firefox'));
  });

  for (const [words, lines] of [['without its end', sampleLines.slice(0, -1)], ['cut off early', sampleLines.slice(0, 3)], ['interrupted', [...sampleLines.slice(0, -1), endLine({ interrupted: true })]]] as const) {
    test(`a run ${words} is shown as incomplete`, async () => {
      assert.match(markup(await matrixHtml(matrixModel(lines))), /role="alert"[^]*Incomplete/);
    });
  }

  test('a whole run is not', async () => {
    assert.doesNotMatch(markup(await matrixHtml(matrixModel(sampleLines))), /Incomplete/i);
  });

  test('a verdict that stands in a cell is explained in the legend, also that of a case that was not reached', async () => {
    const html = markup(await matrixHtml(matrixModel(sampleLines.slice(0, 4))));
    assert.match(html, /<td[^>]*>(?:(?!<\/td>)[^])*not run/);
    assert.match(/<dl class="legend"[^]*?<\/dl>/.exec(html)?.[0] ?? '', /not run/);
  });

  test('an empty stream makes a page that says so', async () => {
    assert.match(markup(await matrixHtml(matrixModel([]))), /Incomplete/);
  });
});

test('the file is written with nothing beside it', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
  const model = matrixModel(sampleLines);
  await writeMatrix(path.join(folder, 'matrix.html'), model);
  assert.deepEqual(readdirSync(folder), ['matrix.html']);
  assert.equal(readFileSync(path.join(folder, 'matrix.html'), 'utf8'), await matrixHtml(model));
  rmSync(folder, { recursive: true });
});
