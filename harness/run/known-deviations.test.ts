import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadDeviations } from '../scenario/known-deviations.ts';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { Case } from '../scenario/schema.ts';
import { explainVerdict, matchesCase } from '../verdict/deviations.ts';
import { describeCase } from '../verdict/describe-case.ts';
import type { Difference } from '../verdict/verdict.ts';
import { bind } from './bind.ts';
import { paperTopology } from './check-case.ts';

// What scenarios/known-deviations.yaml explains, and what it must not.

const { cases } = await loadScenarios('scenarios');
const { deviations, problems } = await loadDeviations('scenarios');
const linesOf = new Map(cases.map((given) => [given.id, describeCase(given, bind(given, paperTopology, 'case').prediction)]));

/** The claims and requests that most people meet: what differs there is told by a scenario of its own. */
const isEveryday = ({ id }: Case): boolean => id.startsWith('seed/') || id.startsWith('requests/');

const fits = ({ when = [] }: KnownDeviation, id: string): boolean => when.length > 0 && when.every((pattern) => linesOf.get(id)?.some((line) => new RegExp(pattern, 'u').test(line)) === true);
const nameOf = ({ engine, cases: pattern, line }: KnownDeviation): string => `${engine} ${pattern} (line ${line})`;

describe('each entry', () => {
  test('the file has no problem', () => assert.deepEqual(problems, []));
  for (const deviation of deviations) {
    const shown = cases.filter(({ id }) => matchesCase(deviation.cases, id));
    test(`${nameOf(deviation)} names cases, none of them everyday ones`, () => {
      assert.notEqual(shown.length, 0);
      assert.deepEqual(shown.filter(isEveryday).map(({ id }) => id), []);
    });
    if (deviation.when === undefined) continue;
    // A further entry for the same cases may name another way to the same fault.
    const alike = deviations.filter(({ engine, cases: pattern, reason }) => engine === deviation.engine && pattern === deviation.cases && reason === deviation.reason);
    test(`${nameOf(deviation)}: its patterns fit a case that it names`, () => assert.ok(shown.some(({ id }) => alike.some((one) => fits(one, id))), shown.map(({ id }) => linesOf.get(id)?.join('\n')).join('\n\n')));
  }
});

/** Entries that fit cases which are not made for deviations, with the reason why each must: `engine pattern` and the cases. */
const everyday: readonly (readonly [deviation: string, cases: RegExp, why: string])[] = [
  ['webkit where-engines-differ/body-of-a-manual-redirect/fetch', /^requests\/redirect-mode-manual\/fetch$/, 'it is true of every manual redirect'],
  ['webkit where-engines-differ/referrer-of-a-sandboxed-iframe/*', /^seed\/allow-origin-(?:exact|wildcard)\[.*context=sandboxed-iframe\]\//, 'it is true of every sandboxed iframe, and explains Referer alone'],
];

describe('the patterns of entries fit no everyday case', () => {
  const ordinary = cases.filter(isEveryday);
  const found = deviations.flatMap((deviation) => ordinary.filter(({ id }) => fits(deviation, id)).map(({ id }) => ({ deviation, id })));
  for (const deviation of deviations) {
    test(nameOf(deviation), () => {
      const excepted = everyday.filter(([name]) => name === `${deviation.engine} ${deviation.cases}`);
      assert.deepEqual(found.filter((one) => one.deviation === deviation && !excepted.some(([, pattern]) => pattern.test(one.id))).map(({ id }) => id), []);
    });
  }
  for (const [name, pattern, why] of everyday) {
    test(`but ${name} does: ${why}`, () => {
      const its = found.filter(({ deviation, id }) => `${deviation.engine} ${deviation.cases}` === name && pattern.test(id));
      assert.notEqual(its.length, 0, 'the exception is out of date');
      for (const { deviation } of its) assert.deepEqual(deviation.differs.filter(({ element }) => ['outcome', 'exchanges'].some((large) => new RegExp(`^(?:${element})$`, 'isu').test(large))), []);
    });
  }
});

describe('grave faults that no entry may explain', () => {
  // In any version: entries that are for some only are asked as well.
  const engines = ['chromium', 'firefox', 'webkit'];
  const everywhere = deviations.map(({ versions: _versions, ...deviation }) => deviation);
  const find = (id: string): Case => {
    const given = cases.find((one) => one.id === id);
    assert.ok(given !== undefined, `there is no case ${id}`);
    return given;
  };
  const rows: readonly (readonly [what: string, caseId: string, difference: Difference])[] = [
    ['a redirect that redirect mode error must stop gives a response', 'requests/redirect-mode-error/fetch', { element: 'outcome', expected: 'network-error', observed: 'cors' }],
    ['a manual redirect to a good address is blocked', 'requests/redirect-mode-manual/fetch', { element: 'outcome', expected: 'opaqueredirect', observed: 'network-error' }],
    ['a cookie goes to another origin with same-origin credentials', 'requests/no-cors-is-opaque[relation=same-site]/fetch', { element: 'request: cookie', expected: '(none)', observed: '"session=1"' }],
    ['a plain redirect to a third origin is blocked', 'requests/redirect-followed[relation=cross-site]/fetch', { element: 'outcome', expected: 'cors', observed: 'network-error' }],
    ['a block at the end of redirects is none', 'requests/redirect-end-without-allow-origin[relation=cross-site]/xhr', { element: 'outcome', expected: 'network-error', observed: 'response' }],
    ['a Content-Type where there must be none', 'seed/allow-origin-exact[relation=same-site,scheme=http,context=worker]/xhr', { element: 'request: content-type', expected: '(none)', observed: '"text/plain;charset=utf-8"' }],
  ];
  for (const [what, id, difference] of rows) {
    for (const engine of engines) {
      test(`${what}: ${engine}`, () => {
        const given = find(id);
        const { unexplained } = explainVerdict({ kind: 'deviates', why: '', differences: [difference] }, { name: engine, version: null }, given, bind(given, paperTopology, 'case').prediction, everywhere);
        assert.deepEqual(unexplained, [difference]);
      });
    }
  }
  const plain = cases.filter(({ id }) => id.startsWith('seed/'));
  for (const engine of engines) {
    test(`another outcome, or other exchanges, of any seed scenario: ${engine}`, () => {
      for (const given of plain) {
        const { prediction } = bind(given, paperTopology, 'case');
        for (const element of ['outcome', 'exchanges']) {
          const difference: Difference = { element, expected: 'cors', observed: 'network-error' };
          assert.deepEqual(explainVerdict({ kind: 'deviates', why: '', differences: [difference] }, { name: engine, version: null }, given, prediction, everywhere).unexplained, [difference], given.id);
        }
      }
    });
  }
});
