import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { bind } from '../run/bind.ts';
import { requireCatalogue } from '../run/catalogue.ts';
import { paperTopology } from '../run/check-case.ts';
import { settings } from '../run/settings.ts';
import { loadText, scenarioText } from '../scenario/load-fixture.ts';
import { coveredAlgorithms } from './algorithms.ts';
import { coverageOf } from './catalogue.ts';
import { coverageMarkdown } from './markdown.ts';
import { measure } from './measure.ts';
import type { Coverage } from './measure.ts';
import type { By, CoveredAlgorithm, Step } from './step.ts';
import { fetched, preflighted } from './step.ts';

const { cases } = await requireCatalogue(settings.scenarios);
const measured = coverageOf(cases);
const published = await readFile(new URL('../../docs/coverage.md', import.meta.url), 'utf8');
const nameOf = (algorithm: CoveredAlgorithm, { step, says }: Step): string => `${algorithm.title} ${step}: ${says}`;

test('docs/coverage.md is what the scenarios exercise', () => {
  const made = coverageMarkdown(measured);
  if (made === published) return;
  const [is, must] = [published.split('\n'), made.split('\n')];
  const at = must.findIndex((line, index) => line !== is[index]);
  assert.fail(`docs/coverage.md is out of date: run \`npm run coverage\`. Line ${at + 1} is\n  ${is[at] ?? '(not there)'}\nand must be\n  ${must[at] ?? '(not there)'}`);
});

describe('the steps of each algorithm', () => {
  for (const { title, steps } of coveredAlgorithms) {
    test(title, () => {
      const sets: readonly string[] = steps.map(({ step }) => step);
      if (sets.every((step) => !/^\d/.test(step))) return;
      assert.deepEqual(gaps(sets), []);
    });
  }
  const rows: readonly (readonly [what: string, steps: readonly string[], gaps: readonly string[]])[] = [
    ['in order', ['1', '2', '3'], []],
    ['several rows of one', ['1', '2', '2', '3'], []],
    ['ranges', ['1–3', '4', '5–6'], []],
    ['several rows of a range', ['1–2', '1–2', '3'], []],
    ['one left out', ['1', '3'], ['2']],
    ['the first left out', ['2', '3'], ['1']],
    ['out of order', ['1', '2', '1'], ['1']],
    ['steps of a step', ['1', '2.1', '2.2', '3'], []],
    ['a step before its steps', ['1', '1.1', '1.2', '2'], []],
    ['the steps of one step alone', ['14.1.1', '14.1.2', '14.1.3'], []],
    ['the first step of a step left out', ['1', '2.2'], ['2.1']],
    ['what is no step', ['1', 'two'], ['two is no step']],
    ['a step of a step left out', ['1.1', '1.3'], ['1.2']],
  ];
  for (const [what, steps, wanted] of rows) test(`(the check itself) ${what}`, () => assert.deepEqual(gaps(steps), wanted));
});

/** Lists the steps that are left out, or stand in another place than the standard's. The first row may be of any step of a step. */
function gaps(steps: readonly string[]): string[] {
  const wrong: string[] = [];
  /** Of the steps below a prefix, the first and the last one of the row before. */
  const rows = new Map<string, { first: number; last: number }>();
  const enter = (prefix: string, first: number, last: number): void => {
    const before = rows.get(prefix);
    if (before === undefined ? first > 1 : first < before.first || first > before.last + 1) wrong.push(before === undefined || first > before.last ? prefix + String((before?.last ?? 0) + 1) : prefix + String(first));
    rows.set(prefix, { first, last: Math.max(last, before?.last ?? 0) });
  };
  for (const [index, range] of steps.entries()) {
    if (!/^[\d.]+(?:–[\d.]+)?$/.test(range)) return [`${range} is no step`];
    const [first, last] = [range.split('–')[0], range.split('–').at(-1)].map((end = '') => end.split('.').map(Number));
    if (first === undefined || last === undefined || first.length !== last.length) return [`${range} is no range`];
    for (const depth of first.keys()) {
      const prefix = first.slice(0, depth).map((part) => `${part}.`).join('');
      const own = depth === first.length - 1;
      const [from = 0, to = 0] = own ? [first[depth], last[depth]] : [first[depth], first[depth]];
      if (index === 0 && !own) rows.set(prefix, { first: from, last: from });
      else enter(prefix, from, to);
    }
  }
  return wrong;
}

