import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RateGate } from './rate.ts';
import type { RateOptions } from './rate.ts';

class Clock {
  time = Date.UTC(2026, 10, 23, 12);
  readonly begin = this.time;
  readonly now = (): number => this.time;
  readonly sleep = (milliseconds: number): Promise<void> => {
    this.time += milliseconds;
    return Promise.resolve();
  };
}

function gateWith(clock: Clock, options: Partial<RateOptions> = {}): RateGate {
  return new RateGate({ target: 'staging', now: clock.now, sleep: clock.sleep, random: () => 0, ...options });
}

async function starts(clock: Clock, gate: RateGate, count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, async () => (await gate.start(), clock.time - clock.begin)));
}

describe('the gate', () => {
  test('lets five start a second', async () => {
    const clock = new Clock();
    assert.deepEqual(await starts(clock, gateWith(clock), 6), [0, 200, 400, 600, 800, 1000]);
  });
  test('lets them start later by jitter, never earlier', async () => {
    const clock = new Clock();
    assert.deepEqual(await starts(clock, gateWith(clock, { random: () => 0.5 }), 3), [0, 220, 440]);
  });
  test('does not save up what was not used', async () => {
    const clock = new Clock();
    const gate = gateWith(clock);
    await gate.start();
    clock.time += 60_000;
    assert.deepEqual(await starts(clock, gate, 3), [60_000, 60_200, 60_400]);
  });
  test('in any second at most so many start', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0, max: 0.999, noNaN: true }), async (perSecond, random) => {
        const clock = new Clock();
        const times = await starts(clock, gateWith(clock, { perSecond, random: () => random }), 50);
        for (const time of times) assert.ok(times.filter((other) => other >= time && other < time + 1000).length <= perSecond);
      }),
      { numRuns: 50 },
    );
  });
  for (const perSecond of [0, -1, NaN]) test(`refuses a rate of ${perSecond}`, () => void assert.throws(() => gateWith(new Clock(), { perSecond }), RangeError));
});

describe('Retry-After', () => {
  const rows: readonly (readonly [what: string, values: readonly string[], start: number])[] = [
    ['in seconds is obeyed', ['3'], 3000],
    ['as a date is obeyed', ['Mon, 23 Nov 2026 12:00:07 GMT'], 7000],
    ['counts as the longest of several', ['2', '9', '1'], 9000],
    ['that is shorter than the time between two changes nothing', ['0'], 200],
    ['that cannot be read changes nothing', ['soon'], 200],
    ['may be as long as the cap', ['60'], 60_000],
  ];
  for (const [what, values, start] of rows) {
    test(what, async () => {
      const clock = new Clock();
      const gate = gateWith(clock);
      await gate.start();
      gate.answered(values.map((value) => ['retry-after', value]));
      assert.deepEqual(await starts(clock, gate, 1), [start]);
    });
  }
  test('holds those that wait already', async () => {
    const clock = new Clock();
    const gate = gateWith(clock, {
      sleep: async (milliseconds) => {
        if (clock.time === clock.begin) gate.answered([['Retry-After', '5']]);
        await clock.sleep(milliseconds);
      },
    });
    assert.deepEqual(await starts(clock, gate, 3), [0, 5000, 5200]);
  });
  for (const [value, length] of [['61', '61 s'], ['Tue, 24 Nov 2026 12:00:00 GMT', '86400 s'], ['9'.repeat(400), 'ever']] as const) {
    test(`of ${length} means that the target is given up`, async () => {
      const gate = gateWith(new Clock());
      await gate.start();
      gate.answered([['Retry-After', value]]);
      assert.deepEqual(await gate.start(), { ok: false, why: `not run: staging asks with Retry-After to be left alone for ${length}, longer than the 60 s that a run waits` });
    });
  }
});
