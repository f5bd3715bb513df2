import { outcomes } from '../scenario/schema.ts';
import type { Api, Case, CaseStep, ExpectedExchange, Expectation, Outcome } from '../scenario/schema.ts';
import { bind, stepsOfBound } from './bind.ts';
import { paperTopology } from './check-case.ts';

/** An expectation of which one thing is false, for tests: who expects it must be told so. */
export interface Flip {
  readonly what: string;
  readonly expect: Expectation;
}

/** Turns what a case expects of each of its requests into the opposite: what was to fail must work, what was to work must fail. */
export function flip(given: Case): Case {
  const works = given.document.relation === 'same-origin' ? 'basic' : 'cors';
  const steps = expectationsOf(given).map((expect): Expectation | null => {
    if (expect === null) return null;
    const failed = ['network-error', 'exception', 'aborted', 'timed-out'].includes(expect.outcome ?? '');
    return { ...expect, outcome: failed ? works : 'network-error' };
  });
  return withExpectations(given, steps);
}

/** Lists every way to expect one false thing: any other outcome that the API tells apart, and an exchange more or less. */
export function flipsOf(expect: Expectation, api: Api): readonly Flip[] {
  const exchanges = expect.exchanges ?? [];
  const first = exchanges.findIndex(({ role }) => role === 'request');
  const preflight = exchanges.findIndex(({ role }) => role === 'preflight');
  const wire = (what: string, changed: readonly ExpectedExchange[]): Flip => ({ what, expect: { ...expect, exchanges: changed } });
  return [
    ...outcomes.filter((outcome) => !looksAlike(outcome, expect.outcome, api)).map((outcome): Flip => ({ what: `outcome ${outcome}`, expect: { ...expect, outcome } })),
    wire('a preflight more', [...exchanges.slice(0, Math.max(0, first)), anyExchange('preflight'), ...exchanges.slice(Math.max(0, first))]),
    wire('a request more', [...exchanges, anyExchange('request')]),
    ...(preflight === -1 ? [] : [wire('a preflight less', exchanges.toSpliced(preflight, 1))]),
    ...(first === -1 ? [] : [wire('a request less', exchanges.toSpliced(first, 1))]),
  ];
}

const anyExchange = (role: ExpectedExchange['role']): ExpectedExchange => ({ role, headers: {}, present: [], absent: [] });

/** XMLHttpRequest is not told the type of its response, and an image not even that it may not be read. */
function looksAlike(one: Outcome, other: Outcome | undefined, api: Api): boolean {
  const alike: readonly (string | undefined)[] = api === 'xhr' ? ['basic', 'cors'] : api === 'img' ? ['basic', 'cors', 'opaque'] : [];
  return one === other || (alike.includes(one) && alike.includes(other));
}

/** What a case expects of each of its requests, the standard's words where its author has none; null where nothing is expected. */
export function expectationsOf(given: Case): readonly (Expectation | null)[] {
  const bound = stepsOfBound(bind(given, paperTopology, 'case'));
  const steps: readonly CaseStep[] = [...given.before, given];
  return steps.map(({ expect }, index) => {
    // The author's keeps its placeholders, which stand for the addresses of another run.
    const words = expect ?? bound[index]?.claim.expect;
    return words?.outcome === undefined ? null : words;
  });
}

/** Puts other expectations in place of a case's own, step by step; null leaves one as it is. */
function withExpectations(given: Case, steps: readonly (Expectation | null)[]): Case {
  const changed = <T extends CaseStep>(step: T, index: number): T => ({ ...step, expect: steps[index] ?? step.expect });
  return { ...changed(given, given.before.length), before: given.before.map(changed) };
}
