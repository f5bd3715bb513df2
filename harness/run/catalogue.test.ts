import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { coveredAlgorithms } from '../coverage/algorithms.ts';
import { bind } from './bind.ts';
import type { BoundCase } from './bind.ts';
import { requireCatalogue } from './catalogue.ts';
import { paperTopology } from './check-case.ts';
import { settings } from './settings.ts';
import { specAnchors } from './spec-anchors.ts';

// What must be true of every scenario file, and cannot be seen in one scenario alone.

const { cases, deviations } = await requireCatalogue(settings.scenarios);
const bound = cases.map((given) => bind(given, paperTopology, 'case'));
const files = new Map<string, BoundCase[]>();
for (const one of bound) files.set(one.case.file, [...(files.get(one.case.file) ?? []), one]);

const isBlocked = ({ claim }: BoundCase): boolean => claim.requirement === 'must' && (claim.expect.outcome === 'network-error' || claim.expect.outcome === 'exception');
const isAnswered = ({ claim: { expect } }: BoundCase): boolean => ['basic', 'cors', 'opaque', 'opaqueredirect'].includes(expect.outcome ?? '');
/** By the prediction, or where a real server answers by what is expected on the wire. */
const isPreflighted = ({ prediction, claim }: BoundCase): boolean => (prediction?.exchanges ?? claim.expect.exchanges ?? []).some(({ role }) => role === 'preflight');

/** Says which controls a file needs and does not have, with the first case that needs each. */
function missingControls(its: readonly BoundCase[]): string[] {
  const missing = new Map<string, string>();
  for (const blocked of its.filter(isBlocked)) {
    const { api, id } = blocked.case;
    const controls = its.filter((one) => one.case.api === api && isAnswered(one));
    const wanted = controls.length === 0 ? `no case with ${api} gets a response` : isPreflighted(blocked) && !controls.some(isPreflighted) ? `no case with ${api} is preflighted and gets a response` : null;
    if (wanted !== null && !missing.has(wanted)) missing.set(wanted, id);
  }
  return [...missing].map(([wanted, id]) => `${wanted}, and ${id} is blocked: without such a control a broken set-up would look the same`);
}

describe('every file with a block has a positive control, by the same API, preflighted if the block is', () => {
  for (const [file, its] of files) test(file, () => assert.deepEqual(missingControls(its), []));

  const of = (test: (one: BoundCase) => boolean): BoundCase => {
    const found = bound.find(test);
    assert.ok(found !== undefined);
    return found;
  };
  const plain = of((one) => isAnswered(one) && !isPreflighted(one) && one.case.api === 'fetch');
  const preflighted = of((one) => isAnswered(one) && isPreflighted(one) && one.case.api === 'fetch');
  const block = of((one) => isBlocked(one) && isPreflighted(one) && one.case.api === 'fetch');
  const rows: readonly (readonly [what: string, its: readonly BoundCase[], missing: RegExp | null])[] = [
    ['a preflighted block alone', [block], /^no case with fetch gets a response/],
    ['beside a response without a preflight', [block, plain], /^no case with fetch is preflighted and gets a response/],
    ['beside a preflighted response', [block, plain, preflighted], null],
    ['beside one by another API', [block, of((one) => isAnswered(one) && one.case.api === 'xhr')], /^no case with fetch gets a response/],
    ['responses alone', [plain], null],
  ];
  for (const [what, its, wanted] of rows) {
    test(`(the check itself) ${what}`, () => {
      const [first = ''] = missingControls(its);
      if (wanted === null) assert.equal(first, '');
      else assert.match(first, wanted);
    });
  }
});

describe('no two scenarios of a file have the same title', () => {
  for (const [file, its] of files) {
    test(file, () => {
      const scenarios = new Map<string, Set<string>>();
      for (const { case: { title, scenarioId } } of its) scenarios.set(title, new Set([...(scenarios.get(title) ?? []), scenarioId]));
      assert.deepEqual([...scenarios].filter(([, ids]) => ids.size > 1).map(([title, ids]) => `${[...ids].join(' and ')}: ${title}`), []);
    });
  }
});

describe('every link leads to an anchor that the standard has', () => {
  const isKnown = (link: string): boolean => {
    const [page = '', anchor = ''] = link.split('#', 2);
    return specAnchors[page]?.includes(anchor) === true;
  };
  const howToAdd = 'not in harness/run/spec-anchors.ts. Look in the standard whether the anchor is there, and is that of the right step; then add it';
  const links: readonly (readonly [of: string, link: string])[] = [
    ...cases.map(({ scenarioId, spec }) => [scenarioId, spec] as const),
    ...deviations.map(({ file, line, spec }) => [`${file}:${line}`, spec] as const),
    ...coveredAlgorithms.map(({ title, link }) => [`docs/coverage.md, ${title}`, link] as const),
  ];
  for (const [of, link] of new Map(links.map((one) => [one.join(' '), one])).values()) test(`${of}: ${link}`, () => assert.ok(isKnown(link), `${link}, of ${of}, is ${howToAdd}`));

  test('the list has each anchor once', () => {
    for (const [page, anchors] of Object.entries(specAnchors)) assert.deepEqual(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index), [], page);
  });
});
