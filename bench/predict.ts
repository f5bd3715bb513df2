import { performance } from 'node:perf_hooks';
import type { Respond } from '../harness/fetch/fetch-params.ts';
import { predict } from '../harness/fetch/predict.ts';
import { bind } from '../harness/run/bind.ts';
import { paperTopology } from '../harness/run/check-case.ts';
import { requireCatalogue } from '../harness/run/catalogue.ts';
import { answered } from '../harness/run/predict-case.ts';
import { settings } from '../harness/run/settings.ts';
import { generateScenarios } from '../harness/fuzz/fuzz.ts';

/**
 * What a prediction costs, on average over the catalogue and over random cases: in microseconds, and against a parse of the
 * case's address by `new URL`, as a ratio in one run. `npm run bench`
 */
const { cases } = await requireCatalogue(settings.scenarios);
const random = generateScenarios(1, 1000).map(([, given]) => given);

for (const [name, sample] of [['catalogue', cases], ['random', random]] as const) {
  // Answers are looked up beforehand: what a server thinks is no part of a prediction.
  const bound = sample.flatMap((given) => {
    const { asked, world, prediction } = bind(given, paperTopology, 'case');
    if (prediction === null) return [];
    const answers: ReturnType<Respond>[] = [];
    const { script } = bind(given, paperTopology, 'case');
    predict(asked, ({ role, url, method }) => {
      const declared = script[new URL(url).pathname.slice('/case'.length)];
      const given = role === 'preflight' ? declared?.preflight : declared?.response;
      const answer = given == null ? 'unknown' : answered(given, method);
      answers.push(answer);
      return answer;
    }, world);
    return [{ asked, world, answers }];
  });
  const run = (): void => {
    for (const { asked, world, answers } of bound) {
      let next = 0;
      predict(asked, () => answers[next++] ?? 'unknown', world);
    }
  };
  const parse = (): void => {
    for (const { asked } of bound) new URL(asked.url);
  };
  const cost = (work: () => void): number => {
    for (let round = 0; round < 20; round++) work();
    const times = Array.from({ length: 15 }, () => {
      const start = performance.now();
      work();
      return ((performance.now() - start) / bound.length) * 1000;
    }).sort((a, b) => a - b);
    return times[7] ?? 0;
  };
  const [prediction, address] = [cost(run), cost(parse)];
  console.log(`${name.padEnd(10)} ${prediction.toFixed(1)} µs a prediction (median of 15 rounds over ${bound.length} cases), ${(prediction / address).toFixed(0)} times a new URL()`);
}
