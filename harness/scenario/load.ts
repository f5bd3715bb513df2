import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { apisOf, checkScenario } from './rules.ts';
import { combinations, substitute } from './matrix.ts';
import type { Combination } from './matrix.ts';
import { show } from './problem.ts';
import type { Finding, Problem } from './problem.ts';
import { fileShape } from './file-schema.ts';
import { scenarioSchema } from './schema.ts';
import type { Api, Case, CaseStep, Expectation, ExpectedExchange, ParsedScenario } from './schema.ts';
import { stepsOf } from './steps.ts';
import { deviationsFile } from './known-deviations.ts';
import { concernsGone, repair } from './repair.ts';
import { policyCases } from './policies/cases.ts';
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
  if (source.data === null || source.data === '') {
    if (source.problems.length === 0) findings.push({ path: [], message: 'no scenarios in this file', expected: '`scenarios:` or `policies:` with a list' });
  } else {
    const { scenarios, policies, findings: found } = listsOf(source.data);
    findings.push(...found);
    const add = (written: SourceValue, path: readonly PropertyKey[], loaded: { cases: readonly Case[]; findings: readonly Finding[] }): void => {
      findings.push(...loaded.findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] })));
      const given = typeof written === 'object' && !Array.isArray(written) ? written['id'] : undefined;
      if (typeof given === 'string' && given !== '') {
        const id = `${folder}${given}`;
        const first = ids.get(id);
        if (first === undefined) ids.set(id, `${source.file}:${source.locate({ path, message: '' }).line}`);
        else findings.push({ path: [...path, 'id'], message: `the id ${show(id)} is taken by ${first}`, expected: 'an id that is unique in its folder' });
      }
      cases.push(...loaded.cases);
    };
    for (const [index, written] of scenarios.entries()) add(written, ['scenarios', index], loadScenario(written, folder, source, index, check));
    for (const [index, written] of policies.entries()) {
      const lineOf = (from: readonly PropertyKey[]): number => source.locate({ path: ['policies', index, ...from], message: '' }).line;
      const made = policyCases(written, (labels, from) => namingOf(folder, labels, source.file, lineOf(from)));
      add(written, ['policies', index], made.findings.length > 0 ? made : { ...made, findings: made.cases.flatMap((one) => [...check(one)]) });
    }
  }
  const problems = [...source.problems, ...unique(findings).map((finding) => source.locate(finding))];
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { cases, problems };
}

/** Finds the lists of a file, and what else it holds that it should not. */
function listsOf(data: SourceValue): { scenarios: readonly SourceValue[]; policies: readonly SourceValue[]; findings: readonly Finding[] } {
  const findings = explainIssues(fileShape.safeParse(data).error?.issues ?? [], fileShape, data);
  if (typeof data === 'string' || Array.isArray(data)) return { scenarios: [], policies: [], findings };
  const { scenarios, policies } = data;
  if (scenarios === undefined && policies === undefined) findings.push({ path: [], message: '`scenarios` is missing', expected: '`scenarios:` or `policies:` with a list' });
  return { scenarios: Array.isArray(scenarios) ? scenarios : [], policies: Array.isArray(policies) ? policies : [], findings };
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
    const naming = namingOf(folder, labelsOf(combination), source.file, line);
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

/** Writes the values of a combination as an id has them. */
function labelsOf(combination: Combination): string {
  return [...combination].map(([axis, { label }]) => `${axis}=${label}`).join(',');
}

/** Names the cases that have these labels. */
function namingOf(folder: string, labels: string, file: string, line: number): (id: string) => Naming {
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

/** Leaves out what was found before; the first of two knows best what is to be done. */
function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.path, finding.message]);
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}

