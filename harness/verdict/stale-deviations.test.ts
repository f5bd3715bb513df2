import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import { deviationOf } from '../scenario/sample-deviation.ts';
import { staleDeviations } from './stale-deviations.ts';
import type { Ended } from './stale-deviations.ts';
import { verdictKinds } from './verdict.ts';
import type { Difference, VerdictKind } from './verdict.ts';

const outcome: Difference = { element: 'outcome', expected: 'cors', observed: 'network-error' };
const cookie: Difference = { element: 'request: cookie', expected: '(none)', observed: '"a=1"' };
const ended = (caseId: string, kind: VerdictKind, differences: readonly Difference[] = [], version: string | null = '2.50.6', name = 'webkit'): Ended => ({ engine: { name, version }, caseId, verdict: { kind, why: '', differences } });
const entry = (fields: Partial<KnownDeviation> = {}): KnownDeviation => deviationOf({ cases: 'seed/a/*', ...fields });
const ids = ['seed/a/fetch', 'seed/a/xhr', 'seed/b/fetch'];
const stale = (known: KnownDeviation, ...run: readonly Ended[]): readonly string[] => staleDeviations([known], ids, run);

describe('an entry that is true', () => {
  const rows: readonly (readonly [what: string, entry: KnownDeviation, run: readonly Ended[]])[] = [
    ['all of its cases differ as it says', entry(), [ended('seed/a/fetch', 'known-deviation', [outcome]), ended('seed/a/xhr', 'known-deviation', [outcome])]],
    ['one differs as it says, the other for another reason', entry(), [ended('seed/a/fetch', 'known-deviation', [outcome]), ended('seed/a/xhr', 'known-deviation', [cookie])]],
    ['one differs as it says, and in more that nobody explains', entry(), [ended('seed/a/fetch', 'deviates', [outcome, cookie]), ended('seed/a/xhr', 'known-deviation', [outcome])]],
    ['two lines are needed, each in another case', entry({ differs: [{ element: 'outcome' }, { element: 'request: .*' }] }), [ended('seed/a/fetch', 'known-deviation', [outcome]), ended('seed/a/xhr', 'known-deviation', [cookie])]],
    ['a line that its own cases do not need may be for those that `when` finds', entry({ when: ['^method GET$'], differs: [{ element: 'outcome' }, { element: 'exchanges' }] }), [ended('seed/a/fetch', 'known-deviation', [outcome]), ended('seed/a/xhr', 'known-deviation', [outcome])]],
  ];
  for (const [what, known, run] of rows) test(what, () => assert.deepEqual(stale(known, ...run), []));
});

describe('an entry that is out of date', () => {
  const other = [ended('seed/a/fetch', 'known-deviation', [cookie]), ended('seed/a/xhr', 'known-deviation', [cookie])];
  const rows: readonly (readonly [what: string, entry: KnownDeviation, run: readonly Ended[], said: RegExp])[] = [
    ['all that differs is explained by others', entry(), other, /explains nothing in any case of seed\/a\/\*/],
    ['the element differs, but in another way', entry({ differs: [{ element: 'request: cookie', observed: '"b=2"' }] }), other, /explains nothing/],
    ['a pattern with a fault, which fits no element', entry({ differs: [{ element: 'request cookie' }] }), other, /explains nothing/],
    ['its `when` is for other cases, but it explains none of its own', entry({ when: ['^method GET$'] }), other, /explains nothing/],
    ['its cases are surveys', entry(), [ended('seed/a/fetch', 'observed', [outcome]), ended('seed/a/xhr', 'observed', [outcome])], /explains nothing/],
    ['its range has the version in it', entry({ versions: '>=2.50' }), other, /explains nothing/],
    ['a line that no case needs, and no `when` for others', entry({ differs: [{ element: 'request: cookie' }, { element: 'exchanges' }, { element: 'outcome' }] }), other, /no case of seed\/a\/\* differs in exchanges, outcome \(/],
  ];
  for (const [what, known, run, said] of rows) test(what, () => {
    const found = stale(known, ...run);
    assert.equal(found.length, 1);
    assert.match(found[0]!, said);
  });
  test('it says where it stands, of whom it speaks and what to do', () => {
    assert.deepEqual(stale(entry(), ...other), ['scenarios/known-deviations.yaml:4: webkit 2.50.6: the entry explains nothing in any case of seed/a/* (sends no cookie to another port): remove the entry, mend its `cases` or `differs`, or end its `versions` before 2.50.6']);
  });
  test('each is said for itself', () => assert.equal(staleDeviations([entry(), entry({ line: 9 })], ids, other).length, 2));
});

describe('an entry of which a run says nothing', () => {
  const rows: readonly (readonly [what: string, entry: KnownDeviation, run: readonly Ended[]])[] = [
    ['nothing was run', entry(), []],
    ['only one of its cases was run', entry(), [ended('seed/a/fetch', 'known-deviation', [cookie])]],
    ['only another case was run', entry(), [ended('seed/b/fetch', 'known-deviation', [cookie])]],
    ['only another engine was run', entry(), [ended('seed/a/fetch', 'known-deviation', [cookie], '153', 'firefox'), ended('seed/a/xhr', 'known-deviation', [cookie], '153', 'firefox')]],
    ['the version is not in its range', entry({ versions: '<=2.48' }), [ended('seed/a/fetch', 'conforms'), ended('seed/a/xhr', 'conforms')]],
    ['nobody knows the version, and it has a range', entry({ versions: '<=2.48' }), [ended('seed/a/fetch', 'conforms', [], null), ended('seed/a/xhr', 'conforms', [], null)]],
    ['of two merged runs one had a version outside its range', entry({ versions: '>=2.50' }), [ended('seed/a/fetch', 'known-deviation', [cookie]), ended('seed/a/xhr', 'known-deviation', [cookie], '2.48')]],
    ['its pattern matches no case, which lint says', entry({ cases: 'seed/c/*' }), [ended('seed/a/fetch', 'conforms')]],
  ];
  for (const [what, known, run] of rows) test(what, () => assert.deepEqual(stale(known, ...run), []));
  const judged: ReadonlySet<VerdictKind> = new Set(['conforms', 'observed', 'known-deviation', 'deviates']);
  for (const kind of verdictKinds) {
    test(`one of its cases is ${kind}, and the other differs otherwise: ${judged.has(kind) ? 'stale' : 'nothing is said'}`, () => {
      assert.equal(stale(entry(), ended('seed/a/fetch', kind), ended('seed/a/xhr', 'known-deviation', [cookie])).length, judged.has(kind) ? 1 : 0);
    });
  }
});
