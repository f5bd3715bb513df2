import type { Baseline, BaselineEntry } from '../scenario/baseline.ts';
import { entriesFor, place } from './accepted.ts';
import type { Judged } from './accepted.ts';
import { deviationReason, isSameReason } from './deviation-reason.ts';

/** What each new entry says of itself beside what it accepts. */
export type Answerable = Pick<BaselineEntry, 'link' | 'owner' | 'expires'>;

/** Entries that would accept what deviates, and what no entry can accept, a sentence each. */
export interface Proposal {
  readonly entries: readonly BaselineEntry[];
  readonly left: readonly string[];
}

const allEngines = ['chromium', 'firefox', 'webkit'] as const;
type Engine = (typeof allEngines)[number];

/** What deviates in the same way, so that one entry can accept it. */
interface Alike {
  readonly scenario: string;
  readonly reason: string;
  readonly engines: Set<Engine>;
}

/**
 * Makes entries for deviations of targets that a baseline does not accept, as few as there can be without accepting what
 * conforms: of a scenario where all of its cases deviate alike, else of a case; for all engines where all three do so. `among`
 * chooses the results that entries are made for; `records` are all of a whole run.
 */
export function proposeEntries(records: readonly Judged[], baseline: Baseline, answerable: Answerable, among: (record: Judged) => boolean): Proposal {
  const left: string[] = [];
  const open = new Map<Judged, string>();
  for (const record of records) {
    if (record.target === undefined || record.verdict.kind !== 'deviates' || !among(record)) continue;
    const reason = deviationReason(record);
    const entries = entriesFor(baseline, record.engine, record.case);
    const [other] = entries;
    if (other === undefined) open.set(record, reason);
    else if (!entries.some((entry) => isSameReason(entry.reason, reason))) left.push(`${record.case.id} in ${record.engine}: ${place(other)} accepts \`${other.reason}\`, but this is \`${reason}\`: change that entry`);
  }
  const found = new Map<string, Alike>();
  for (const [record, reason] of open) {
    const { engine, case: { id, scenarioId } } = record;
    const whole = records.every((other) => other.engine !== engine || other.case.scenarioId !== scenarioId || open.get(other) === reason);
    const scenario = whole ? scenarioId : id;
    const key = JSON.stringify([scenario, reason]);
    const alike = found.get(key) ?? { scenario, reason, engines: new Set<Engine>() };
    found.set(key, alike);
    for (const one of allEngines) if (one === engine) alike.engines.add(one);
  }
  const entries = [...found.values()].flatMap(({ scenario, reason, engines }) => (engines.size === allEngines.length ? ['all' as const] : allEngines.filter((engine) => engines.has(engine))).map((engine): BaselineEntry => ({ scenario, engine, reason, ...answerable })));
  return { entries, left };
}
