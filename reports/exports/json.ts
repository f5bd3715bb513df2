import { jsonText } from './json-text.ts';
import type { ResultsDocument } from './results-schema.ts';
import { resultsFormat } from './results-schema.ts';
import type { ExportRun } from './run.ts';
import { tool } from './tool.ts';

/** Writes the whole run as one JSON document; results.schema.json describes it. */
export function json({ lines, model: { run, end, incomplete }, engines }: ExportRun): string {
  const plan = lines.find((line) => line.type === 'run')?.plan ?? null;
  const document: ResultsDocument = {
    format: resultsFormat,
    creator: tool,
    complete: incomplete === null,
    incomplete,
    run: run === null || plan === null ? null : { ...without(run, 'type', 'format'), plan: { hash: plan.hash, size: plan.size } },
    engines: engines.map(({ engine, record, endings }) => ({
      name: engine,
      status: record?.status ?? 'not-started',
      identity: record?.identity ?? null,
      why: record?.why ?? '',
      canaries: record?.canaries ?? [],
      planned: endings.length,
      counts: Object.fromEntries([...new Set(endings.map(({ kind }) => kind))].map((kind) => [kind, endings.filter((one) => one.kind === kind).length])),
      notRun: endings.flatMap(({ id, result }) => (result === null ? [id] : [])),
    })),
    results: engines.flatMap(({ endings }) => endings.flatMap(({ result }) => (result === null ? [] : [without(result, 'type')]))),
    end: end === null ? null : without(end, 'type', 'counts'),
  };
  return jsonText(document);
}

function without<T extends object, K extends keyof T>(record: T, ...keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;
}
