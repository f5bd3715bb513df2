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
      for (const key of keys) remove(copy, [...path, key]);
      if (keys.length > 0) continue;
      gone.push(path);
      remove(copy, path);
    }
    for (const [name, value] of Object.entries(standIns)) copy[name] ??= value;
    const parsed = scenarioSchema.safeParse(copy);
    if (parsed.success) return { scenario: parsed.data, gone };
    open = parsed.error.issues;
  }
  return null;
}

/** Removes the value at a path; an element takes its whole list along, so that no index moves. */
function remove(data: Record<PropertyKey, unknown>, path: Path): void {
  const last = path.findIndex((part) => typeof part === 'number');
  const cut = last === -1 ? path : path.slice(0, last);
  const parent = cut.slice(0, -1).reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined), data);
  const key = cut.at(-1);
  if (typeof parent === 'object' && parent !== null && key !== undefined) Reflect.deleteProperty(parent, key);
}

/** Says whether a finding's path lies in something that was taken out, or around it. */
export function concernsGone(path: Path, gone: readonly Path[]): boolean {
  return gone.some((removed) => {
    const length = Math.min(path.length, removed.length);
    return path.slice(0, length).every((part, index) => part === removed[index]);
  });
}
