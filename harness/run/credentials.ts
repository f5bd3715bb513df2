import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { scan } from '../target/secrets/scan.ts';
import type { Written } from '../target/secrets/scan.ts';
import { checkSecrets } from '../target/secrets/known-secret.ts';
import type { KnownSecret } from '../target/secrets/known-secret.ts';
import type { Environment } from '../target/config.ts';
import type { ProjectMetadata } from './target-projects.ts';

/** What is to be known of a project of Playwright. */
export interface ChosenProject {
  readonly name: string;
  readonly metadata: unknown;
  readonly use: { readonly trace?: unknown };
}

/** Whoever sets it to `yes` lets Playwright's traces hold what is secret. */
export const dangerousVariable = 'CORS_CONFORMANCE_WRITE_CREDENTIALS_TO_TRACES_FOR_ALL_TO_READ';

/** Says why a run with these projects must not begin: a secret is missing or cannot be found again, or a trace would hold it. Null where it may. */
export function whyRefused(projects: readonly ChosenProject[], environment: Environment): string | null {
  const problems = new Set<string>();
  for (const { name, metadata, use } of projects) {
    const names = secretNames(metadata);
    for (const variable of names) {
      const value = environment[variable];
      if (value === undefined || value === '') problems.add(`The environment variable ${variable}, which holds a secret of ${targetOf(metadata)}, is ${value === '' ? 'empty' : 'not set'}.\n    try: set it in the environment of the run; never write it into a file of the project`);
      else for (const { problem, tryThis } of checkSecrets([{ name: variable, value }])) problems.add(`${problem}\n    try: ${tryThis}`);
    }
    const trace = typeof use.trace === 'object' && use.trace !== null && 'mode' in use.trace ? use.trace.mode : use.trace;
    if (names.length > 0 && trace !== undefined && trace !== 'off' && environment[dangerousVariable] !== 'yes') problems.add(`${name} uses credentials, and Playwright's trace is on: whoever can read the trace could take them.\n    try: leave --trace out, or set ${dangerousVariable}=yes if you must`);
  }
  return problems.size === 0 ? null : [...problems].join('\n');
}

/** Lists the secrets of the projects that were chosen. */
export function secretsOfRun(projects: readonly ChosenProject[], environment: Environment): KnownSecret[] {
  const names = new Set(projects.flatMap(({ metadata }) => secretNames(metadata)));
  return [...names].flatMap((name) => (environment[name] === undefined ? [] : [{ name, value: environment[name] }]));
}

/** Looks through a file, or everything in a folder, and through what was said, for secrets; a sentence for each place where one stands or may stand. */
export function leaksIn(place: string, said: readonly string[], secrets: readonly KnownSecret[]): string[] {
  if (secrets.length === 0) return [];
  const { leaks, unread } = scan([...filesAt(place).map((file): Written => ({ kind: 'file', file })), { kind: 'text', name: 'what was printed', text: said.join('\n') }], secrets);
  const named = leaks.map(({ file, inside, offset, secret, encoding }) => `the secret ${secret} stands in ${[path.relative(process.cwd(), file), ...inside].join(' › ')}${offset === null ? '' : ` at byte ${offset}`} (${encoding})`);
  return [...new Set([...named, ...unread.map((sentence) => `it is not known whether a secret stands there: ${sentence}`)])];
}

function filesAt(place: string): string[] {
  if (statSync(place).isFile()) return [place];
  // By their paths: the entries of a folder know theirs from Node 20.12 on.
  return readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => path.join(place, name)).filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

function secretNames(metadata: unknown): readonly string[] {
  return (metadata as Partial<ProjectMetadata> | undefined)?.secrets ?? [];
}

function targetOf(metadata: unknown): string {
  return (metadata as Partial<ProjectMetadata> | undefined)?.target ?? 'a target';
}
