import { endLine, engineLine, resultLine, runLine } from '../sample.ts';
import type { EngineRecord, ResultLine } from '../record.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';

/** Runs of a catalogue of three cases, for tests of the history. */
export const catalogue = ['seed/a/fetch', 'seed/b/fetch', 'seed/c/fetch'] as const;

/** Gives the time at which a run of the samples began, a day after the one before it; counted from 1. */
export function startOf(day: number): string {
  return new Date(Date.UTC(2026, 0, day, 3)).toISOString();
}

/** Makes the lines of a whole run in which the cases of each engine ended so. */
export function runOfDay(day: number, ended: Readonly<Partial<Record<EngineRecord['name'], readonly VerdictKind[]>>>, given: Partial<EngineRecord> = {}): readonly ResultLine[] {
  const engines = Object.entries(ended) as [EngineRecord['name'], readonly VerdictKind[]][];
  return [
    { ...runLine(Object.fromEntries(engines.map(([name]) => [name, catalogue]))), startedAt: startOf(day) },
    ...engines.flatMap(([name, kinds]) => [engineLine(name, given), ...catalogue.map((id, at) => resultLine(id, name, kinds[at] ?? 'conforms'))]),
    endLine(),
  ];
}
