import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inRange, parseVersionRange } from './version-range.ts';

const rows: readonly (readonly [range: string, inside: readonly string[], outside: readonly string[]])[] = [
  ['>=120', ['120', '120.0', '120.0.1', '156.0.8078.79', '1000'], ['119', '119.9.9', '2.50.6', '12']],
  ['>120', ['121', '121.0a1'], ['120', '120.0.1', '119']],
  ['<=153', ['153', '153.7.0', '153.7.0esr', '9', '2.50.6'], ['154', '154.0a1', '1530']],
  ['<153', ['152.9', '152'], ['153', '153.0', '153.7.0']],
  ['140 - 156', ['140', '140.0.1', '150', '156.0.8078.79'], ['139.9', '157']],
  ['156 - 156', ['156.0.8078.79'], ['155', '157']],
  ['>=2.50.6', ['2.50.6', '2.50.7', '2.50.10', '2.51', '3', '26.0'], ['2.50.5', '2.50', '2.9.9']],
  ['<2.48', ['2.47.99', '2.4', '2'], ['2.48', '2.48.1', '2.50.6', '26.0']],
  ['2.46 - 2.50', ['2.46.0', '2.50.6'], ['2.45.9', '2.51']],
  ['2.46 - 2.50.5', ['2.50.5', '2.50'], ['2.50.6']],
  ['<= 153', ['153.7.0'], ['154']],
  ['>=0', ['0', '156'], []],
];

describe('a range', () => {
  for (const [range, inside, outside] of rows) {
    const parsed = parseVersionRange(range);
    for (const version of inside) test(`${range} has ${version} in it`, () => assert.ok(parsed !== null && inRange(version, parsed)));
    for (const version of outside) test(`${range} has ${version} not in it`, () => assert.ok(parsed !== null && !inRange(version, parsed)));
  }
});

describe('no range', () => {
  const texts: Readonly<Record<string, string>> = {
    'nothing': '',
    'a version alone, which may mean that one or from it on': '153',
    'a hyphen without spaces': '140-156',
    'the larger one first': '156 - 140',
    'the larger one first, in a later number': '2.50.6 - 2.50.5',
    'a sign of other tools': '^153',
    'a star': '153.*',
    'two signs': '>=140 <=156',
    'half a version': '>=153.',
    'letters': '>=153.0esr',
    'a word': 'latest',
    'a space before': ' >=153',
    'an equals sign alone': '=153',
    'an open end': '140 - ',
  };
  for (const [what, text] of Object.entries(texts)) test(`${what}: ${JSON.stringify(text)}`, () => assert.equal(parseVersionRange(text), null));
});
