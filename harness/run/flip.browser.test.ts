import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { explainVerdict } from '../verdict/deviations.ts';
import type { Difference } from '../verdict/verdict.ts';
import type { ResultRecord } from '../../reports/record.ts';
import { bind, stepsOfBound } from './bind.ts';
import { requireCatalogue } from './catalogue.ts';
import { paperTopology } from './check-case.ts';
import { expectationsOf, flip } from './flip.ts';
import { Host } from './host.ts';
import { settings } from './settings.ts';

// Every case of the catalogue in a real browser, with what is expected of it turned into the opposite: each must deviate,
// and because of that. What flip.test.ts shows on paper, held against what a browser really did.

const engine = 'chromium';
const { cases, deviations } = await requireCatalogue(settings.scenarios);
// Where every behaviour is permitted, no expectation is false.
const flippable = cases.filter((given) => given.requirement === 'must' && stepsOfBound(bind(given, paperTopology, 'case')).every(({ claim }) => claim.requirement === 'must') && expectationsOf(given).every((expect) => expect !== null));

/** Says why a flipped case did not deviate as it must, or null when it did. */
function fault(result: ResultRecord): string | null {
  const { verdict } = result;
  const explain = (differences: readonly Difference[]): boolean => explainVerdict({ ...verdict, differences }, { name: engine, version: result.identity?.version ?? null }, result.case, result.prediction, deviations).verdict.kind === 'known-deviation';
  // An engine that is known never to answer has nothing to hold against any expectation.
  if (verdict.kind === 'timeout' && explain(verdict.differences)) return null;
  if (verdict.kind !== 'deviates') return `${result.case.id}: ${verdict.kind} ${verdict.why}`;
  const flipped = expectationsOf(flip(caseOf(result)));
  const unnoticed = flipped.flatMap((expect, index) => {
    const element = index === flipped.length - 1 ? 'outcome' : `step ${index + 1}: outcome`;
    return verdict.differences.some((difference) => difference.element === element && difference.from !== 'standard' && difference.expected === expect?.outcome) ? [] : [element];
  });
  if (unnoticed.length === 0) return null;
  // The engine does what is falsely expected. It may, where it is known to deviate from the standard so.
  const fromStandard = verdict.differences.filter(({ from }) => from !== 'expectation');
  return explain(fromStandard) && fromStandard.some(({ element }) => unnoticed.includes(element)) ? null : `${result.case.id}: nobody noticed that ${unnoticed.join(' and ')} is false`;
}

function caseOf(result: ResultRecord): (typeof cases)[number] {
  const given = cases.find(({ id }) => id === result.case.id);
  assert.ok(given !== undefined, result.case.id);
  return given;
}

describe(`every case in ${engine} with its expectation flipped`, () => {
  const hosts: Host[] = [];
  after(() => Promise.all(hosts.map((host) => host.stop())));

  test('deviates, and because of that', async () => {
    assert.ok(flippable.length > 1000, `${flippable.length} of ${cases.length} cases`);
    const machine = thisMachine();
    const host = await Host.start({ resolve: (name) => resolveEngine(name, machine), start: startEngine });
    hosts.push(host);
    const { results } = await host.perform(engine, flippable.map(flip));
    assert.equal(results.length, flippable.length);
    assert.deepEqual(results.map(fault).filter((one) => one !== null), []);
  });
});
