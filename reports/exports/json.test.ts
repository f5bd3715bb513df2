import { Ajv2020 } from 'ajv/dist/2020.js';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { resultLine, sampleLines } from '../sample.ts';
import { json } from './json.ts';
import { resultsJsonSchema } from './results-schema.ts';
import { exportRun } from './run.ts';
import { kinds, killedLines, runOf, sample } from './sample-runs.ts';

const parsed = (text: string): unknown => JSON.parse(text);

describe('JSON', () => {
  const validate = new Ajv2020({ allErrors: true, validateFormats: false }).compile(resultsJsonSchema());
  const faults = (value: unknown): unknown => (validate(value), validate.errors ?? []);

  test('the published schema is the one that the code makes', async () => {
    const published = parsed(await readFile(new URL('results.schema.json', import.meta.url), 'utf8'));
    assert.deepEqual(published, parsed(JSON.stringify(resultsJsonSchema())), 'reports/exports/results.schema.json is out of date: run `npm run schema`');
  });

  for (const [words, lines] of Object.entries({ 'a whole run': sampleLines, 'a killed run': killedLines, 'a run that just began': sampleLines.slice(0, 1), 'results without a beginning': sampleLines.slice(1), 'every verdict': runOf(kinds) })) {
    test(`${words} fits the schema`, () => assert.deepEqual(faults(parsed(json(exportRun(lines)))), []));
  }

  test('what is not such a document does not fit', () => {
    const whole = parsed(json(sample)) as { results: Record<string, unknown>[] };
    for (const wrong of [{}, { ...whole, format: 2 }, { ...whole, results: [{}] }, { ...whole, complete: 'yes' }, { ...whole, results: [{ ...whole.results[0], verdict: { kind: 'passed', why: '', differences: [] } }] }]) assert.notDeepEqual(faults(wrong), []);
  });

  test('a field of a later version fits', () => assert.deepEqual(faults({ ...(parsed(json(sample)) as object), later: 1 }), []));

  test('holds each result once, the last one of several, and names what was not run', () => {
    const [run, engine, first, ...rest] = sampleLines;
    const document = parsed(json(exportRun([run!, engine!, { ...(first as ReturnType<typeof resultLine>), duration: 77 }, ...rest.slice(0, 3), first!]))) as { complete: boolean; incomplete: string; engines: { name: string; planned: number; counts: object; notRun: string[] }[]; results: { duration: number }[] };
    assert.deepEqual([document.complete, document.results.map(({ duration }) => duration)], [false, [4, 4, 4, 4]]);
    assert.match(document.incomplete, /did not end/);
    assert.deepEqual(document.engines.map(({ name, planned, counts, notRun }) => [name, planned, counts, notRun.length]), [['chromium', 4, { conforms: 2, deviates: 1, observed: 1 }, 0], ['firefox', 4, { 'not-run': 4 }, 4], ['webkit', 4, { 'not-run': 4 }, 4]]);
  });
});
