import { engineNames } from '../engines/engine.ts';
import type { EngineName } from '../engines/engine.ts';
import type { Config } from '../target/config-schema.ts';
import { readConfiguration } from './configuration.ts';

/** What a project of Playwright tells those who see only its tests. */
export interface ProjectMetadata {
  readonly engine: EngineName;
  /** Not there where the servers are ours. */
  readonly target?: string;
  /** Names of the environment variables that hold the secrets of the target. */
  readonly secrets?: readonly string[];
}

export interface Project {
  readonly name: string;
  readonly metadata: ProjectMetadata;
  readonly workers: 1;
  readonly grep?: RegExp;
  readonly grepInvert?: RegExp;
  readonly timeout?: number;
}

/** The tag of a target's scenarios. */
export function targetTag(name: string): string {
  return `@target-${name}`;
}

/** Lists the projects of Playwright: one an engine, and for each target of the configuration one an engine, as `staging/chromium`. Throws ConfigProblems. */
export async function projects(): Promise<Project[]> {
  return projectsOf((await readConfiguration(null))?.config.targets ?? {});
}

/** Lists the projects of these targets, and those without one. */
export function projectsOf(targets: Config['targets']): Project[] {
  const ours = engineNames.map((engine): Project => ({ name: engine, metadata: { engine }, workers: 1, grepInvert: /@target-/ }));
  const theirs = Object.entries(targets).flatMap(([target, { secrets }]) =>
    engineNames.map((engine): Project => ({
      name: `${target}/${engine}`,
      metadata: { engine, target, secrets: [...new Set(Object.values(secrets))] },
      workers: 1,
      grep: new RegExp(`${targetTag(target)}(?![\\w-])`),
      // A target is asked as slowly as it wants; each request has a time of its own.
      timeout: 0,
    })),
  );
  return [...ours, ...theirs];
}
