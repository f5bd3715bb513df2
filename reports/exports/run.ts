import type { EngineName } from '../../harness/engines/engine.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { verdictClass } from '../exit-code.ts';
import { matrixModel, scenarioOf } from '../model.ts';
import type { MatrixModel } from '../model.ts';
import type { EngineRecord, ResultLine, ResultRecord } from '../record.ts';

/** A case in one engine as it ended; without a result it was planned and not run. */
export interface Ending {
  readonly engine: EngineName;
  readonly id: string;
  readonly scenarioId: string;
  /** The folder part of the scenario's id; empty where it has none. */
  readonly section: string;
  readonly kind: VerdictKind;
  readonly why: string;
  readonly result: ResultRecord | null;
}

/** One engine of a run with every case that was planned for it, in the order of the plan. */
export interface EngineRun {
  readonly engine: EngineName;
  readonly record: EngineRecord | null;
  readonly endings: readonly Ending[];
}

/** What is wrong with a run as a whole: no case shows it, and yet not all is well. */
export interface Trouble {
  /** What should have been. */
  readonly name: string;
  readonly message: string;
  /** `finding`: about the engines or the list of deviations; `infrastructure`: nothing follows from it but that the run is no proof. */
  readonly kind: 'finding' | 'infrastructure';
}

/** A run as the exports tell it. A run that is all right has no troubles, and no ending out of the class `expected`. */
export interface ExportRun {
  readonly lines: readonly ResultLine[];
  readonly model: MatrixModel;
  readonly engines: readonly EngineRun[];
  readonly troubles: readonly Trouble[];
}

/** Makes a run for the exports from the lines of a result stream, which may have ended at any line. */
export function exportRun(lines: readonly ResultLine[]): ExportRun {
  const model = matrixModel(lines);
  const plan = lines.find((line) => line.type === 'run')?.plan.cases ?? {};
  const engines = model.columns.map(({ engine, record }, column): EngineRun => {
    const planned = new Set(plan[engine] ?? []);
    const rows = model.sections.flatMap(({ scenarios }) => scenarios.flatMap(({ rows: all }) => all));
    const endings = rows.flatMap(({ id, cells }): Ending[] => {
      const result = cells[column] ?? null;
      return result === null && !planned.has(id) ? [] : [ending(engine as EngineName, id, result)];
    });
    return { engine: engine as EngineName, record, endings };
  });
  return { lines, model, engines, troubles: troublesOf(model, engines) };
}

function ending(engine: EngineName, id: string, result: ResultRecord | null): Ending {
  const scenarioId = scenarioOf(id);
  const slash = scenarioId.lastIndexOf('/');
  const { kind, why } = result?.verdict ?? { kind: 'not-run', why: 'the run ended before it' };
  return { engine, id, scenarioId, section: slash === -1 ? '' : scenarioId.slice(0, slash), kind, why, result };
}

/** Tells whether an ending is as it should be. */
export function isExpected({ kind }: Ending): boolean {
  return verdictClass[kind] === 'expected';
}

function troublesOf({ incomplete, end, columns }: MatrixModel, engines: readonly EngineRun[]): Trouble[] {
  const troubles: Trouble[] = [];
  const add = (kind: Trouble['kind'], name: string, message: string): void => void troubles.push({ kind, name, message });
  if (incomplete !== null) add('infrastructure', 'the run is complete', `incomplete: ${incomplete}`);
  if (columns.length === 0) add('infrastructure', 'something was run', 'the results hold no engine and no case');
  for (const { engine, record, endings } of engines) {
    if (record !== null && record.status !== 'ready') add('infrastructure', `${engine} can be had`, `${record.status}: ${record.why}`);
    const notRun = endings.filter(({ kind }) => kind === 'not-run').length;
    if (notRun > 0) add('infrastructure', `${engine} ran every case`, `${notRun} of ${endings.length} cases were not run`);
    const unsupported = endings.filter(({ kind }) => kind === 'unsupported').length;
    if (unsupported > 0 && (record === null || record.status === 'ready')) add('infrastructure', `${engine} could run every case`, `${unsupported} of ${endings.length} cases are unsupported here`);
  }
  for (const error of end?.errors ?? []) add('infrastructure', 'no error outside the cases', error);
  for (const late of end?.late ?? []) add('infrastructure', 'no request after its case was over', late);
  for (const stale of end?.stale ?? []) add('finding', 'the known deviations are up to date', stale);
  const seen = troubles.length > 0 || engines.some(({ endings }) => endings.some((one) => !isExpected(one)));
  if (end !== null && end.exitCode !== 0 && !seen) add('infrastructure', 'the run succeeded', `the run ended with exit code ${end.exitCode}`);
  return troubles;
}

/** Puts what has the same key together, in the order in which the keys come first. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Says what differs, a line each, or else why a case ended so. */
export function endingLines({ why, result }: Ending): readonly string[] {
  const differences = (result?.verdict.differences ?? []).map(({ element, expected, observed }) => `${element}: expected ${expected}, observed ${observed}`);
  const reasons = (result?.deviations ?? []).map(({ reason, link }) => `known deviation: ${reason}${link === null ? '' : ` (${link})`}`);
  // The sentence of a deviation is made of its differences.
  const said = why === '' || (differences[0] !== undefined && why.startsWith(differences[0]));
  return [...(said ? [] : [why]), ...differences, ...reasons];
}
