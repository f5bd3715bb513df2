import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { resultLine } from '../../reports/sample.ts';
import { reasons } from '../fetch/reason.ts';
import type { Reason } from '../fetch/reason.ts';
import { bind } from '../run/bind.ts';
import { paperTopology } from '../run/check-case.ts';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import { deviationOf } from '../scenario/sample-deviation.ts';
import { withFolder } from '../scenario/load-fixture.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { Difference, VerdictKind } from '../verdict/verdict.ts';
import { disagreement } from './disagreement.ts';
import { generateScenarios } from './fuzz.ts';
import { generate } from './generate.ts';
import { makeRandom } from './random.ts';
import { simpler } from './shrink.ts';
import { toCase, toFile } from './written.ts';
import type { Written } from './written.ts';

describe('a source of choices', () => {
  const take = (seed: number): readonly number[] => {
    const random = makeRandom(seed);
    return Array.from({ length: 50 }, () => random.next());
  };
  test('gives the same ones for the same seed', () => assert.deepEqual(take(7), take(7)));
  test('gives others for others', () => assert.equal(new Set([0, 1, 2, 3, 2 ** 31, -1].map((seed) => take(seed).join())).size, 6));
  test('stays in bounds, and reaches both halves', () => {
    for (const number of take(1)) assert.ok(number >= 0 && number < 1);
    assert.ok(take(1).some((number) => number < 0.5) && take(1).some((number) => number >= 0.5));
  });
  test('picks each value, and none with the weight 0', () => {
    const random = makeRandom(1);
    const picked = Array.from({ length: 200 }, () => random.weighted([[1, 'a'], [0, 'never'], [3, 'b']]));
    assert.deepEqual([...new Set(picked)].sort(), ['a', 'b']);
    assert.deepEqual([...new Set(Array.from({ length: 200 }, () => random.pick([1, 2, 3])))].sort(), [1, 2, 3]);
  });
});

describe('generated scenarios', () => {
  test('the same seed gives the same', () => assert.deepEqual(generateScenarios(3, 60), generateScenarios(3, 60)));
  test('fewer are the beginning of more', () => assert.deepEqual(generateScenarios(3, 20), generateScenarios(3, 60).slice(0, 20)));
  test('another seed gives others', () => {
    const plain = (seed: number): string[] => generateScenarios(seed, 60).map(([written]) => JSON.stringify({ ...written, id: '' }));
    assert.ok(plain(3).filter((one) => plain(4).includes(one)).length < 5);
  });
  test('ids are different', () => assert.equal(new Set(generateScenarios(3, 200).map(([, { id }]) => id)).size, 200));

  test('each file loads again, without problems, as the same case', async () => {
    const made = generateScenarios(11, 500);
    await withFolder({ 'fuzz/all.yaml': stringify({ scenarios: made.map(([written]) => toFile(written)) }, { schema: 'failsafe', lineWidth: 0 }) }, async (folder) => {
      const { cases, problems } = await loadScenarios(folder);
      assert.deepEqual(problems, []);
      assert.equal(cases.length, made.length);
      for (const [index, [, { file: _file, line: _line, ...given }]] of made.entries()) {
        const { file: _other, line: _place, ...loaded } = cases[index] ?? assert.fail();
        assert.deepEqual(loaded, given);
      }
    });
  });

  /** Codes that no generated scenario reaches, and why. */
  const unreachable: Readonly<Partial<Record<Reason, string>>> = {
    'url-invalid': 'the address is made by the harness',
    'url-userinfo': 'the address is made by the harness',
    'no-cors-stream': 'generated bodies are no streams',
    'bad-port': 'only a Location out of the case has one, and such a block proves nothing',
    'mixed-content': 'all origins are on the loopback, and only a Location out of the case leads elsewhere',
    csp: 'generated pages have no policy',
    'keepalive-quota': 'generated requests are not keepalive',
    'local-network-access': 'the page is on the loopback itself',
    'scheme-not-http': 'the address is made by the harness, and a redirect has a code of its own',
    'redirect-stream-body': 'generated bodies are no streams',
    'stream-over-http-1': 'generated bodies are no streams',
    network: 'a scripted origin always answers',
  };
  test('reach every reason that the file format can reach', () => {
    const left = new Set(reasons.filter((reason) => !(reason in unreachable)));
    for (let seed = 1; seed <= 20 && left.size > 0; seed++) {
      for (const [, given] of generateScenarios(seed, 1000)) {
        const outcome = bind(given, paperTopology, 'case').prediction?.outcome;
        assert.ok(outcome !== undefined);
        if (outcome.kind !== 'network-error' && outcome.kind !== 'exception') continue;
        assert.equal(unreachable[outcome.reason], undefined, `${outcome.reason} was said to be out of reach`);
        left.delete(outcome.reason);
      }
    }
    assert.deepEqual([...left], []);
  });
});

