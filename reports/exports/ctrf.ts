import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { verdictWords } from '../html/words.ts';
import { inert } from './inert.ts';
import { jsonText } from './json-text.ts';
import { endingLines } from './run.ts';
import type { Ending, EngineRun, ExportRun, Trouble } from './run.ts';
import { tool } from './tool.ts';

type Status = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

/** How CTRF's words name an ending; `rawStatus` keeps ours. */
const statuses = {
  conforms: 'passed',
  observed: 'passed',
  'known-deviation': 'passed',
  deviates: 'failed',
  fixed: 'failed',
  flaky: 'failed',
  inconclusive: 'failed',
  timeout: 'failed',
  crash: 'failed',
  'harness-error': 'failed',
  unsupported: 'other',
  skipped: 'skipped',
  'not-run': 'pending',
} as const satisfies Record<VerdictKind, Status>;

/** Writes a run in the Common Test Report Format; what is wrong outside the cases is a failed test of the suite `run`. Source: https://ctrf.io/docs/specification/overview */
export function ctrf({ model: { run, end, incomplete }, engines, troubles }: ExportRun): string {
  const tests = [...troubles.map(runTest), ...engines.flatMap((engine) => engine.endings.map((ending) => test(ending, engine)))];
  const count = (status: Status): number => tests.filter((one) => one.status === status).length;
  const start = milliseconds(run?.startedAt);
  const stop = end === null ? start : milliseconds(end.finishedAt);
  return jsonText({
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    generatedBy: tool.name,
    ...(run === null ? {} : { timestamp: run.startedAt }),
    results: {
      tool,
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        pending: count('pending'),
        skipped: count('skipped'),
        other: count('other'),
        flaky: tests.filter((one) => one.flaky === true).length,
        start,
        stop,
        ...(end === null ? {} : { duration: Math.round(end.duration) }),
        extra: { incomplete, exitCode: end?.exitCode ?? null },
      },
      tests,
      environment: {
        ...(run === null ? {} : { commit: run.commit ?? 'unknown', osPlatform: run.platform }),
        healthy: !troubles.some(({ kind }) => kind === 'infrastructure'),
        extra: { node: run?.node ?? null, engines: engines.map(({ engine, record }) => ({ engine, status: record?.status ?? 'not started', ...record?.identity })) },
      },
    },
  });
}

interface Test {
  readonly name: string;
  readonly status: Status;
  /** Milliseconds, whole. */
  readonly duration: number;
  readonly flaky?: boolean;
  readonly [field: string]: unknown;
}

function test(ending: Ending, { engine, record }: EngineRun): Test {
  const { id, section, kind, result } = ending;
  const lines = endingLines(ending);
  const message = kind === 'conforms' ? null : lines[0] ?? verdictWords[kind].means;
  return {
    name: inert(id),
    status: statuses[kind],
    rawStatus: kind,
    duration: Math.round(result?.duration ?? 0),
    suite: [engine, ...(section === '' ? [] : [inert(section)])],
    browser: inert([engine, ...(record?.identity == null ? [] : [record.identity.version])].join(' ')),
    ...(message === null ? {} : { message: inert(message) }),
    ...(lines.length > 1 ? { trace: inert(lines.join('\n')) } : {}),
    ...(kind === 'flaky' ? { flaky: true } : {}),
    ...(result === null ? {} : { filePath: result.case.file, line: result.case.line, tags: result.case.tags.map(inert), extra: { title: inert(result.case.title), spec: result.case.spec } }),
  };
}

function runTest({ name, message, kind }: Trouble): Test {
  return { name: inert(name), status: 'failed', rawStatus: kind, duration: 0, suite: ['run'], message: inert(message) };
}

/** Milliseconds since 1970; 0 where a time is not known, since the format demands one. */
function milliseconds(written: string | undefined): number {
  const at = Date.parse(written ?? '');
  return Number.isNaN(at) ? 0 : at;
}
