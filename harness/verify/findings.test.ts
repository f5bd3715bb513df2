import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resultLine } from '../../reports/sample.ts';
import type { ResultRecord } from '../../reports/record.ts';
import type { Difference, VerdictKind } from '../verdict/verdict.ts';
import { exitCodeOf } from './exit-code.ts';
import { Comparison } from './findings.ts';
import type { Finding } from './findings.ts';
import { formatFinding, formatRound, formatVerified } from './format.ts';
import { planRounds } from './rounds.ts';
import type { Verified } from './verify.ts';

const rounds = planRounds(40, 5, 2);
const id = 'seed/missing/fetch';
const outcome: Difference = { element: 'outcome', expected: 'network-error', observed: 'cors' };
const ended = (kind: VerdictKind, differences: readonly Difference[] = [], given: Partial<ResultRecord> = {}): ResultRecord => resultLine(id, 'firefox', kind, { verdict: { kind, why: '', differences }, ...given });

/** Compares how one case ended in each round; the last ending also stands for the rounds that are left. */
function compare(...endings: readonly [ResultRecord, ...ResultRecord[]]): Comparison {
  const comparison = new Comparison();
  for (const [index, round] of rounds.entries()) comparison.note(round, endings[index] ?? endings[endings.length - 1] ?? endings[0], (text) => text);
  return comparison;
}
const found = (...endings: readonly [ResultRecord, ...ResultRecord[]]): string[] => compare(...endings).findings().map((finding) => formatFinding(finding, []));
const conforms = ended('conforms');

describe('a case that ends the same way in all rounds', () => {
  for (const kind of ['conforms', 'observed', 'known-deviation'] as const) test(`is no finding: ${kind}`, () => assert.deepEqual(found(ended(kind)), []));
  for (const kind of ['deviates', 'inconclusive', 'fixed', 'timeout', 'crash', 'harness-error'] as const) {
    test(`is a finding where that is not as expected: ${kind}`, () => {
      const [text, ...others] = found(ended(kind, [outcome]));
      assert.deepEqual(others, []);
      assert.match(text ?? '', new RegExp(`^unexpected {2}firefox {2}seed/missing/fetch\n.*\n {2}${kind} in rounds 1-7\n {4}outcome: expected network-error, observed cors`));
    });
  }
});

