import { deviationReason } from '../../harness/verdict/deviation-reason.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { isEvidence } from '../compare/classify.ts';
import { byEngine, matrixModel } from '../model.ts';
import type { ResultLine, ResultRecord } from '../record.ts';
import { eventKinds } from './event.ts';
import type { RunEvent } from './event.ts';
import { groupAlike } from './group.ts';
import type { Happened } from './group.ts';
import { infrastructureOf } from './infrastructure.ts';
import { eventKind } from './kind.ts';
import { policyDrift, policyOf } from './policy.ts';
import { differenceWords, shownDifference } from './shown-difference.ts';
import { whyNotWhole } from './whole.ts';

/** The events of a run, and with how much of a run before it was compared. */
export interface EventReport {
  /** The most urgent first; of one kind by scenario. */
  readonly events: readonly RunEvent[];
  /** Results that both runs have. */
  readonly compared: number;
  /** Why nothing, or not everything, could be compared; null when there was a whole run to compare with. */
  readonly uncompared: string | null;
}

/** Finds what is to be told of a run, in the light of the run before, or of none. Of several results for one case and engine the last one counts. */
export function eventsOf(previous: readonly ResultLine[] | null, current: readonly ResultLine[]): EventReport {
  const before = previous === null || isSameRun(previous, current) ? new Map<string, ReadonlyMap<string, ResultRecord>>() : resultsOf(previous);
  const pairs = [...resultsOf(current)].flatMap(([engine, results]) => [...results].map(([id, now]) => ({ old: before.get(engine)?.get(id) ?? null, now })));
  const compared = pairs.filter(({ old }) => old !== null).length;
  const troubled = pairs.filter(({ old, now }) => kindOf(old, now) === 'infrastructure').map(({ now }) => now);
  const events: RunEvent[] = [...groupAlike(pairs.flatMap(({ old, now }) => happenedTo(old, now))), ...infrastructureOf(current, troubled)];
  // What is of one kind stays in its order.
  events.sort((a, b) => eventKinds.indexOf(a.kind) - eventKinds.indexOf(b.kind));
  return { events, compared, uncompared: whyUncompared(previous, current, compared) };
}

function resultsOf(lines: readonly ResultLine[]): ReadonlyMap<string, ReadonlyMap<string, ResultRecord>> {
  return new Map([...byEngine(matrixModel(lines))].map(([engine, { results }]) => [engine, results]));
}

function isSameRun(previous: readonly ResultLine[], current: readonly ResultLine[]): boolean {
  const [one, other] = [previous, current].map((lines) => lines.find((line) => line.type === 'run')?.startedAt);
  return one !== undefined && one === other;
}

function whyUncompared(previous: readonly ResultLine[] | null, current: readonly ResultLine[], compared: number): string | null {
  if (previous === null) return 'there is no previous run to compare with';
  if (isSameRun(previous, current)) return 'the previous run is this run itself';
  if (compared === 0) return 'the previous run has no result in common with this one';
  const why = whyNotWhole(previous);
  return why === null ? null : `the previous run is not whole (${why}): only what it has was compared`;
}

const kindOf = (old: ResultRecord | null, { verdict }: ResultRecord): ReturnType<typeof eventKind> => eventKind(old?.verdict.kind ?? null, verdict.kind);

/** Says what happened to one case in one engine. */
function happenedTo(old: ResultRecord | null, now: ResultRecord): Happened[] {
  const kind = kindOf(old, now);
  const policy = driftOf(old, now);
  const drift = (): Happened[] => (policy.length === 0 ? [] : [{ record: now, event: { kind: 'policy-drift', sentence: `the verdict is as it was (${now.verdict.kind}), and the policy is not: ${policy.join('; ')}`, policy } }]);
  switch (kind) {
    case 'infrastructure':
      return [];
    case null:
      return drift();
    case 'flaky':
      return [{ record: now, event: { kind, sentence: now.verdict.why === '' ? 'ended differently in another attempt' : `ended differently in another attempt: ${now.verdict.why}` } }, ...drift()];
    case 'fixed':
      return [{ record: now, event: { kind, outOfDate: now.verdict.kind === 'fixed', sentence: fixedSentence(old, now), policy } }];
    case 'still-failing':
    case 'new-failure':
    case 'regression': {
      const [was, reason] = [old === null ? null : deviationReason(old), deviationReason(now)];
      const difference = now.verdict.differences.map(shownDifference)[0] ?? null;
      const words = difference === null ? `\`${reason}\`` : `${differenceWords(difference)} (\`${reason}\`)`;
      const same = kind === 'still-failing' && was === reason;
      return [{ record: now, event: { kind, reason, difference, sentence: failureSentence(kind, words, old?.verdict.kind ?? null, was === reason ? null : was), policy: same ? [] : policy } }, ...(same ? drift() : [])];
    }
  }
}

/** Says what of a target's policy is another one than before; nothing where one of the two proves nothing. */
function driftOf(old: ResultRecord | null, now: ResultRecord): readonly string[] {
  if (old?.target === undefined || now.target === undefined || !isEvidence(old.verdict.kind) || !isEvidence(now.verdict.kind)) return [];
  return policyDrift(policyOf(old), policyOf(now));
}

/** `was` is the former reason where there was another one. */
function failureSentence(kind: 'still-failing' | 'new-failure' | 'regression', words: string, before: VerdictKind | null, was: string | null): string {
  switch (kind) {
    case 'new-failure':
      return `${words}; nothing is known of before`;
    case 'still-failing':
      return before === 'flaky' ? `flaky before, now ${words}` : was === null ? `as before, ${words}` : `not as expected before either (\`${was}\`), now otherwise: ${words}`;
    case 'regression':
      if (before === 'known-deviation' && was === null) return `no entry lists it as a known deviation any more: ${words}`;
      return before === 'known-deviation' ? `a known deviation before (\`${was}\`), now ${words}` : `as expected before, now ${words}`;
  }
}

function fixedSentence(old: ResultRecord | null, { verdict }: ResultRecord): string {
  if (verdict.kind === 'fixed') return verdict.why;
  if (old?.verdict.kind === 'flaky') return 'flaky before, and as expected now';
  return old === null ? 'as expected now' : `not as expected before (\`${deviationReason(old)}\`), and as expected now`;
}
