import { explainIssues } from './issues.ts';
import { checkSequence } from './feasible.ts';
import type { Finding } from './problem.ts';
import { checkScenario } from './rules.ts';
import { scenarioSchema } from './schema.ts';
import type { ParsedScenario } from './schema.ts';
import type { SourceValue } from './source.ts';

type Written = Readonly<Record<string, SourceValue>>;

/** One step, written out as a scenario of its own; null when it does not fit the format. */
interface Step {
  readonly scenario: ParsedScenario | null;
  readonly findings: readonly Finding[];
}

/**
 * Writes out the steps of a scenario, each with what it shares with the others, and checks each like a scenario. A
 * scenario without `steps` is its own only step. Findings point to where the value was written.
 */
export function stepsOf(written: SourceValue, parsed: ParsedScenario): Step[] {
  const { steps, ...shared } = asMap(written);
  const findings: Finding[] = [];
  if (parsed.resource.server !== undefined && (parsed.steps ?? [parsed]).every(({ expect }) => expect === undefined)) {
    findings.push({ path: ['resource', 'server'], atKey: true, message: 'what a real server answers is not known beforehand, so the standard cannot say what to expect', expected: '`expect`' });
  }
  if (parsed.steps === undefined || !Array.isArray(steps)) return [{ scenario: parsed, findings: [...findings, ...checkScenario(parsed)] }];
  if (parsed.expect !== undefined) findings.push({ path: ['expect'], atKey: true, message: 'a scenario with `steps` expects nothing of its own', expected: '`expect` in each step' });
  const all = steps.map((step, index): Step => {
    const own = asMap(step);
    const whole = writeOut(shared, own);
    const at = (finding: Finding): Finding => ({ ...finding, path: whereWritten(finding.path, own, index) });
    const result = scenarioSchema.safeParse(whole);
    const found = result.success ? checkScenario(result.data, true) : explainIssues(result.error.issues, scenarioSchema, whole);
    return { scenario: result.success ? result.data : null, findings: found.map(at) };
  });
  const scenarios = all.flatMap(({ scenario }) => scenario ?? []);
  if (scenarios.length === all.length) findings.push(...checkSequence(parsed, scenarios));
  return all.map((step, index) => (index === 0 ? { ...step, findings: [...findings, ...step.findings] } : step));
}

function writeOut(shared: Written, { request, resource, expect, api }: Written): Written {
  const both = (key: string, own: SourceValue | undefined): SourceValue => ({ ...asMap(shared[key]), ...asMap(own) });
  const routes = { ...asMap(asMap(shared['resource'])['routes']), ...asMap(asMap(resource)['routes']) };
  const { expect: _expect, apis, ...rest } = shared;
  return {
    ...rest,
    ...(apis === undefined ? {} : { apis }),
    request: both('request', request),
    resource: { ...asMap(both('resource', resource)), routes },
    ...(expect === undefined ? {} : { expect }),
    ...(api === undefined ? {} : { apis: [api] }),
  };
}

/** Finds where a value of a step stands in the file: in the step itself, or in what the steps share. */
function whereWritten(path: readonly PropertyKey[], own: Written, index: number): readonly PropertyKey[] {
  const [first, second] = path;
  if (first === 'apis') return own['api'] === undefined ? path : ['steps', index, 'api'];
  if (first === 'expect') return ['steps', index, ...path];
  if (first !== 'request' && first !== 'resource') return path;
  const written = asMap(own[first]);
  return second === undefined || !Object.hasOwn(written, second) ? path : ['steps', index, ...path];
}

function asMap(value: SourceValue | undefined): Written {
  return typeof value === 'object' && !Array.isArray(value) ? value : {};
}