describe('a case that ends in several ways is unstable', () => {
  const table: [string, [ResultRecord, ...ResultRecord[]], string[]][] = [
    ['another verdict in one round', [conforms, conforms, ended('deviates', [outcome]), conforms], ['  conforms in rounds 1-2, 4-7', '  deviates in round 3', '    outcome: expected network-error, observed cors', '  again: npx cors-conformance verify --engine firefox --seed 40 --rounds 3 --fresh 0']],
    ['another verdict in the first round only', [ended('inconclusive'), conforms], ['  conforms in rounds 2-7', '  inconclusive in round 1', '  again: npx cors-conformance verify --engine firefox --seed 40 --rounds 1 --fresh 0']],
    ['another verdict with a fresh browser only', [conforms, conforms, conforms, conforms, conforms, conforms, ended('crash')], ['  conforms in rounds 1-6', '  crash in round 7', '  again: npx cors-conformance verify --engine firefox --seed 46 --rounds 0 --fresh 1']],
    ['the same verdict, and other differences', [ended('known-deviation', [outcome]), ended('known-deviation', [{ ...outcome, observed: 'opaque' }])], ['  known-deviation in rounds 2-7', '    outcome: expected network-error, observed opaque', '  known-deviation in round 1', '    outcome: expected network-error, observed cors', '  again: npx cors-conformance verify --engine firefox --seed 40 --rounds 1 --fresh 0']],
    ['the same verdict, and one difference more', [ended('known-deviation', [outcome]), ended('known-deviation', [outcome, { ...outcome, element: 'exchanges' }]), ended('known-deviation', [outcome])], ['  known-deviation in rounds 1, 3-7', '    outcome: expected network-error, observed cors', '  known-deviation in round 2', '    outcome: expected network-error, observed cors', '    exchanges: expected network-error, observed cors', '  again: npx cors-conformance verify --engine firefox --seed 40 --rounds 2 --fresh 0']],
    ['three ways', [conforms, ended('timeout'), ended('crash'), conforms], ['  conforms in rounds 1, 4-7', '  timeout in round 2', '  crash in round 3', '  again: npx cors-conformance verify --engine firefox --seed 40 --rounds 2 --fresh 0']],
  ];
  for (const [name, endings, lines] of table) {
    test(name, () => {
      const texts = found(...endings);
      assert.equal(texts.length, 1);
      const [head, title, ...rest] = texts[0]?.split('\n') ?? [];
      assert.equal(head, 'unstable  firefox  seed/missing/fetch');
      assert.equal(title, '  A response without Access-Control-Allow-Origin is withheld');
      assert.deepEqual(rest, lines);
    });
  }

  test('words on why, and the order of rounds, make no difference', () => {
    assert.deepEqual(found(ended('conforms', [], { verdict: { kind: 'conforms', why: 'for one reason', differences: [] } }), conforms), []);
  });

  test('addresses make none where they have the same name', () => {
    const comparison = new Comparison();
    const at = (port: number): ResultRecord => ended('known-deviation', [{ ...outcome, observed: `http://localhost:${port}` }]);
    for (const [index, round] of rounds.entries()) comparison.note(round, at(4000 + index), (text) => text.replace(/\d+/, 'port'));
    assert.deepEqual(comparison.findings(), []);
  });

  test('each round says how many cases ended as never before', () => {
    const comparison = new Comparison();
    const note = (record: ResultRecord, index: number): boolean => comparison.note(rounds[index] ?? assert.fail(), record, (text) => text);
    assert.deepEqual([conforms, conforms, ended('crash'), ended('crash'), conforms, ended('timeout')].map(note), [false, false, true, false, false, true]);
  });
});

describe('a case of which the standard leaves the end open', () => {
  const open = (requirement: 'must' | 'may' | 'survey', kind: VerdictKind, differences: readonly Difference[] = []): ResultRecord => ended(kind, differences, { case: { ...conforms.case, requirement } });

  test('may end in all the ways that are right: no finding, but it is named', () => {
    for (const comparison of [compare(open('may', 'conforms'), open('may', 'observed', [outcome])), compare(open('survey', 'observed', [outcome]), open('survey', 'observed', [{ ...outcome, observed: 'opaque' }]))]) {
      assert.deepEqual(comparison.findings(), []);
      assert.deepEqual(comparison.varied, [id]);
    }
  });

  test('is not named when it always ends alike', () => {
    assert.deepEqual(compare(open('may', 'observed', [outcome])).varied, []);
  });

  test('is unstable when it ends otherwise than it may', () => {
    assert.equal(compare(open('may', 'conforms'), open('may', 'timeout')).findings().length, 1);
  });

  test('is not one that the standard decides', () => {
    const comparison = compare(open('must', 'conforms'), open('must', 'observed', [outcome]));
    assert.equal(comparison.findings().length, 1);
    assert.deepEqual(comparison.varied, []);
  });

  test('is named below the engine', () => {
    assert.match(formatVerified({ ...clean, varied: [id] }), /leaves it open: seed\/missing\/fetch/);
  });
});

