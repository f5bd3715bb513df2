import type { z } from 'zod';
import { scenarioSchema } from './schema.ts';
import type { ParsedScenario } from './schema.ts';

type Path = readonly PropertyKey[];

/** Stands in for what a scenario must have and has not, or has wrong. */
const standIns: Readonly<Record<string, unknown>> = {
  id: 'unnamed',
  title: 'Unnamed',
  spec: 'https://fetch.spec.whatwg.org/',
  resource: { response: {} },
  expect: { outcome: 'cors', exchanges: ['request'] },
};

/**
 * Takes out what does not fit the format, so that the rules can still look at the rest and every mistake is found in one
 * pass. Returns null when nothing usable is left; `gone` tells what was taken out, where no rule may complain.
 */
export function repair(written: unknown, issues: readonly z.core.$ZodIssue[]): { scenario: ParsedScenario; gone: readonly Path[] } | null {
  const copy = structuredClone(written) as Record<PropertyKey, unknown>;
  const gone: Path[] = [];
  let open = issues;
  for (let round = 0; round < 8; round++) {
    for (const issue of open) {
      const path = issue.path;
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
      for (const key of keys) takeOut(copy, [...path, key]);
      if (keys.length > 0) continue;
      gone.push(takeOut(copy, path));
    }
    for (const [name, value] of Object.entries(standIns)) copy[name] ??= value;
    const parsed = scenarioSchema.safeParse(copy);
    if (parsed.success) return { scenario: parsed.data, gone };
    open = parsed.error.issues;
  }
  return null;
}

/** Stands in for an element of a list, so that no index moves. */
const elements: Readonly<Record<string, unknown>> = { exchanges: 'request', apis: 'fetch', cookies: 'a=b' };

/** Takes out the value at a path, or what should hold it when it is missing. Returns the path of what was taken out. */
function takeOut(data: Record<PropertyKey, unknown>, path: Path): Path {
  const key = path.at(-1);
  if (key === undefined) return path;
  const parent = path.slice(0, -1).reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined), data);
  if (typeof key === 'number' && Array.isArray(parent)) {
    (parent as unknown[])[key] = elements[String(path.at(-2))] ?? 'x';
    return path;
  }
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) return path.length === 1 ? path : takeOut(data, path.slice(0, -1));
  Reflect.deleteProperty(parent, key);
  return path;
}

/** Says whether a finding's path lies in something that was taken out, or around it. */
export function concernsGone(path: Path, gone: readonly Path[]): boolean {
  return gone.some((removed) => {
    // An element has a stand-in, so what stands around it can still be wrong.
    if (path.length < removed.length && typeof removed.at(-1) === 'number') return false;
    const length = Math.min(path.length, removed.length);
    return path.slice(0, length).every((part, index) => part === removed[index]);
  });
}