describe('simpler scenarios', () => {
  const some = (seed: number, count: number): Written[] => {
    const random = makeRandom(seed);
    return Array.from({ length: count }, (_, index) => generate(random, `a${index}`));
  };
  test('each differs from its origin', () => {
    for (const written of some(5, 300)) {
      const origin = JSON.stringify(written);
      for (const candidate of simpler(written)) assert.notEqual(JSON.stringify(candidate), origin);
    }
  });
  test('none changes its origin', () => {
    for (const written of some(6, 100)) {
      const before = JSON.stringify(written);
      simpler(written);
      assert.equal(JSON.stringify(written), before);
    }
  });
  const walks: readonly (readonly [what: string, choose: (candidates: readonly Written[]) => Written | undefined])[] = [
    ['the first', (candidates) => candidates[0]],
    ['the last', (candidates) => candidates.at(-1)],
    ['the middle one', (candidates) => candidates[Math.floor(candidates.length / 2)]],
    ['the longest', (candidates) => candidates.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length)[0]],
  ];
  for (const [what, choose] of walks) {
    test(`there is an end when always ${what} is taken`, () => {
      for (const start of some(8, 12)) {
        let steps = 0;
        for (let next = choose(simpler(start)); next !== undefined; next = choose(simpler(next))) assert.ok(++steps < 1000, JSON.stringify(next));
      }
    });
  }
  test('the simplest of all is a plain request', () => {
    const [start] = some(9, 1);
    let last: Written = start ?? assert.fail();
    for (let next = simpler(last)[0]; next !== undefined; next = simpler(next)[0]) last = next;
    assert.deepEqual({ ...last, response: {} }, { id: 'a0', api: last.api, document: {}, request: {}, response: {}, routes: {} });
    assert.notEqual(toCase(last), null);
  });
});

describe('the name of a disagreement', () => {
  const differ = (element: string, expected = 'a', observed = 'b'): Difference => ({ element, expected, observed });
  const blocked = { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing', facts: { origin: '', url: '', method: '', header: null, sent: null, wanted: null, status: null, preflight: false } } as const;
  const name = (kind: VerdictKind, differences: readonly Difference[] = [], known: readonly KnownDeviation[] = [], why = ''): string | null =>
    disagreement(resultLine('fuzz/a/fetch', 'firefox', kind, { verdict: { kind, why, differences }, prediction: { outcome: blocked, exchanges: [], trace: [], events: null, open: [] } }), known);
  const deviation = deviationOf({ engine: 'firefox', cases: 'deviations/x/*', when: ['^method GET$'] });

  for (const kind of ['conforms', 'observed', 'known-deviation'] as const) test(`${kind}: none`, () => assert.equal(name(kind), null));
  const rows: readonly (readonly [what: string, named: string | null, wanted: string | null])[] = [
    ['an outcome', name('deviates', [differ('outcome', 'network-error', 'cors')]), 'firefox: the standard says acao-missing; outcome: network-error ≠ cors'],
    ['an outcome and exchanges', name('deviates', [differ('exchanges', 'request', 'nothing'), differ('outcome')]), 'firefox: the standard says acao-missing; exchanges: request ≠ nothing; outcome: a ≠ b'],
    ['a header beside an outcome', name('deviates', [differ('request: origin'), differ('outcome')]), 'firefox: the standard says acao-missing; outcome: a ≠ b'],
    ['addresses, which are different each time', name('deviates', [differ('exchanges', 'request http://localhost:1/abc', 'request https://127.0.0.1:2/def')]), 'firefox: the standard says acao-missing; exchanges: request <url> ≠ request <url>'],
    ['a header that is there', name('deviates', [differ('request: cookie', '(none)', '"a=1"')]), 'firefox: request: cookie: there, though the standard says not'],
    ['a header that is not there', name('deviates', [differ('request: cookie', '"a=1"', '(none)')]), 'firefox: request: cookie: not there, though the standard says so'],
    ['a header with another value', name('deviates', [differ('request: cookie', '"a=1"', '"a=2"')]), 'firefox: request: cookie: another value'],
    ['what is explained', name('deviates', [differ('outcome')], [deviation]), null],
    ['what is explained but for a header', name('deviates', [differ('outcome'), differ('request: origin')], [deviation]), 'firefox: request: origin: another value'],
    ['what is explained of another version', name('deviates', [differ('outcome')], [{ ...deviation, versions: '<=139' }]), 'firefox: the standard says acao-missing; outcome: a ≠ b'],
    ['what is explained of this version', name('deviates', [differ('outcome')], [{ ...deviation, versions: '>=140' }]), null],
    ['what is explained of another engine', name('deviates', [differ('outcome')], [{ ...deviation, engine: 'webkit' }]), 'firefox: the standard says acao-missing; outcome: a ≠ b'],
    ['what was not judged', name('inconclusive', [], [], 'redirects to http://localhost:1/x'), 'firefox: inconclusive: redirects to <url>'],
    ['a crash', name('crash', [], [deviation], 'gone'), 'firefox: crash: gone'],
    ['a long text is cut', name('timeout', [], [], 'x'.repeat(200)), `firefox: timeout: ${'x'.repeat(97)}…`],
  ];
  for (const [what, named, wanted] of rows) test(what, () => assert.equal(named, wanted));
});
