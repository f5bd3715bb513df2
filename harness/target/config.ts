import { existsSync } from 'node:fs';
import path from 'node:path';
import { explainIssues } from '../scenario/issues.ts';
import { didYouMean } from '../scenario/suggest.ts';
import { configSchema } from './config-schema.ts';
import type { Config } from './config-schema.ts';
import { importConfig } from './import-config.ts';
import { checkSecrets } from './secrets/known-secret.ts';
import type { KnownSecret } from './secrets/known-secret.ts';
import { Redactor } from './secrets/redact.ts';
import { isSensitiveName } from './secrets/sensitive-name.ts';

export const configFile = 'cors-conformance.config.ts';

/** One mistake; no text of it holds a secret. */
export interface ConfigProblem {
  /** Where in the object, as `targets.staging.rate`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  readonly expected?: string;
  readonly hint?: string;
}

export type LoadedConfig =
  | {
      readonly kind: 'loaded';
      readonly config: Config;
      /** Each environment variable that a target names, and its value. */
      readonly secrets: readonly KnownSecret[];
    }
  | { readonly kind: 'problems'; readonly file: string; readonly problems: readonly ConfigProblem[] };

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Loads a configuration file, which is a module whose default export is the configuration, and finds every mistake in it. With
 * `environment` null no secret is looked up: for what only reads which targets there are.
 */
export async function loadConfig(file: string, environment: Environment | null = process.env): Promise<LoadedConfig> {
  const resolved = path.resolve(file);
  const problem = (message: string, hint: string): LoadedConfig => ({ kind: 'problems', file, problems: [{ path: '', message, hint }] });
  if (!existsSync(resolved)) return problem('there is no such file', `write one that says \`export default defineConfig({ targets: … })\``);
  let given: unknown;
  try {
    given = defaultOf(await importConfig(resolved));
  } catch (error) {
    return problem(whyNot(error, hiderFor(environment ?? process.env, {})), 'mend the file; it is run as TypeScript');
  }
  if (given === undefined) return problem('it has no default export', 'write `export default defineConfig({ targets: … })`');
  const parsed = parseConfig(given, environment);
  return parsed.kind === 'problems' ? { ...parsed, file } : parsed;
}

/** Below a package.json without `"type": "module"` a file is compiled to CommonJS, whose exports are the default one. */
function defaultOf(module: unknown): unknown {
  const { default: given } = module as { default?: unknown };
  return typeof given === 'object' && given !== null && '__esModule' in given ? (given as { default?: unknown }).default : given;
}

/** Parses a configuration and looks its secrets up. */
export function parseConfig(given: unknown, environment: Environment | null): LoadedConfig {
  const data = plain(given);
  const parsed = configSchema.safeParse(data);
  const problems = parsed.success ? [] : explainIssues(parsed.error.issues, configSchema, hideSecrets(data, hiderFor(environment ?? process.env, data))).map(({ path: at, message, expected, hint }): ConfigProblem => ({ path: at.join('.'), message, ...(expected === undefined ? {} : { expected }), ...(hint === undefined ? {} : { hint }) }));
  if (!parsed.success) return { kind: 'problems', file: configFile, problems };
  if (environment === null) return { kind: 'loaded', config: parsed.data, secrets: [] };
  const secrets = new Map<string, KnownSecret>();
  for (const [target, { secrets: named }] of Object.entries(parsed.data.targets)) {
    for (const [key, name] of Object.entries(named)) {
      const value = environment[name];
      const at = `targets.${target}.secrets.${key}`;
      if (value === undefined || value === '') problems.push({ path: at, message: `the environment variable ${name} is ${value === '' ? 'empty' : 'not set'}`, expected: 'its value in the environment of the run', ...didYouMean(name, Object.keys(environment)) });
      else problems.push(...checkSecrets([{ name, value }]).map(({ problem, tryThis }) => ({ path: at, message: problem, hint: tryThis })));
      if (value !== undefined) secrets.set(name, { name, value });
    }
  }
  return problems.length > 0 ? { kind: 'problems', file: configFile, problems } : { kind: 'loaded', config: parsed.data, secrets: [...secrets.values()] };
}

/** Formats problems for a terminal. */
export function formatConfigProblems(file: string, problems: readonly ConfigProblem[]): string {
  const blocks = problems.map(({ path: at, message, expected, hint }) =>
    [`${at === '' ? file : `${file}  ${at}`}: ${message}`, ...(expected === undefined ? [] : [`    expected: ${expected}`]), ...(hint === undefined ? [] : [`    try: ${hint}`])].join('\n'),
  );
  return `${problems.length === 1 ? '1 problem' : `${problems.length} problems`} in the configuration\n\n${blocks.join('\n')}`;
}

/** Makes plain JSON of it: a message shows values, and a function or a cycle cannot be shown. */
function plain(given: unknown): unknown {
  const other = (value: unknown): unknown => (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint' ? `(a ${typeof value})` : value);
  try {
    return JSON.parse(JSON.stringify(other(given), (_, value: unknown) => other(value))) as unknown;
  } catch {
    return '(an object that is no plain data)';
  }
}

/** What may be a secret before it is known which are: the environment's by their names, and those that the configuration names. */
function hiderFor(environment: Environment, data: unknown): Redactor {
  const named = JSON.stringify(data);
  const secrets = Object.entries(environment).flatMap(([name, value]) => (value !== undefined && (isSensitiveName(name) || named.includes(`"${name}"`)) ? [{ name, value }] : []));
  return new Redactor({ secrets: secrets.filter((secret) => checkSecrets([secret]).length === 0) });
}

/** Under `secrets` people write the secret itself by mistake. */
function hideSecrets(data: unknown, hider: Redactor): unknown {
  const withoutWritten = JSON.parse(JSON.stringify(data), (key, value: unknown) => (key === 'secrets' ? hideAll(value, hider) : value)) as unknown;
  const redacted = hider.data(withoutWritten);
  return redacted.kind === 'redacted' ? redacted.data : null;
}

function hideAll(value: unknown, hider: Redactor): unknown {
  if (typeof value === 'string' || typeof value === 'number') return hider.value('not shown', String(value));
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map((one) => hideAll(one, hider)) : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hideAll(one, hider)]));
}

/** A compiler's words quote the source, so only the place is told. */
function whyNot(error: unknown, hider: Redactor): string {
  const message = error instanceof Error ? error.message : typeof error;
  const [, line, column] = /:(\d+):(\d+): ERROR: /.exec(message) ?? [];
  const [, missing] = /ERROR: Could not resolve "([^"\n]*)"/.exec(message) ?? [];
  if (missing !== undefined) return `it imports ${hider.text(JSON.stringify(missing))}, which is not there: line ${line ?? '?'}, column ${column ?? '?'}`;
  if (line !== undefined) return `it is no TypeScript: a mistake at line ${line}, column ${column}`;
  return `it cannot be loaded: ${hider.text(message.split('\n')[0] ?? '')}`;
}
