import type { ResultRecord } from '../record.ts';
import { eventKinds } from './event.ts';
import type { OfScenario, RunEvent } from './event.ts';

type WithoutScenario<T> = T extends OfScenario ? Omit<T, keyof Omit<OfScenario, 'sentence'>> : never;

/** What happened to one case in one engine. */
export interface Happened {
  readonly record: ResultRecord;
  readonly event: WithoutScenario<RunEvent>;
}

/**
 * Makes one event of what happened alike to cases of one scenario, so that each of its cases is meant in each of its engines.
 * Sorted by kind, then by scenario, so that the order of results does not matter.
 */
export function groupAlike(happened: readonly Happened[]): RunEvent[] {
  const alike = new Map<string, Happened[]>();
  for (const one of happened) add(alike, JSON.stringify([one.record.case.scenarioId, one.event]), one);
  return [...alike.values()].flatMap(byEngines).sort((a, b) => eventKinds.indexOf(a.kind) - eventKinds.indexOf(b.kind) || compare(keyOf(a), keyOf(b)));
}

/** Cases that it happened to in other engines are another event. */
function byEngines(alike: readonly Happened[]): RunEvent[] {
  const enginesOf = new Map<string, string[]>();
  for (const { record } of alike) add(enginesOf, record.case.id, record.engine);
  const groups = new Map<string, Happened[]>();
  for (const one of alike) add(groups, JSON.stringify([...(enginesOf.get(one.record.case.id) ?? [])].sort()), one);
  return [...groups.values()].flatMap((group): RunEvent[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { scenarioId, title, spec } = first.record.case;
    const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
    const common = { scenario: scenarioId, title, spec, target: first.record.target?.name ?? null, cases: sorted(group.map(({ record }) => record.case.id)), engines: sorted(group.map(({ record }) => record.engine)) };
    return [{ ...first.event, ...common }];
  });
}

function keyOf(event: RunEvent): string {
  return JSON.stringify([event.kind === 'infrastructure' ? '' : event.scenario, event.cases, event.engines, event.sentence]);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}
