import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Target } from './config-schema.ts';
import type { Place } from './place.ts';
import { RateGate } from './rate.ts';
import type { KnownSecret } from './secrets/known-secret.ts';
import { TargetClient } from './target-client.ts';

/** A target of the configuration with all that is needed to ask it. */
export interface ReadyTarget {
  readonly name: string;
  readonly origins: readonly string[];
  readonly documentOrigins: readonly string[];
  /** Values, by the names that scenarios use. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly allowUnsafeMethods: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly client: TargetClient;
}

/** Makes a target ready. `secrets` are by the names of variables; files are below `folder`. Throws where a file of certificates cannot be read. */
export function readyTarget(name: string, target: Target, secrets: readonly KnownSecret[], folder: string): ReadyTarget {
  const values = new Map(secrets.map((secret) => [secret.name, secret.value]));
  const timeout = target.timeout * 1000;
  const resolve = new Map(Object.entries(target.resolve).map(([from, to]) => [from.toLowerCase().replace(/^\[(.*)\]:/, '$1:'), placeOf(to)]));
  const ca = target.ca.map((file) => readFileSync(path.resolve(folder, file), 'utf8'));
  return {
    name,
    origins: target.origins,
    documentOrigins: target.documentOrigins,
    secrets: new Map(Object.entries(target.secrets).map(([key, variable]) => [key, values.get(variable) ?? ''])),
    allowUnsafeMethods: target.allowUnsafeMethods,
    timeout,
    client: new TargetClient({ name, origins: target.origins, resolve, ca, timeout, rate: new RateGate({ target: name, perSecond: target.rate }) }),
  };
}

/** Reads `host:port`, in which an IPv6 address stands in brackets. */
function placeOf(text: string): Place {
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(text) ?? [];
  return { host, port: Number(port) };
}
