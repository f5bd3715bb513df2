import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { apisOf, checkScenario } from './rules.ts';
import { combinations, substitute } from './matrix.ts';
import type { Combination } from './matrix.ts';
import { show } from './problem.ts';
import type { Finding, Problem } from './problem.ts';
import { fileSchema } from './file-schema.ts';
import { scenarioSchema } from './schema.ts';
import type { Api, Case, CaseStep, Expectation, ExpectedExchange, ParsedScenario } from './schema.ts';
import { stepsOf } from './steps.ts';
import { deviationsFile } from './known-deviations.ts';
import { concernsGone, repair } from './repair.ts';
import { readSource } from './source.ts';
import type { Source, SourceValue } from './source.ts';
import { explainIssues } from './issues.ts';
import { isOfTarget, targetCases } from './target-cases.ts';
import type { Naming } from './target-cases.ts';

/** The scenarios of a folder, expanded to cases in the order of files and lines, and every problem found on the way. */
export interface Loaded {
  readonly files: readonly string[];
  readonly cases: readonly Case[];
  readonly problems: readonly Problem[];
}

/** Lists the scenario files below a folder, sorted. */
export async function findScenarioFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => /\.ya?ml$/.test(name) && path.basename(name) !== deviationsFile)
    .map((name) => path.join(folder, name))
    .sort();
}

/** Finds mistakes in a case that the file format alone does not show. */
export type CheckCase = (given: Case) => readonly Finding[];

/**
 * Loads scenario files and expands them. Ids start with the file's folder below `root`. A scenario without a mistake so
 * far is given to `check`, case by case. A file that cannot be read is a problem like any other; nothing is thrown for
 * what a user wrote.
 */
