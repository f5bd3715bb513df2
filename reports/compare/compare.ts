import { byEngine, matrixModel } from '../model.ts';
import type { EnginePart } from '../model.ts';
import type { ResultLine, ResultRecord, StepRecord } from '../record.ts';
import type { Difference } from '../../harness/verdict/verdict.ts';
import { changeKinds, classify } from './classify.ts';
import type { Change, Comparison, EngineComparison, Identity, Lone, NotReached, Side } from './comparison.ts';
import { editsBetween } from './edits.ts';
import { nameRecord } from './naming.ts';

/** A stream and what to call it. */
export interface Named {
  readonly name: string;
  readonly lines: readonly ResultLine[];
}

/** Compares two result streams, engine by engine and case by case. Of several results for one case and engine the last one counts. */
export function compareRuns(before: Named, after: Named): Comparison {
  const [a, b] = [readSide(before), readSide(after)];
  const engines = [...new Set([...a.engines.keys(), ...b.engines.keys()])];
  return { format: 1, before: a.side, after: b.side, engines: engines.map((engine) => compareEngine(engine, a, b)) };
}

/** One engine's part of a stream. */
interface EngineSide {
  readonly identity: Identity | null;
  readonly results: ReadonlyMap<string, ResultRecord>;
  readonly planned: ReadonlySet<string>;
}

interface ReadSide {
  readonly side: Side;
  readonly engines: ReadonlyMap<string, EngineSide>;
}

function readSide({ name, lines }: Named): ReadSide {
  const model = matrixModel(lines);
  const { run, incomplete } = model;
  const plan = lines.find((line) => line.type === 'run')?.plan.cases ?? {};
  const engines = new Map([...byEngine(model)].map(([engine, part]): [string, EngineSide] => [engine, { identity: identityOf(part), results: part.results, planned: new Set(Object.hasOwn(plan, engine) ? plan[engine] : []) }]));
  return { side: { name, startedAt: run?.startedAt ?? null, commit: run?.commit ?? null, platform: run?.platform ?? null, incomplete }, engines };
}

function identityOf({ record, results }: EnginePart): Identity | null {
  const known = record?.identity ?? [...results.values()].find(({ identity }) => identity !== null)?.identity ?? null;
  return known === null ? null : { version: known.version, build: known.build, driver: known.driver };
}

function compareEngine(engine: string, a: ReadSide, b: ReadSide): EngineComparison {
  const [from, to] = [a.engines.get(engine), b.engines.get(engine)];
  const identity = { from: from?.identity ?? null, to: to?.identity ?? null, changed: isOther(from?.identity ?? null, to?.identity ?? null) };
  const changes: Change[] = [];
  const [added, deleted]: [Lone[], Lone[]] = [[], []];
  const notReached: NotReached[] = [];
  let unchanged = 0;
  const ids = from === undefined || to === undefined ? [] : new Set([...to.planned, ...to.results.keys(), ...from.planned, ...from.results.keys()]);
  for (const id of ids) {
    const [old, now] = [reached(from, id, a.side), reached(to, id, b.side)];
    if (old !== null && now !== null) {
      const change = compareCase(old, now, identity.changed);
      if (change === null) unchanged += 1;
      else changes.push(change);
    } else if (old !== null) {
      // What a run without its end does not have was perhaps still to come.
      if (b.side.incomplete !== null || to?.planned.has(id) === true) notReached.push({ id, by: 'after', verdict: old.verdict.kind });
      else deleted.push(lone(old));
    } else if (now !== null) {
      if (a.side.incomplete !== null || from?.planned.has(id) === true) notReached.push({ id, by: 'before', verdict: now.verdict.kind });
      else added.push(lone(now));
    } else notReached.push({ id, by: 'both', verdict: null });
  }
  changes.sort((one, other) => changeKinds.indexOf(one.kind) - changeKinds.indexOf(other.kind));
  const count = (kind: Change['kind']): number => changes.filter((change) => change.kind === kind).length;
  return {
    engine,
    in: from === undefined ? 'after' : to === undefined ? 'before' : 'both',
    identity,
    counts: { unchanged, regression: count('regression'), lost: count('lost'), changed: count('changed'), gained: count('gained'), fixed: count('fixed'), added: added.length, deleted: deleted.length, notReached: notReached.length },
    changes,
    added,
    deleted,
    notReached,
  };
}