describe('every row', () => {
  const rows = coveredAlgorithms.flatMap((algorithm) => algorithm.steps.map((step) => ({ algorithm, step })));
  const all = (test: (step: Step) => boolean): string[] => rows.filter(({ step }) => test(step)).map(({ algorithm, step }) => nameOf(algorithm, step));
  test('fits into a table', () => assert.deepEqual(all(({ says, ...rest }) => /[|\n]/.test(says + ('outside' in rest ? rest.outside : ''))), []));
  test('says something of its own', () => {
    const names = rows.map(({ algorithm, step }) => nameOf(algorithm, step));
    assert.deepEqual(names.filter((name, index) => names.indexOf(name) !== index), []);
  });
  test('of a step that is said to be hard is of one that no case exercises', () => {
    const wrong = measured.algorithms.flatMap(({ algorithm, steps }) => steps.filter(({ step, cases: count }) => 'hard' in step && count > 0).map(({ step }) => nameOf(algorithm, step)));
    assert.deepEqual(wrong, [], 'these have a case now: take `hard` away');
  });
});

test('every step that no case exercises says why', () => {
  const silent = measured.algorithms.flatMap(({ algorithm, steps }) => steps.filter(({ step, cases: count, surveys }) => 'by' in step && step.hard === undefined && count + surveys === 0).map(({ step }) => nameOf(algorithm, step)));
  assert.deepEqual(silent, [], 'write a scenario for these, or say in harness/coverage/algorithms why there is none (`hard`)');
});

describe('what is counted', () => {
  const step = (by: By): Step => ({ step: '1', says: 'a step', by });
  async function counted(by: By, ...scenarios: readonly Readonly<Record<string, string>>[]): Promise<Coverage['algorithms'][number]['steps'][number]> {
    const loaded = (await Promise.all(scenarios.map((fields, index) => loadText(scenarioText({ id: `s${index}`, ...fields }))))).flat();
    const { algorithms } = measure([{ title: 'a', link: 'https://a.example/#a', steps: [step(by)] }], loaded.map((given) => bind(given, paperTopology, 'case')));
    const [first] = algorithms[0]?.steps ?? [];
    assert.ok(first !== undefined);
    return first;
  }
  const put = { request: '{ method: PUT }', resource: "{ preflight: { status: 204, headers: { Access-Control-Allow-Origin: '*', Access-Control-Allow-Methods: PUT } }, response: { headers: { Access-Control-Allow-Origin: '*' } } }", expect: '{ outcome: cors, exchanges: [preflight, request] }' };
  const get = { resource: "{ response: { headers: { Access-Control-Allow-Origin: '*' } } }", expect: '{ outcome: cors, exchanges: [request] }' };
  test('are cases, each once, and their scenarios', async () => {
    const { cases: count, scenarios } = await counted(fetched, put, get);
    assert.deepEqual([count, scenarios.map(({ id }) => id.replace(/^.*\//, ''))], [4, ['s0', 's1']]);
  });
  test('are those that take the step', async () => assert.deepEqual((await counted(preflighted, put, get)).cases, 2));
  test('are no surveys', async () => {
    const { cases: count, surveys, scenarios } = await counted(fetched, { ...get, requirement: 'survey' });
    assert.deepEqual([count, surveys, scenarios], [0, 2, []]);
  });
  test('are any of several requests', async () => {
    const several = { ...put, expect: null as unknown as string, steps: '[{ request: { method: GET }, expect: { outcome: cors, exchanges: [request] } }, { expect: { outcome: cors, exchanges: [preflight, request] } }]' };
    assert.equal((await counted(preflighted, several)).cases, 2);
    assert.equal((await counted(({ before }) => before.length === 1, several)).cases, 2);
  });
  test('are no cases of real servers, which are named', () => assert.equal(measured.uncounted, cases.filter(({ resource }) => resource.server !== undefined).length));
});

describe('as Markdown', () => {
  const one = (by: By | string, hard?: string): string =>
    coverageMarkdown(measure([{ title: 'the algorithm', link: 'https://a.example/#a', steps: [typeof by === 'string' ? { step: '1', says: 'a step', outside: by } : { step: '1', says: 'a step', by, ...(hard === undefined ? {} : { hard }) }] }], cases.slice(0, 4).map((given) => bind(given, paperTopology, 'case'))));
  test('a step has its count and examples', () => assert.match(one(fetched), /^\| 1 \| a step \| 4 \| \[[^\]]+\]\(\.\.\/scenarios\/[^)]+\.yaml\)/m));
  test('one that no case exercises stands in front, with the reason', () => assert.match(one(() => false, 'it is hard'), /## Steps that no case exercises\n\n- \[the algorithm\]\(#the-algorithm\)\n {2}- 1: a step\. \*Why: it is hard\.\*\n/));
  test('and in its own table', () => assert.match(one(() => false), /^\| 1 \| a step \| \*\*none\*\* \| {2}\|$/m));
  test('one that nothing can exercise says why', () => assert.match(one('it is elsewhere'), /^\| 1 \| a step \| {2}\| outside: it is elsewhere \|$/m));
  test('where every step is exercised, it says so', () => assert.match(one(fetched), /## Steps that no case exercises\n\nNone\.\n/));
  test('links within the page lead to headings', () => {
    const headings = [...published.matchAll(/^## (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
    for (const [, anchor = ''] of published.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(headings.includes(anchor), anchor);
  });
});
