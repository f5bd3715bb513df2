import type { EngineIdentity, EngineName } from '../../harness/engines/engine.ts';
import { verdictClass } from '../exit-code.ts';
import { matrixModel } from '../model.ts';
import type { ResultLine, ResultRecord } from '../record.ts';

/** A run that ended, with every case of the catalogue in every engine as expected. */
export interface WholeRun {
  readonly startedAt: string;
  readonly platform: string;
  readonly engines: readonly EngineIdentity[];
  /** By case and engine, in the order of the plan. */
  readonly results: ReadonlyMap<string, ReadonlyMap<EngineName, ResultRecord>>;
}

const engineNames: readonly EngineName[] = ['chromium', 'firefox', 'webkit'];

/** Takes a run's lines for a whole run of these cases, or says in a sentence why they are none. */
export function wholeRun(lines: readonly ResultLine[], caseIds: readonly string[]): WholeRun | string {
  const { run, end, incomplete, columns, sections } = matrixModel(lines);
  if (incomplete !== null || run === null || end === null) return `the run is not complete: ${incomplete ?? 'it has no end'}`;
  const engines: EngineIdentity[] = [];
  for (const name of engineNames) {
    const record = columns.find(({ engine }) => engine === name)?.record ?? null;
    if (record === null) return `${name} was not run; all of ${engineNames.join(', ')} are needed`;
    if (record.status !== 'ready' || record.identity === null) return `${name} is ${record.status}: ${record.why}`;
    engines.push(record.identity);
  }
  const results = new Map<string, Map<EngineName, ResultRecord>>();
  for (const { id, cells } of sections.flatMap(({ scenarios }) => scenarios.flatMap(({ rows }) => rows))) {
    results.set(id, new Map(engineNames.flatMap((name) => cells.filter((cell) => cell?.engine === name).map((cell): [EngineName, ResultRecord] => [name, cell as ResultRecord]))));
  }
  const cells = [...results.values()];
  for (const name of engineNames) {
    const missing = caseIds.filter((id) => results.get(id)?.has(name) !== true);
    if (missing.length > 0) return `it is a run of a part: ${name} has no result for ${missing.length} of ${caseIds.length} cases (${missing[0] ?? ''}${missing.length > 1 ? ' …' : ''})`;
  }
  const gone = [...results.keys()].find((id) => !caseIds.includes(id));
  if (gone !== undefined) return `it is a run of other scenarios: there is no case ${gone} any more`;
  const bad = cells.flatMap((cell) => [...cell.values()]).filter(({ verdict }) => verdictClass[verdict.kind] !== 'expected');
  const [first] = bad;
  if (first !== undefined) return `${bad.length} results are not as expected (${first.engine} ${first.case.id}: ${first.verdict.kind})`;
  if (end.exitCode !== 0) return `the run ended with exit code ${end.exitCode}${[...end.errors, ...end.stale].slice(0, 1).map((why) => `: ${why}`).join('')}`;
  return { startedAt: run.startedAt, platform: run.platform, engines, results };
}
