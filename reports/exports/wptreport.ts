import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { verdictWords } from '../html/words.ts';
import { inert } from './inert.ts';
import { jsonText } from './json-text.ts';
import { endingLines, groupBy } from './run.ts';
import type { Ending, EngineRun, ExportRun } from './run.ts';

type SubtestStatus = 'PASS' | 'FAIL' | 'ERROR' | 'TIMEOUT' | 'NOTRUN' | 'SKIP';
type TestStatus = 'OK' | 'ERROR' | 'TIMEOUT' | 'CRASH' | 'SKIP';

/**
 * How wptrunner's words name an ending. `expected` is there only where it is another than the status, as wptrunner writes it: so a
 * known deviation is an expected FAIL, which conforms no more for being known.
 */
const statuses = {
  conforms: { status: 'PASS', test: 'OK' },
  observed: { status: 'PASS', test: 'OK' },
  'known-deviation': { status: 'FAIL', test: 'OK' },
  deviates: { status: 'FAIL', expected: 'PASS', test: 'OK' },
  fixed: { status: 'PASS', expected: 'FAIL', test: 'OK' },
  flaky: { status: 'FAIL', expected: 'PASS', test: 'OK' },
  inconclusive: { status: 'NOTRUN', expected: 'PASS', test: 'OK' },
  timeout: { status: 'TIMEOUT', expected: 'PASS', test: 'TIMEOUT' },
  crash: { status: 'ERROR', expected: 'PASS', test: 'CRASH' },
  unsupported: { status: 'SKIP', expected: 'PASS', test: 'SKIP' },
  skipped: { status: 'SKIP', test: 'SKIP' },
  'not-run': { status: 'NOTRUN', expected: 'PASS', test: 'ERROR' },
  'harness-error': { status: 'ERROR', expected: 'PASS', test: 'ERROR' },
} as const satisfies Record<VerdictKind, { status: SubtestStatus; expected?: SubtestStatus; test: TestStatus }>;

/** The worst first: it is what the test as a whole ended with. */
const worst: readonly TestStatus[] = ['CRASH', 'ERROR', 'TIMEOUT', 'OK', 'SKIP'];

/** Names of systems as mozinfo has them. */
const systems: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'mac', win32: 'win' };

/**
 * Writes one engine's part of a run as web-platform-tests' wptreport.json: a scenario is a test, a case of it a subtest. Times and
 * durations are milliseconds.
 * Source: https://github.com/web-platform-tests/wpt/blob/master/tools/wptrunner/wptrunner/formatters/wptreport.py
 */
export function wptReport({ model: { run, end, incomplete } }: ExportRun, { engine, record, endings }: EngineRun): string {
  const [os = '', processor = ''] = (run?.platform ?? '').split(' ');
  const results = [...groupBy(endings, ({ scenarioId }) => scenarioId)].map(([scenarioId, cases]) => testResult(scenarioId, cases));
  const start = Date.parse(run?.startedAt ?? '');
  const finish = Date.parse(end?.finishedAt ?? '');
  return jsonText({
    // wpt.fyi takes no report without the first four.
    run_info: {
      product: engine,
      browser_version: record?.identity?.version ?? 'unknown',
      os: systems[os] ?? (os === '' ? 'unknown' : os),
      revision: run?.commit ?? 'unknown',
      processor,
      build: record?.identity?.build ?? null,
      driver: record?.identity?.driver ?? null,
      incomplete,
    },
    ...(Number.isNaN(start) ? {} : { time_start: start }),
    ...(Number.isNaN(finish) ? {} : { time_end: finish }),
    results,
  });
}

function testResult(scenarioId: string, cases: readonly Ending[]): Readonly<Record<string, unknown>> {
  const reached = cases.map(({ kind }): TestStatus => statuses[kind].test);
  const status = worst.find((one) => reached.includes(one)) ?? 'SKIP';
  const usual = status === 'OK' || cases.every(({ kind }) => kind === 'skipped');
  return {
    test: `/${inert(scenarioId)}`,
    subsuite: '',
    status,
    ...(usual ? {} : { expected: 'OK' }),
    message: usual ? null : `of ${cases.length} cases: ${[...groupBy(cases, ({ kind }) => kind)].map(([kind, all]) => `${all.length} ${kind}`).join(', ')}`,
    duration: cases.reduce((sum, { result }) => sum + (result?.duration ?? 0), 0),
    subtests: cases.map(subtest),
  };
}

function subtest(ending: Ending): Readonly<Record<string, unknown>> {
  const { id, scenarioId, kind } = ending;
  const { test: _test, ...status } = statuses[kind];
  const lines = endingLines(ending);
  const said = lines.length > 0 ? lines : [verdictWords[kind].means];
  return { name: inert(id.slice(scenarioId.length)), ...status, message: kind === 'conforms' ? null : inert(`${kind}: ${said.join('\n')}`) };
}
