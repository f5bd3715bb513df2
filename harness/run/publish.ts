import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Handler, Route, Routes } from '../../servers/routes.ts';
import { stepsOfBound } from './bind.ts';
import type { BoundCase } from './bind.ts';

/** Folder of the servers that scenarios may name. */
const implementations = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../examples');

export interface Published {
  /** Why a case could not be put up, by its token: its server has no module that works. */
  readonly refused: ReadonlyMap<string, string>;
  /** Takes all of them down again. */
  readonly withdraw: () => void;
}

/** Puts cases up at their origins. */
export async function publishCases(cases: readonly BoundCase[], routes: Routes): Promise<Published> {
  const refused = new Map<string, string>();
  for (const bound of cases) {
    try {
      routes.add(bound.token, await routeOf(bound));
    } catch (error) {
      refused.set(bound.token, error instanceof Error ? error.message : String(error));
    }
  }
  return {
    refused,
    withdraw: () => {
      for (const { token } of cases) routes.remove(token);
    },
  };
}

async function routeOf(bound: BoundCase): Promise<Route> {
  const { case: given, origins, policy } = bound;
  const { server } = given.resource;
  const [first, ...rest] = stepsOfBound(bound).map(({ script }) => script);
  return { origins, scripts: [first ?? bound.script, ...rest], handle: server === undefined ? null : await makeServer(server.implementation, policy), witnessed: true };
}

/** Makes a server under test with a policy of its own. Throws when there is no such module. */
async function makeServer(name: string, policy: Readonly<Record<string, string>>): Promise<Handler> {
  const file = implementationFile(name);
  if (file === null) throw new Error(`there is no server ${JSON.stringify(name)} below examples/`);
  const module = (await import(pathToFileURL(file).href)) as { createApp?: (policy: Readonly<Record<string, string>>) => Handler };
  if (typeof module.createApp !== 'function') throw new Error(`examples/${name}.mjs exports no createApp(policy)`);
  return module.createApp(policy);
}

/** Finds the module of a server by its name, `article/server-1`; null when there is none below the folder. */
export function implementationFile(name: string): string | null {
  const file = path.join(implementations, `${name}.mjs`);
  return /^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(name) && existsSync(file) ? file : null;
}
