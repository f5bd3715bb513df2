import { loadScenarios } from './harness/scenario/load.ts';
const { cases } = await loadScenarios('scenarios');
const by = new Map<string, { n: number; apis: Set<string> }>();
for (const c of cases) { const e = by.get(c.scenarioId) ?? { n: 0, apis: new Set() }; e.n++; e.apis.add(c.api); by.set(c.scenarioId, e); }
const sec = new Map<string, [number, number, number]>();
for (const [id, { n, apis }] of by) { const s = id.split('/')[0]!; const e = sec.get(s) ?? [0, 0, 0]; e[0]++; e[1] += n; if (apis.size > 1) e[2] += n / 2; sec.set(s, e); }
console.log([...sec].map(([s, n]) => `${s} ${n.join(' ')}`).join('\n'), cases.length);
console.log([...by].filter(([, e]) => e.apis.size > 1 && e.n >= 4).map(([id, e]) => `${e.n} ${id}`).join('\n'));