export async function loadScenarios(root: string, files?: readonly string[], check: CheckCase = () => []): Promise<Loaded> {
  const chosen = [...new Set((files ?? (await findScenarioFiles(root))).map((file) => path.resolve(file)))];
  const cases: Case[] = [];
  const problems: Problem[] = [];
  const ids = new Map<string, string>();
  for (const file of chosen) {
    const name = path.relative(process.cwd(), file).replaceAll(path.sep, '/');
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      problems.push({ file: name, line: 1, column: 1, message: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}` });
      continue;
    }
    const relative = path.relative(root, path.dirname(file)).replaceAll(path.sep, '/');
    const folder = relative === '' || relative.startsWith('..') ? '' : `${relative}/`;
    const loaded = loadFile(readSource(name, text.replace(/^\uFEFF/, '')), folder, ids, check);
    cases.push(...loaded.cases);
    problems.push(...loaded.problems);
  }
  if (chosen.length === 0) problems.push({ file: root, line: 1, column: 1, message: 'no scenarios: the folder holds no .yaml file' });
  return { files: chosen, cases, problems };
}

function loadFile(source: Source, folder: string, ids: Map<string, string>, check: CheckCase): { cases: Case[]; problems: Problem[] } {
  const findings: Finding[] = [];
  const cases: Case[] = [];
  const list = typeof source.data === 'object' && source.data !== null && !Array.isArray(source.data) ? source.data['scenarios'] : undefined;
  if (source.data === null || source.data === '') {
    if (source.problems.length === 0) findings.push({ path: [], message: 'no scenarios in this file', expected: '`scenarios:` with a list' });
  } else if (!Array.isArray(list) || list.length === 0) {
    const parsed = fileSchema.safeParse(source.data);
    findings.push(...explainIssues(parsed.error?.issues ?? [], fileSchema, source.data));
  } else {
    const others = { ...(source.data as Record<string, SourceValue>), scenarios: [] };
    const issues = (fileSchema.safeParse(others).error?.issues ?? []).filter((issue) => issue.code === 'unrecognized_keys');
    findings.push(...explainIssues(issues, fileSchema, source.data));
    for (const [index, written] of list.entries()) {
      const loaded = loadScenario(written, folder, source, index, check);
      findings.push(...loaded.findings.map((finding) => ({ ...finding, path: ['scenarios', index, ...finding.path] })));
      const given = typeof written === 'object' && !Array.isArray(written) ? written['id'] : undefined;
      if (typeof given === 'string' && given !== '') {
        const id = `${folder}${given}`;
        const first = ids.get(id);
        if (first === undefined) ids.set(id, `${source.file}:${source.locate({ path: ['scenarios', index], message: '' }).line}`);
        else findings.push({ path: ['scenarios', index, 'id'], message: `the id ${show(id)} is taken by ${first}`, expected: 'an id that is unique in its folder' });
      }
      cases.push(...loaded.cases);
    }
  }
  const problems = [...source.problems, ...unique(findings).map((finding) => source.locate(finding))];
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { cases, problems };
}

function loadScenario(written: SourceValue, folder: string, source: Source, index: number, check: CheckCase): { cases: Case[]; findings: Finding[] } {
  if (typeof written === 'string' || Array.isArray(written)) {
    return { cases: [], findings: [{ path: [], message: `${show(written)} is no scenario`, expected: 'a mapping with id, title, spec, resource and expect, or with id, title, target and expect' }] };
  }
  const { matrix, ...body } = written;
  const axes = combinations(matrix);
  const findings: Finding[] = [...axes.findings];
  const used = new Set<string>();
  const cases: Case[] = [];
  for (const combination of axes.combinations) {
    const substituted = substitute(body, combination);
    for (const axis of substituted.used) used.add(axis);
    const { line } = source.locate({ path: ['scenarios', index], message: '' });
    const naming = namingOf(folder, combination, source.file, line);
    if (isOfTarget(body)) {
      const made = targetCases(substituted.value, naming);
      findings.push(...substituted.findings, ...made.findings);
      cases.push(...made.cases);
      continue;
    }
    const parsed = scenarioSchema.safeParse({ ...(substituted.value as object), ...(matrix === undefined ? {} : { matrix }) });
    findings.push(...substituted.findings);
    if (!parsed.success) {
      const { issues } = parsed.error;
      findings.push(...explainIssues(issues, scenarioSchema, { ...(substituted.value as object), ...(matrix === undefined ? {} : { matrix }) }));
      const rest = repair(substituted.value, issues);
      if (rest !== null) findings.push(...checkScenario(rest.scenario).filter(({ path }) => !concernsGone(path, rest.gone)));
      continue;
    }
    const steps = stepsOf(substituted.value, parsed.data);
    findings.push(...steps.flatMap(({ findings: found }) => found));
    const scenarios = steps.flatMap(({ scenario }) => scenario ?? []);
    if (scenarios.length < steps.length) continue;
    cases.push(...expand(parsed.data, scenarios, naming));
  }
  for (const axis of axes.combinations[0]?.keys() ?? []) {
    if (!used.has(axis)) findings.push({ path: ['matrix', axis], atKey: true, message: `the axis ${show(axis)} is never used`, expected: `\${${axis}} somewhere in the scenario` });
  }
  return { cases, findings: findings.length > 0 ? findings : cases.flatMap((one) => [...check(one)]) };
}

/** Names the cases of one combination. */
function namingOf(folder: string, combination: Combination, file: string, line: number): (id: string) => Naming {
  const labels = [...combination].map(([axis, { label }]) => `${axis}=${label}`).join(',');
  return (id) => (api) => ({ id: `${folder}${id}${labels === '' ? '' : `[${labels}]`}/${api}`, scenarioId: `${folder}${id}`, file, line });
}

function expand(scenario: ParsedScenario, steps: readonly ParsedScenario[], naming: (id: string) => Naming): Case[] {
  const { id, title, spec, requirement, tags, document } = scenario;
  const named = naming(id);
  const of = (index: number, api: Api): CaseStep => {
    const { request, resource, expect } = steps[index] ?? scenario;
    const { wait = 0, api: own } = scenario.steps?.[index] ?? {};
    return { api: own ?? api, wait, request, resource, expect: expect === undefined ? null : inLongForm(expect) };
  };
  const last = steps.length - 1;
  return apisOf(scenario, steps).map((api) => ({
    ...named(api),
    title,
    spec,
    requirement,
    tags,
    document,
    before: steps.slice(0, last).map((_step, index) => of(index, api)),
    ...of(last, api),
  }));
}

/** Writes every expected exchange in its long form. */
export function inLongForm({ exchanges, ...others }: NonNullable<ParsedScenario['expect']>): Expectation {
  return exchanges === undefined ? others : { ...others, exchanges: exchanges.map(longForm) };
}

function longForm(exchange: 'preflight' | 'request' | ExpectedExchange): ExpectedExchange {
  return typeof exchange === 'string' ? { role: exchange, headers: {}, present: [], absent: [] } : exchange;
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify([finding.path, finding.message]), finding])).values()];
}

