import { verdictClass } from '../exit-code.ts';
import { changeKinds } from './classify.ts';
import type { ChangeKind } from './classify.ts';
import type { Change, Comparison, EngineComparison, Identity, Lone, NotReached } from './comparison.ts';
import type { Edit } from './edits.ts';

/** Changes of one engine that are alike, so that they are told once. */
export interface Group {
  readonly first: Change;
  readonly changes: readonly Change[];
}

export interface KindOfEngine {
  readonly engine: EngineComparison;
  readonly groups: readonly Group[];
}

/** Orders a comparison for reading: by what changes mean, the worst first, then by engine; alike ones together. */
export function changesByKind({ engines }: Comparison): readonly { readonly kind: ChangeKind; readonly count: number; readonly engines: readonly KindOfEngine[] }[] {
  return changeKinds
    .map((kind) => {
      const own = engines.map((engine) => ({ engine, groups: groupsOf(engine.changes.filter((change) => change.kind === kind)) })).filter(({ groups }) => groups.length > 0);
      return { kind, count: engines.reduce((sum, { counts }) => sum + counts[kind], 0), engines: own };
    })
    .filter(({ count }) => count > 0);
}

function groupsOf(changes: readonly Change[]): Group[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const { verdict, came, went, why, scenario, prediction } = change;
    const key = JSON.stringify([verdict, came, went, came.length + went.length === 0 ? why : null, scenario, prediction]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap((alike) => (alike[0] === undefined ? [] : [{ first: alike[0], changes: alike }]));
}

/** Says what a change comes from, as far as the two runs tell, and where people would take it for something else. */
export function hintOf({ verdict: { from, to }, came, went, scenario, prediction, identityChanged }: Change): string | null {
  if (to === 'fixed' && from !== 'fixed') return 'the engine conforms: its entry in known-deviations.yaml is out of date';
  if (from === 'known-deviation' && to === 'conforms') return 'the engine conforms now, and is not listed any more';
  if (from === 'deviates' && to === 'known-deviation' && came.length + went.length === 0) return 'the engine does the same; it is listed in known-deviations.yaml now';
  if (from === 'known-deviation' && to === 'deviates' && came.length + went.length === 0) return 'the engine does the same; known-deviations.yaml does not say so any more';
  if (scenario.length + prediction.length > 0) return null;
  if (identityChanged) return 'the engine’s version changed, and neither scenario nor prediction';
  if (from !== to || came.length + went.length > 0) return 'same version of the engine, same scenario, same prediction';
  return null;
}

/** Writes an edit in one line: `expect.outcome: "cors" → "network-error"`. */
export function editWords({ path, from, to }: Edit): string {
  return `${path}: ${from ?? 'nothing'} → ${to ?? 'nothing'}`;
}

/** Names an engine's version, build and driver. */
export function identityWords(identity: Identity | null): string {
  return identity === null ? 'not to be had' : `${identity.version} (${identity.build} build, ${identity.driver})`;
}

/** Says in one line which engine was compared with which. */
export function identityChangeWords({ in: where, identity: { from, to, changed } }: EngineComparison): string {
  if (where !== 'both') return `${identityWords(where === 'before' ? from : to)}, ${where === 'before' ? 'not in the second run' : 'not in the first run'}`;
  if (from === null || to === null) return from === to ? identityWords(null) : `${identityWords(from)} → ${identityWords(to)}`;
  if (!changed) return `${identityWords(to)}, the same in both`;
  return from.build === to.build && from.driver === to.driver ? `${from.version} → ${identityWords(to)}` : `${identityWords(from)} → ${identityWords(to)}`;
}

/** Says in a sentence what the comparison comes to. */
export function conclusion({ before, after, engines }: Comparison): string {
  const sum = (kind: keyof EngineComparison['counts']): number => engines.reduce((total, { counts }) => total + counts[kind], 0);
  const compared = sum('unchanged') + changeKinds.reduce((total, kind) => total + sum(kind), 0);
  const regressions = `${sum('regression') === 0 ? 'No regression' : sum('regression') === 1 ? '1 regression' : `${sum('regression')} regressions`} in ${compared} compared results.`;
  const parts = [
    compared === 0 ? 'Nothing could be compared: the runs have no case of one engine in common.' : regressions,
    ...(sum('lost') > 0 ? [`${sum('lost')} lost: how the engine behaves there is not known any more.`] : []),
    ...(before.incomplete === null && after.incomplete === null ? [] : ['Incomplete: only what both runs have was compared.']),
  ];
  return parts.join(' ');
}

/** Counts the cases that one run alone has; null when there are none. Of new ones it matters how they end. */
export function loneWords(word: 'added' | 'deleted', cases: readonly Lone[]): string | null {
  if (cases.length === 0) return null;
  const bad = cases.filter(({ verdict }) => verdictClass[verdict] !== 'expected').length;
  return `${cases.length} ${word}${word === 'deleted' ? '' : bad === 0 ? ', all as expected' : `, ${bad} of them not as expected`}`;
}

/** Counts the cases that an incomplete run did not come to; null when there are none. */
export function notReachedWords(cases: readonly NotReached[]): string | null {
  const words = { before: 'by the first run', after: 'by the second run', both: 'by either' } as const;
  const parts = (['before', 'after', 'both'] as const).flatMap((side) => {
    const count = cases.filter(({ by }) => by === side).length;
    return count === 0 ? [] : [`${count} not reached ${words[side]}`];
  });
  return parts.length === 0 ? null : parts.join(', ');
}
