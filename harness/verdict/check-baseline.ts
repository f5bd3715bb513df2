import type { AcceptedDeviation, Baseline } from '../scenario/baseline.ts';
import { show } from '../scenario/problem.ts';
import type { Problem } from '../scenario/problem.ts';
import type { Case } from '../scenario/schema.ts';
import { nearest } from '../scenario/suggest.ts';
import { namesCase, place } from './accepted.ts';

/** Finds entries that match no case of a target, and those that speak of the same case and engine. */
export function checkBaseline(baseline: Baseline, cases: readonly Pick<Case, 'id' | 'scenarioId' | 'target'>[]): Problem[] {
  const ofTargets = cases.filter(({ target }) => target !== undefined);
  const first = new Map<string, AcceptedDeviation>();
  return baseline.accepted.flatMap((entry): Problem[] => {
    const { file, line, column, scenario } = entry;
    const named = ofTargets.filter((given) => namesCase(scenario, given));
    if (named.length === 0) {
      const others = cases.some((given) => namesCase(scenario, given));
      const near = nearest(scenario, [...new Set(ofTargets.map(({ scenarioId }) => scenarioId))]);
      const hint = others ? 'what engines do at servers of ours belongs into known-deviations.yaml' : near === null ? 'remove the entry, or mend its `scenario`' : `did you mean \`${near}\`?`;
      return [{ file, line, column, message: `${show(scenario)} matches no case of a target`, expected: 'a scenario whose server is a target', hint }];
    }
    const engines = entry.engine === 'all' ? ['chromium', 'firefox', 'webkit'] : [entry.engine];
    const keys = named.flatMap(({ id }) => engines.map((engine) => ({ id, engine, key: `${engine} ${id}` })));
    const shared = keys.find(({ key }) => first.has(key));
    for (const { key } of keys) if (!first.has(key)) first.set(key, entry);
    const other = shared === undefined ? undefined : first.get(shared.key);
    // Two that are written alike are found when the file is read.
    if (shared === undefined || other === undefined || other.scenario === scenario) return [];
    return [{ file, line, column, message: `${place(other)} speaks of ${shared.id} in ${shared.engine}, too`, expected: 'one entry for a case and an engine', hint: 'let each name the cases that it is for' }];
  });
}
