import type { Comparison } from './compare/comparison.ts';
import type { History } from './history/history.ts';
import type { EndRecord, EngineRecord, ResultLine, ResultRecord, RunRecord } from './record.ts';
import type { EngineIdentity } from '../harness/engines/engine.ts';
import type { VerdictKind } from '../harness/verdict/verdict.ts';

/** One column of the matrix: an engine, of one version and build. */
export interface Column {
  /** The engine's name alone where all results are of one version and build; else with these. */
  readonly key: string;
  readonly engine: string;
  readonly record: EngineRecord | null;
  readonly planned: number;
  readonly counts: Readonly<Partial<Record<VerdictKind, number>>>;
}

/** One case with a result per engine; null where the stream holds none. */
export interface Row {
  readonly id: string;
  readonly cells: readonly (ResultRecord | null)[];
}

export interface ScenarioRows {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface Section {
  readonly name: string;
  readonly scenarios: readonly ScenarioRows[];
}

/** All that the matrix shows, from the lines of a result stream alone. */
export interface MatrixModel {
  readonly run: Omit<RunRecord, 'plan'> | null;
  readonly end: EndRecord | null;
  /** Why the matrix does not show a whole run; null when it does. */
  readonly incomplete: string | null;
  readonly columns: readonly Column[];
  readonly sections: readonly Section[];
  /** The last whole runs; null where none are kept. */
  readonly history: History | null;
  /** What is not as in another run; null when there is none to compare with. */
  readonly changes: Comparison | null;
}

/** Makes the matrix's model. Of several results for one case and engine the last one counts. */
export function matrixModel(lines: readonly ResultLine[], history: History | null = null, changes: Comparison | null = null): MatrixModel {
  const run = lines.find((line) => line.type === 'run') ?? null;
  const end = lines.find((line) => line.type === 'end') ?? null;
  const keyOf = columnKeys(lines);
  const engines = new Map<string, EngineRecord>();
  const results = new Map<string, Map<string, ResultRecord>>();
  for (const line of lines) {
    if (line.type === 'engine') engines.set(keyOf(line.name, line.identity), line);
    if (line.type === 'result') results.set(line.case.id, (results.get(line.case.id) ?? new Map<string, ResultRecord>()).set(keyOf(line.engine, line.identity), line));
  }
  const planned = run?.plan.cases ?? {};
  const keys = [...new Set([...Object.keys(planned).map((engine) => keyOf(engine, null)), ...engines.keys(), ...[...results.values()].flatMap((cells) => [...cells.keys()])])];
  const ids = [...new Set([...Object.values(planned).flat(), ...results.keys()])];

  const columns = keys.map((key): Column => {
    const engine = key.split(' ')[0] ?? key;
    const counts: Partial<Record<VerdictKind, number>> = {};
    for (const cells of results.values()) {
      const kind = cells.get(key)?.verdict.kind;
      if (kind !== undefined) counts[kind] = (counts[kind] ?? 0) + 1;
    }
    const own = Object.values(counts).reduce((sum, count) => sum + count, 0);
    // What no column of the engine has stands in its first.
    const missing = key !== keyOf(engine, null) ? 0 : (planned[engine] ?? []).filter((id) => ![...(results.get(id)?.values() ?? [])].some((record) => record.engine === engine)).length;
    if (missing > 0) counts['not-run'] = (counts['not-run'] ?? 0) + missing;
    return { key, engine, record: engines.get(key) ?? null, planned: own + missing, counts };
  });

  const sections = new Map<string, Map<string, ScenarioRows & { rows: Row[] }>>();
  for (const id of ids) {
    const cells = keys.map((key) => results.get(id)?.get(key) ?? null);
    const scenarioId = scenarioOf(id);
    const slash = scenarioId.lastIndexOf('/');
    const name = slash === -1 ? '' : scenarioId.slice(0, slash);
    const section = sections.get(name) ?? new Map<string, ScenarioRows & { rows: Row[] }>();
    sections.set(name, section);
    const title = cells.find((cell) => cell !== null)?.case.title ?? '';
    const scenario = section.get(scenarioId) ?? { id: scenarioId, title, rows: [] };
    section.set(scenarioId, scenario);
    scenario.rows.push({ id, cells });
  }

  const { plan: _plan, ...head } = run ?? { plan: null };
  return {
    run: run === null ? null : (head as Omit<RunRecord, 'plan'>),
    end,
    incomplete: incompleteness(run, end),
    columns,
    sections: [...sections].map(([name, scenarios]) => ({ name, scenarios: [...scenarios.values()] })),
    history: history === null || history.runs.length === 0 ? null : history,
    changes,
  };
}

/**
 * Names the column of an engine by its version and build, where results of several of them are together, as when the shards
 * of a run were on several machines. What has no identity, since it was not run, stands in the engine's first column.
 */
function columnKeys(lines: readonly ResultLine[]): (engine: string, identity: EngineIdentity | null) => string {
  const known = new Map<string, Set<string>>();
  for (const line of lines) {
    if ((line.type !== 'engine' && line.type !== 'result') || line.identity === null) continue;
    const engine = line.type === 'engine' ? line.name : line.engine;
    known.set(engine, (known.get(engine) ?? new Set<string>()).add(`${engine} ${line.identity.version} ${line.identity.build}`));
  }
  return (engine, identity) => {
    const own = [...(known.get(engine) ?? [])];
    if (own.length < 2) return engine;
    return identity === null ? (own[0] ?? engine) : `${engine} ${identity.version} ${identity.build}`;
  };
}

/** One engine's part of a run, whatever versions and builds it had. */
export interface EnginePart {
  /** The engine as it was last told of. */
  readonly record: EngineRecord | null;
  readonly results: ReadonlyMap<string, ResultRecord>;
  readonly counts: Readonly<Partial<Record<VerdictKind, number>>>;
}

/** Puts the columns of each engine together, for what compares or counts by engine. Of two results for a case the first column's counts. */
export function byEngine({ columns, sections }: MatrixModel): ReadonlyMap<string, EnginePart> {
  const rows = sections.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => scenario.rows));
  return new Map(
    [...new Set(columns.map(({ engine }) => engine))].map((engine) => {
      const own = columns.flatMap((column, at) => (column.engine === engine ? [{ column, at }] : []));
      const results = new Map(rows.flatMap(({ id, cells }) => own.flatMap(({ at }) => cells[at] ?? []).slice(0, 1).map((cell) => [id, cell] as const)));
      const counts: Partial<Record<VerdictKind, number>> = {};
      for (const { verdict } of results.values()) counts[verdict.kind] = (counts[verdict.kind] ?? 0) + 1;
      const missing = own.reduce((sum, { column }) => sum + column.planned, 0) - own.reduce((sum, { at }) => sum + rows.filter(({ cells }) => cells[at] != null).length, 0);
      if (missing > 0) counts['not-run'] = (counts['not-run'] ?? 0) + missing;
      return [engine, { record: own.findLast(({ column }) => column.record !== null)?.column.record ?? null, results, counts }];
    }),
  );
}

/** The scenario's part of a case's id: without its matrix labels and its API. */
export function scenarioOf(caseId: string): string {
  return caseId.replace(/(\[[^\]]*\])?\/(fetch|xhr|beacon|img)$/, '');
}

function incompleteness(run: RunRecord | null, end: EndRecord | null): string | null {
  if (run === null) return 'the results have no beginning';
  if (end === null) return 'the run did not end; cells without a result were not reached';
  return end.interrupted ? 'the run was interrupted' : null;
}
