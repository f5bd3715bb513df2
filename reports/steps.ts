import type { ResultRecord } from './record.ts';

/** Tells a result step by step: each as a result of its own, with what was expected and observed of it. */
export function stepsOfRecord(record: ResultRecord): readonly ResultRecord[] {
  const { observation, verdict, before } = record;
  const earlier = before.flatMap((step, index): ResultRecord[] => {
    const given = record.case.before[index];
    if (given === undefined) return [];
    const { expect: _expect, ...asked } = given;
    const prefix = `step ${index + 1}: `;
    return [
      {
        ...record,
        ...step,
        before: [],
        case: { ...record.case, ...asked, before: [] },
        verdict: { ...verdict, differences: verdict.differences.filter(({ element }) => element.startsWith(prefix)).map((difference) => ({ ...difference, element: difference.element.slice(prefix.length) })) },
        observation: { ...observation, before: [], client: observation.before[index] ?? null, exchanges: step.exchanges },
      },
    ];
  });
  const own = verdict.differences.filter(({ element }) => !/^step \d+: /.test(element));
  return before.length === 0 ? [record] : [...earlier, { ...record, verdict: { ...verdict, differences: own } }];
}
