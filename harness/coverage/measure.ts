import type { BoundCase } from '../run/bind.ts';
import type { Case } from '../scenario/schema.ts';
import { sightingsOf } from './sighting.ts';
import type { CoveredAlgorithm, Step } from './step.ts';

/** A scenario that exercises a step. */
export interface Exercising {
  readonly id: string;
  readonly file: string;
  readonly spec: string;
}

/** A step, and what exercises it. Surveys are counted apart: they show what engines do, and nobody says what is right. */
export interface MeasuredStep {
  readonly step: Step;
  readonly cases: number;
  readonly surveys: number;
  /** Scenarios that are no surveys, in the order of the catalogue. */
  readonly scenarios: readonly Exercising[];
}

export interface MeasuredAlgorithm {
  readonly algorithm: CoveredAlgorithm;
  readonly steps: readonly MeasuredStep[];
}

export interface Coverage {
  readonly algorithms: readonly MeasuredAlgorithm[];
  readonly cases: number;
  readonly scenarios: number;
  /** Cases of real servers: nobody declares what these answer, so no steps are known beforehand. */
  readonly uncounted: number;
}

/** Finds for each step the cases that take it, by what the standard says of each; nothing is performed. */
export function measure(algorithms: readonly CoveredAlgorithm[], bound: readonly BoundCase[]): Coverage {
  const sighted = bound.map((one) => ({ given: one.case, survey: one.claim.requirement === 'survey', sightings: sightingsOf(one) }));
  const measureStep = (step: Step): MeasuredStep => {
    if (!('by' in step)) return { step, cases: 0, surveys: 0, scenarios: [] };
    const taking = sighted.filter(({ sightings }) => sightings.some(step.by));
    const judged = taking.filter(({ survey }) => !survey);
    return { step, cases: judged.length, surveys: taking.length - judged.length, scenarios: scenariosOf(judged.map(({ given }) => given)) };
  };
  return {
    algorithms: algorithms.map((algorithm) => ({ algorithm, steps: algorithm.steps.map(measureStep) })),
    cases: bound.length,
    scenarios: new Set(bound.map((one) => one.case.scenarioId)).size,
    uncounted: sighted.filter(({ sightings }) => sightings.length === 0).length,
  };
}

function scenariosOf(cases: readonly Case[]): Exercising[] {
  const found = new Map(cases.map(({ scenarioId, file, spec }) => [scenarioId, { id: scenarioId, file, spec }]));
  return [...found.values()];
}