describe('a case that takes nearly all of its time', () => {
  const taking = (duration: number, given: Partial<ResultRecord> = {}): ResultRecord => ended('conforms', [], { duration, ...given });
  test('is none at 80 % of its deadline', () => assert.deepEqual(found(taking(4000)), []));

  test('is a finding beyond, with the slowest round', () => {
    assert.deepEqual(found(taking(10), taking(4001), taking(4600), taking(10)), [
      'slow  firefox  seed/missing/fetch\n  A response without Access-Control-Allow-Origin is withheld\n  took up to 4600 ms of at most 4000 ms; too long in rounds 2-3\n  again: npx cors-conformance verify --engine firefox --seed 40 --rounds 3 --fresh 0',
    ]);
  });

  test('has a deadline of its own', () => {
    assert.deepEqual(found(taking(7000, { deadline: 10_000 })), []);
    assert.equal(found(taking(1000, { deadline: 1000 })).length, 1);
  });

  test('may wait on purpose beyond that', () => {
    const { case: given } = conforms;
    const waiting = { ...given, wait: 2, before: [{ api: given.api, request: given.request, resource: given.resource, wait: 1, expect: null }] };
    assert.deepEqual(found(taking(7000, { case: waiting })), []);
    assert.equal(found(taking(7001, { case: waiting })).length, 1);
  });

  test('is none where a request is never answered: its verdict says so', () => {
    const { observation } = conforms;
    assert.deepEqual(found(ended('known-deviation', [outcome], { duration: 5001, observation: { ...observation, client: { kind: 'timeout', after: 5000 } } })), []);
    assert.deepEqual(found(ended('known-deviation', [outcome], { duration: 5001, observation: { ...observation, before: [{ kind: 'timeout', after: 5000 }] } })), []);
  });

  test('is none where it was not performed', () => assert.equal(found(ended('not-run', [], { duration: null, deadline: null })).some((text) => text.startsWith('slow')), false));

  test('may be unstable as well', () => assert.deepEqual(found(taking(4900), ended('timeout')).map((text) => text.split(' ')[0]), ['unstable', 'slow']));
  test('the slowest is known', () => assert.equal(compare(taking(10), taking(30), taking(20)).slowest?.duration, 30));
});

describe('the terminal', () => {
  test('has a line for each round', () => {
    const [first] = rounds;
    assert.ok(first !== undefined);
    assert.equal(formatRound({ engine: 'webkit', round: first, milliseconds: 4321, changed: 0 }, 15, 326), 'webkit    round  1 of 15                  326 cases in 4.3 s');
    assert.equal(formatRound({ engine: 'webkit', round: { ...first, number: 11, fresh: true }, milliseconds: 4321, changed: 2 }, 15, 326), 'webkit    round 11 of 15, fresh browser   326 cases in 4.3 s   2 ended as in no round before');
  });

  test('names the patterns of a selection in the command that does it again', () => {
    const [finding] = compare(ended('crash'), conforms).findings();
    assert.match(formatFinding(finding ?? assert.fail(), ['seed/**', 'x/*']), /verify 'seed\/\*\*' 'x\/\*' --engine firefox/);
  });

  test('says of an engine that could not be had what is wrong', () => {
    assert.equal(formatVerified({ ...clean, rounds: 0, trouble: { engine: 'firefox', why: 'missing. No Firefox here' } }), 'firefox   0 rounds: nothing to compare\n          missing. No Firefox here');
  });
});

const clean: Verified = { engine: 'firefox', rounds: 7, findings: [], slowest: null, varied: [], trouble: null, late: [] };
const findings = (...endings: readonly [ResultRecord, ...ResultRecord[]]): readonly Finding[] => compare(...endings).findings();

describe('the exit code', () => {
  const table: [string, Partial<Verified>, number][] = [
    ['nothing found', {}, 0],
    ['unstable', { findings: findings(ended('deviates'), conforms) }, 1],
    ['unstable by a timeout', { findings: findings(ended('timeout'), conforms) }, 1],
    ['unexpected', { findings: findings(ended('deviates')) }, 1],
    ['slow', { findings: findings(ended('conforms', [], { duration: 4900 })) }, 1],
    ['an engine that cannot be had', { trouble: { engine: 'firefox', why: 'missing' } }, 3],
    ['a request after its case was over', { late: ['GET http://localhost:1/x'] }, 3],
    ['a failure of the harness in one round', { findings: findings(ended('harness-error'), conforms) }, 3],
    ['cases that were not performed', { findings: findings(ended('not-run')) }, 3],
  ];
  for (const [name, given, code] of table) test(`${code}: ${name}`, () => assert.equal(exitCodeOf([{ ...clean, engine: 'chromium' }, { ...clean, ...given }], null), code));
  test('130 and 143 when interrupted', () => {
    assert.equal(exitCodeOf([clean], 'SIGINT'), 130);
    assert.equal(exitCodeOf([clean], 'SIGTERM'), 143);
  });
});
