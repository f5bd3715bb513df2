import type { EngineIdentity, EngineName } from '../../harness/engines/engine.ts';
import type { KnownDeviation } from '../../harness/scenario/known-deviations.ts';
import { concerns, matchesCase, names } from '../../harness/verdict/deviations.ts';
import type { Difference } from '../../harness/verdict/verdict.ts';
import type { ResultRecord } from '../record.ts';
import { deviationsDigest } from './digest.ts';
import type { WholeRun } from './whole-run.ts';
import { openQuestions } from './open-questions.ts';
import type { OpenQuestion } from './open-questions.ts';
import { topicOf } from './topic.ts';
import type { Topic } from './topic.ts';
import { wiresOf } from './wire.ts';
import { differenceWords, stepOf } from './words.ts';

/** What an engine does where a divergence shows: differs as it says, as the standard says, or in some other way. */
export type How = 'differs' | 'conforms' | 'otherwise' | 'other-versions';

export interface EngineDoes {
  readonly name: EngineName;
  readonly how: How;
  /** The range of versions that differ, where the known deviation names one. */
  readonly versions: string | null;
  /** What was observed instead, in plain words; empty where it does not differ here. */
  readonly instead: readonly string[];
}

/** All that engines do for one reason. */
export interface Divergence {
  readonly reason: string;
  readonly advice: string;
  readonly matters: 'often' | 'seldom';
  readonly topic: Topic;
  /** What the standard says: the titles of the scenarios that show it. */
  readonly standard: readonly string[];
  readonly specs: readonly string[];
  readonly links: readonly string[];
  readonly engines: readonly EngineDoes[];
  readonly scenarios: readonly string[];
  /** Further cases of the run that it explains. */
  readonly further: number;
}

export interface EngineSeen {
  readonly identity: EngineIdentity;
  readonly cases: number;
  readonly differing: number;
}

export interface DivergencesModel {
  readonly startedAt: string;
  readonly platform: string;
  readonly engines: readonly EngineSeen[];
  readonly divergences: readonly Divergence[];
  readonly open: readonly OpenQuestion[];
  /** Open questions that all engines answer alike. */
  readonly agreed: number;
  readonly digest: string;
}

/** Makes the document's model from a whole run and the known deviations. */
export function divergencesModel(run: WholeRun, deviations: readonly KnownDeviation[]): DivergencesModel {
  const results = [...run.results.values()].flatMap((cells) => [...cells.values()]);
  const groups = new Map<string, KnownDeviation[]>();
  for (const deviation of deviations) groups.set(deviation.reason, [...(groups.get(deviation.reason) ?? []), deviation]);
  const { questions, agreed } = openQuestions(run);
  return {
    startedAt: run.startedAt,
    platform: run.platform,
    engines: run.engines.map((identity) => {
      const own = results.filter(({ engine }) => engine === identity.name);
      return { identity, cases: own.length, differing: own.filter(({ verdict }) => verdict.kind === 'known-deviation').length };
    }),
    divergences: [...groups.values()].map((entries) => divergence(entries, run)),
    open: questions,
    agreed,
    digest: deviationsDigest(deviations),
  };
}

/** Tells as one what entries of one reason say. */
function divergence(entries: readonly KnownDeviation[], run: WholeRun): Divergence {
  const [first] = entries;
  if (first === undefined) throw new Error('a divergence without an entry');
  const rows = [...run.results].filter(([id]) => entries.some(({ cases }) => matchesCase(cases, id))).map(([, cells]) => cells);
  const cases = rows.flatMap((cells) => [...cells.values()].slice(0, 1)).map((record) => record.case);
  const explained = [...run.results.values()].filter((cells) => [...cells.values()].some(({ deviations }) => deviations.some(({ reason }) => reason === first.reason)));
  return {
    reason: first.reason,
    advice: first.advice,
    matters: first.matters,
    topic: topicOf(cases),
    standard: distinct(cases.map(({ title }) => title)),
    specs: distinct(entries.map(({ spec }) => spec)),
    links: distinct(entries.flatMap(({ link }) => link ?? [])),
    engines: run.engines.map((identity) => engineDoes(identity, entries.filter(({ engine }) => engine === identity.name), rows.flatMap((cells) => cells.get(identity.name) ?? []))),
    scenarios: distinct(cases.map(({ scenarioId }) => scenarioId)),
    further: explained.filter((cells) => !rows.includes(cells)).length,
  };
}

function engineDoes(identity: EngineIdentity, entries: readonly KnownDeviation[], results: readonly ResultRecord[]): EngineDoes {
  const { name } = identity;
  const here = entries.filter((entry) => concerns(entry, identity));
  const versions = distinct(entries.flatMap((entry) => entry.versions ?? [])).join(', ');
  const told = { name, versions: versions === '' ? null : versions };
  if (here.length > 0) return { ...told, how: 'differs', instead: instead(here, results) };
  if (entries.length > 0) return { ...told, how: 'other-versions', instead: [] };
  return { ...told, how: results.every(({ verdict }) => verdict.kind !== 'known-deviation') ? 'conforms' : 'otherwise', instead: [] };
}

/** Says what was observed instead, by the first case that shows it. */
function instead(entries: readonly KnownDeviation[], results: readonly ResultRecord[]): string[] {
  for (const record of results) {
    const own = entries.filter(({ cases }) => matchesCase(cases, record.case.id));
    const shown = record.verdict.differences.filter((difference) => own.some(({ differs }) => differs.some((line) => names(line, difference))));
    if (shown.length > 0) return distinct(shown.map((difference) => differenceWords(inMethods(difference, record))));
  }
  return [];
}

/** Tells exchanges by their methods, which say more to people than roles. */
function inMethods(difference: Difference, record: ResultRecord): Difference {
  const { step, element } = stepOf(difference.element);
  const wires = wiresOf(record);
  const wire = wires[(step ?? wires.length) - 1];
  return element !== 'exchanges' || wire === undefined ? difference : { ...difference, expected: wire.predicted, observed: wire.observed };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