/** Gives a run's result; null where it has none. A run that was interrupted writes a result for what it did not come to. */
function reached(side: EngineSide | undefined, id: string, { incomplete }: Side): ResultRecord | null {
  const result = side?.results.get(id) ?? null;
  return result?.verdict.kind === 'not-run' && incomplete !== null ? null : result;
}

const lone = ({ case: { id, title }, verdict }: ResultRecord): Lone => ({ id, title, verdict: verdict.kind });

function isOther(from: Identity | null, to: Identity | null): boolean {
  return from !== null && to !== null && (from.version !== to.version || from.build !== to.build || from.driver !== to.driver);
}

/** Compares one case's results; null when nothing is different. */
function compareCase(from: ResultRecord, to: ResultRecord, identityChanged: boolean): Change | null {
  const [nameFrom, nameTo] = [nameRecord(from), nameRecord(to)];
  const [old, now] = [from.verdict.differences.map((one) => named(one, nameFrom)), to.verdict.differences.map((one) => named(one, nameTo))];
  const came = now.filter((one) => !old.some((other) => isSame(one, other)));
  const went = old.filter((one) => !now.some((other) => isSame(one, other)));
  // Without an address no placeholder was filled, so that what is expected cannot be compared.
  const filled = from.url !== null && to.url !== null;
  const scenario = editsBetween(scenarioOf(from, nameFrom, filled), scenarioOf(to, nameTo, filled));
  const prediction = stepsOf(from).every(hasPrediction) && stepsOf(to).every(hasPrediction) ? editsBetween(predictionOf(from, nameFrom), predictionOf(to, nameTo)) : [];
  if (from.verdict.kind === to.verdict.kind && came.length + went.length + scenario.length + prediction.length === 0) return null;
  return {
    kind: classify(from.verdict.kind, to.verdict.kind),
    id: to.case.id,
    title: to.case.title,
    verdict: { from: from.verdict.kind, to: to.verdict.kind },
    why: { from: nameFrom(from.verdict.why), to: nameTo(to.verdict.why) },
    came,
    went,
    identityChanged,
    scenario,
    prediction,
  };
}

function named({ element, expected, observed, from }: Difference, name: (text: string) => string): Difference {
  return { element: name(element), expected: name(expected), observed: name(observed), ...(from === undefined ? {} : { from }) };
}

function isSame(one: Difference, other: Difference): boolean {
  return one.element === other.element && one.expected === other.expected && one.observed === other.observed;
}

/** What the scenario asks, answers and expects; not what it is called, nor where it stands. */
function scenarioOf({ case: { document, api, wait, request, resource, requirement, before }, expect, expectation, before: steps }: ResultRecord, name: (text: string) => string, filled: boolean): unknown {
  const said = before.map(({ expect: _expect, ...step }) => step);
  const expected = filled ? { expectation, expect, stepsBefore: steps.map((step) => ({ expectation: step.expectation, expect: step.expect })) } : {};
  return rename({ document, api, wait, request, resource, requirement, before: said, ...expected }, name);
}

type Step = Pick<StepRecord, 'prediction'>;

const stepsOf = (record: ResultRecord): readonly Step[] => [...record.before, record];
const hasPrediction = ({ prediction }: Step): boolean => prediction !== null;

/** What the standard says, without the words in which the model says why. */
function predictionOf(record: ResultRecord, name: (text: string) => string): unknown {
  const said = ({ prediction }: Step): unknown => prediction && { outcome: prediction.outcome, exchanges: prediction.exchanges, events: prediction.events, open: prediction.open };
  const { before } = record;
  return rename({ ...(said(record) as object), ...(before.length === 0 ? {} : { stepsBefore: before.map(said) }) }, name);
}

function rename(value: unknown, name: (text: string) => string): unknown {
  return JSON.parse(name(JSON.stringify(value)));
}
