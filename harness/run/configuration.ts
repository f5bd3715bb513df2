import { existsSync } from 'node:fs';
import path from 'node:path';
import { formatConfigProblems, loadConfig } from '../target/config.ts';
import type { Environment, LoadedConfig } from '../target/config.ts';
import { settings } from './settings.ts';

/** The configuration of targets, and where it stands. */
export type Configuration = Extract<LoadedConfig, { kind: 'loaded' }> & { readonly file: string; readonly folder: string };

/** Mistakes in the configuration, ready to be shown. */
export class ConfigProblems extends Error {
  override readonly name = 'ConfigProblems';

  constructor(message: string) {
    super(message);
    // Whoever shows it shows its stack, which says nothing to those who wrote the configuration.
    this.stack = `${this.name}: ${message}`;
  }
}

/**
 * Reads the configuration of targets; null where there is none. With `environment` null no secret is looked up. Throws
 * ConfigProblems.
 */
export async function readConfiguration(environment: Environment | null, file = settings.config): Promise<Configuration | null> {
  // One that was named must be there; settings take an empty name for none.
  if (!existsSync(file) && !process.env['CORS_CONFORMANCE_CONFIG']) return null;
  const loaded = await loadConfig(file, environment);
  if (loaded.kind === 'problems') throw new ConfigProblems(formatConfigProblems(path.relative(process.cwd(), file), loaded.problems));
  return { ...loaded, file, folder: path.dirname(file) };
}
