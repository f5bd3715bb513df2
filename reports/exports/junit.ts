import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { verdictWords } from '../html/words.ts';
import { endingLines, groupBy } from './run.ts';
import type { Ending, ExportRun, Trouble } from './run.ts';
import { xmlDocument } from './xml.ts';
import type { Element } from './xml.ts';

/** How JUnit's words name an ending; what has no result is skipped, and then the suite of the run itself holds an error. */
const outcomes = {
  conforms: 'passed',
  observed: 'passed',
  'known-deviation': 'passed',
  skipped: 'skipped',
  unsupported: 'skipped',
  'not-run': 'skipped',
  deviates: 'failure',
  fixed: 'failure',
  flaky: 'failure',
  inconclusive: 'failure',
  timeout: 'error',
  crash: 'error',
  'harness-error': 'error',
} as const satisfies Record<VerdictKind, 'passed' | 'skipped' | 'failure' | 'error'>;

interface TestCase {
  readonly outcome: 'passed' | 'skipped' | 'failure' | 'error';
  /** Milliseconds. */
  readonly duration: number;
  readonly element: Element;
}

/**
 * Writes a run as JUnit XML: a suite for each engine and section, and one of the run itself, in which what is wrong outside the
 * cases is an error. So it holds a failure or an error exactly when the run's exit code is not 0.
 */
export function junit({ model: { run }, engines, troubles }: ExportRun): string {
  const timestamp = run === null ? null : run.startedAt.slice(0, 19);
  const suites: { readonly name: string; readonly properties: readonly Element[]; readonly cases: readonly TestCase[] }[] = [{ name: 'run', properties: [], cases: runCases(troubles) }];
  for (const { engine, record, endings } of engines) {
    const { version, build, driver } = record?.identity ?? { version: null, build: null, driver: null };
    const properties = Object.entries({ engine, version, build, driver, platform: run?.platform ?? null, commit: run?.commit ?? null })
      .flatMap(([name, value]): Element[] => (value === null ? [] : [{ name: 'property', attributes: { name, value } }]));
    for (const [section, inSection] of groupBy(endings, (ending) => ending.section)) {
      suites.push({ name: section === '' ? engine : `${engine} ${section}`, properties, cases: inSection.map(testCase) });
    }
  }
  const elements = suites.map(({ name, properties, cases }): Element => ({
    name: 'testsuite',
    attributes: { name, ...totals(cases), timestamp },
    children: [...(properties.length === 0 ? [] : [{ name: 'properties', children: properties }]), ...cases.map(({ element }) => element)],
  }));
  return xmlDocument({ name: 'testsuites', attributes: { name: 'cors-conformance', ...totals(suites.flatMap(({ cases }) => cases)) }, children: elements });
}

function runCases(troubles: readonly Trouble[]): readonly TestCase[] {
  if (troubles.length === 0) return [{ outcome: 'passed', duration: 0, element: { name: 'testcase', attributes: { classname: 'run', name: 'nothing is wrong outside the cases', time: '0.000' } } }];
  return troubles.map(({ name, message, kind }): TestCase => {
    const outcome = kind === 'finding' ? 'failure' : 'error';
    return { outcome, duration: 0, element: { name: 'testcase', attributes: { classname: 'run', name, time: '0.000' }, children: [{ name: outcome, attributes: { type: kind, message }, children: [message] }] } };
  });
}

function testCase(ending: Ending): TestCase {
  const { engine, scenarioId, id, kind, result } = ending;
  const outcome = outcomes[kind];
  const lines = endingLines(ending);
  const said = lines.join('\n');
  const detail = [...(result === null ? [] : [result.case.title]), ...lines, ...(result === null ? [] : [`${result.case.file}:${result.case.line}`, result.case.spec])].join('\n');
  const children: Element[] =
    outcome === 'passed'
      ? said === '' ? [] : [{ name: 'system-out', children: [said] }]
      : outcome === 'skipped'
        ? [{ name: 'skipped', attributes: { message: `${kind}: ${said === '' ? verdictWords[kind].means : said}` } }]
        : [{ name: outcome, attributes: { type: kind, message: lines[0] ?? verdictWords[kind].means }, children: [detail] }];
  const duration = result?.duration ?? 0;
  return { outcome, duration, element: { name: 'testcase', attributes: { classname: `${engine}.${scenarioId.replaceAll('/', '.')}`, name: id, time: seconds(duration), file: result?.case.file ?? null }, children } };
}

function totals(cases: readonly TestCase[]): Record<string, string | number> {
  const count = (outcome: TestCase['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped'), time: seconds(cases.reduce((sum, { duration }) => sum + duration, 0)) };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
