import { startFakeBrowser } from '../../harness/engines/fake/fake-browser.ts';
import { requireCatalogue } from '../../harness/run/catalogue.ts';
import { Host } from '../../harness/run/host.ts';
import { settings } from '../../harness/run/settings.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import { compareRuns } from '../compare/compare.ts';
import { makeHistory } from '../history/history.ts';
import { runToKeep } from '../history/kept-run.ts';
import { catalogue, runOfDay } from '../history/sample.ts';
import { matrixModel } from '../model.ts';
import type { MatrixModel } from '../model.ts';
import { recordFormat } from '../record.ts';
import type { ResultLine, ResultRecord } from '../record.ts';

/** Matrices for tests in real browsers. */

/** Text that would do harm as markup, as a link, on a terminal or to the eye. */
export const hostile = `</script><script>window.hit=1</script><img src=x onerror="window.hit=1"><a href="javascript:window.hit=1">\u0000\ud800\u202e\u001b[31m"'&`;

/** Makes the matrix of some cases of the catalogue, as performed with fakes of which some lie; one record is hostile through and through. */
export async function performedMatrix(): Promise<MatrixModel> {
  const lines = await realLines();
  const victim = lines.findIndex((line) => line.type === 'result' && line.case.id.startsWith('seed/no-allow-origin'));
  return matrixModel(lines.map((line, index) => (index === victim && line.type === 'result' ? poison(line) : line)));
}

/** Makes a matrix of three cases with a history of three days, compared with the second: the first case was as expected then. */
export function matrixWithFormerRuns(): MatrixModel {
  const days = [{ chromium: [], webkit: [] }, { chromium: [], webkit: ['deviates'] }, { chromium: ['deviates'], webkit: [] }] as const;
  const runs = days.map((ended, index) => runOfDay(index + 1, ended));
  const kept = runs.map((lines) => {
    const run = runToKeep(lines, catalogue);
    if (typeof run === 'string') throw new Error(run);
    return run;
  });
  const [, before = [], after = []] = runs;
  return matrixModel(after, makeHistory(kept), compareRuns({ name: hostile, lines: before }, { name: 'tonight', lines: after }));
}

async function realLines(): Promise<ResultLine[]> {
  const { cases } = await requireCatalogue(settings.scenarios);
  const some = cases.filter(({ scenarioId }) => /no-allow-origin|allow-origin-exact|cookie-not-on-preflight/.test(scenarioId));
  const host = await Host.start({
    resolve: (name) => ({ kind: 'playwright', name, build: 'system', executable: 'a fake', why: 'a test' }),
    start: ({ name }) => startFakeBrowser({ name, honestBatches: 1, lie: (pageCase) => (name === 'firefox' && pageCase.method === 'PUT' ? 'skips-preflight' : null) }),
  });
  const lines: ResultLine[] = [];
  for (const name of ['chromium', 'firefox', 'webkit'] as const) {
    const { engine, results } = await host.perform(name, some);
    lines.push(engine, ...results);
  }
  await host.stop();
  const ids = some.map(({ id }) => id);
  const plan = { hash: '', size: ids.length * 3, cases: { chromium: ids, firefox: ids, webkit: ids } };
  return [{ type: 'run', format: recordFormat, startedAt: '2026-11-22T20:00:00.000Z', commit: null, platform: hostile, node: 'v20', plan }, ...lines];
}

function poison(record: ResultRecord): ResultRecord {
  return {
    ...record,
    case: { ...record.case, title: hostile, spec: 'javascript:window.hit=1', tags: [hostile] },
    url: hostile,
    verdict: { kind: 'deviates', why: hostile, differences: [{ element: hostile, expected: hostile, observed: hostile }] },
    observation: {
      ...record.observation,
      words: [{ source: 'cdp', code: hostile, detail: hostile, text: hostile, url: hostile }],
      exchanges: record.observation.exchanges.flatMap((exchange): Exchange[] => [
        { ...exchange, requestBody: hostile, requestHeaders: [[hostile, hostile]], response: { status: 200, statusText: hostile, headers: [[hostile, hostile]], body: hostile, bodyLength: 1 } },
        { ...exchange, response: null, exact: { kind: 'bytes', bytes: `HTTP/1.1 200 OK\r\n${hostile}`, length: 1 } },
        { ...exchange, response: null, exact: { kind: 'reset' } },
      ]),
      unreachable: { 'closed-port': hostile },
    },
  };
}
