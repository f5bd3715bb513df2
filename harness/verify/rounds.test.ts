import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { batchesOf, optionsOf, planRounds, shuffled } from './rounds.ts';

const hundred = Array.from({ length: 100 }, (_, index) => index);

describe('the order of a round', () => {
  test('is the same for the same seed', () => assert.deepEqual(shuffled(hundred, 7), shuffled(hundred, 7)));
  test('is another for the next seed', () => assert.notDeepEqual(shuffled(hundred, 7), shuffled(hundred, 8)));
  test('has every case once', () => assert.deepEqual(shuffled(hundred, 7).sort((one, other) => one - other), hundred));
  test('is not the order of the files', () => assert.notDeepEqual(shuffled(hundred, 7), hundred));
  test('puts each case in each half, with one seed or another', () => {
    const orders = Array.from({ length: 40 }, (_, seed) => shuffled(hundred, seed));
    for (const value of hundred) {
      const early = orders.filter((order) => order.indexOf(value) < 50).length;
      assert.ok(early > 5 && early < 35, `${value} is early in ${early} of 40`);
    }
  });
});

describe('a plan', () => {
  test('has the rounds of one browser first, each with a seed of its own', () => {
    assert.deepEqual(planRounds(5, 2, 1), [
      { number: 1, fresh: false, seed: 5 },
      { number: 2, fresh: false, seed: 6 },
      { number: 3, fresh: true, seed: 7 },
    ]);
  });

  for (const round of planRounds(100, 10, 5)) {
    test(`round ${round.number} can be performed again by its options`, () => {
      const [, seed, shared, fresh] = /^--seed (\d+) --rounds (\d+) --fresh (\d+)$/.exec(optionsOf(round)) ?? assert.fail();
      const again = planRounds(Number(seed), Number(shared), Number(fresh)).at(-1);
      assert.deepEqual([again?.seed, again?.fresh], [round.seed, round.fresh]);
    });
  }
});

test('batches together are the whole', () => {
  assert.deepEqual(batchesOf([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(batchesOf([1, 2], 2), [[1, 2]]);
  assert.deepEqual(batchesOf([], 2), []);
});
