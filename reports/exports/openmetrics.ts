import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { verdictClass } from '../exit-code.ts';
import { inertLine } from './inert.ts';
import { isExpected } from './run.ts';
import type { ExportRun } from './run.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

const kinds = Object.keys(verdictClass) as VerdictKind[];

/** Writes a run as OpenMetrics text. Verdicts that did not occur are 0, so that an alert on them knows a good run from none. Source: https://prometheus.io/docs/specs/om/open_metrics_spec/ */
export function openMetrics({ model: { run, end, incomplete }, engines, troubles }: ExportRun): string {
  const count = (what: (kind: VerdictKind) => boolean): readonly Sample[] => engines.map(({ engine, endings }) => [{ engine }, endings.filter(({ kind }) => what(kind)).length]);
  const families = [
    info('cors_conformance_engine', 'The engines of the run; status says whether one could be had.', engines.map(({ engine, record }) => ({ engine, status: record?.status ?? 'not started', version: record?.identity?.version ?? '', build: record?.identity?.build ?? '', driver: record?.identity?.driver ?? '' }))),
    gauge('cors_conformance_cases', 'Cases by engine and verdict; the verdicts of an engine add up to its planned cases.', engines.flatMap(({ engine, endings }) => kinds.map((verdict): Sample => [{ engine, verdict }, endings.filter(({ kind }) => kind === verdict).length]))),
    gauge('cors_conformance_planned_cases', 'Cases planned, by engine.', count(() => true)),
    gauge('cors_conformance_unexpected_cases', 'Cases that ended neither as expected nor as a known deviation, by engine; those without a proper result are not among them.', count((kind) => verdictClass[kind] === 'unexpected')),
    gauge('cors_conformance_run_as_expected', '1 when every case ended as expected and nothing was wrong with the run as a whole.', [[{}, troubles.length === 0 && engines.every(({ endings }) => endings.every(isExpected)) ? 1 : 0]]),
    gauge('cors_conformance_run_complete', '1 when the run came to its end, 0 when it was interrupted or its end is missing.', [[{}, incomplete === null ? 1 : 0]]),
    gauge('cors_conformance_run_exit_code', "The run's exit code; not there when the run did not end.", end === null ? [] : [[{}, end.exitCode]]),
    gauge('cors_conformance_run_stray_requests', 'Requests that belonged to no case; not there when the run did not end.', end === null ? [] : [[{}, end.strays]]),
    gauge('cors_conformance_run_duration_seconds', 'How long the run took; not there when it did not end.', end === null ? [] : [[{}, end.duration / 1000]], 'seconds'),
    gauge('cors_conformance_run_started_timestamp_seconds', 'When the run began, in seconds since 1970.', time(run?.startedAt), 'seconds'),
    gauge('cors_conformance_run_finished_timestamp_seconds', 'When the run ended, in seconds since 1970; not there when it did not.', time(end?.finishedAt), 'seconds'),
  ];
  return `${families.join('')}# EOF\n`;
}

function time(written: string | undefined): readonly Sample[] {
  const at = Date.parse(written ?? '');
  return Number.isNaN(at) ? [] : [[{}, at / 1000]];
}

function gauge(name: string, help: string, samples: readonly Sample[], unit?: string): string {
  return samples.length === 0 ? '' : family(name, 'gauge', help, samples.map(([labels, value]) => sample(name, labels, value)), unit);
}

function info(name: string, help: string, labels: readonly Labels[]): string {
  return labels.length === 0 ? '' : family(name, 'info', help, labels.map((one) => sample(`${name}_info`, one, 1)));
}

function family(name: string, type: string, help: string, samples: readonly string[], unit?: string): string {
  return [`# TYPE ${name} ${type}`, ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]), `# HELP ${name} ${help}`, ...samples].map((line) => `${line}\n`).join('');
}

function sample(name: string, labels: Labels, value: number): string {
  const written = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(text)}"`);
  return `${name}${written.length === 0 ? '' : `{${written.join(',')}}`} ${value}`;
}

function labelValue(text: string): string {
  return inertLine(text).replace(/[\\"]/g, (character) => `\\${character}`);
}
