import { bind } from '../run/bind.ts';
import { paperTopology } from '../run/check-case.ts';
import type { Case } from '../scenario/schema.ts';
import { coveredAlgorithms } from './algorithms.ts';
import { measure } from './measure.ts';
import type { Coverage } from './measure.ts';

/** Measures what a catalogue's cases exercise of the standard. */
export function coverageOf(cases: readonly Case[]): Coverage {
  return measure(coveredAlgorithms, cases.map((given) => bind(given, paperTopology, 'case')));
}
