import { isCorsSafelistedMethod } from '../../fetch/method.ts';
import type { PolicyRequest } from './request.ts';
import { unsafeNames } from './request.ts';
import type { AllowEntry } from './schema.ts';

/** Says whether an entry speaks of pages at an origin. */
export function covers({ origins }: AllowEntry, origin: string): boolean {
  return origins === '*' || origins.includes(origin);
}

/**
 * Says whether a server that keeps to the entries may let a request through. What several entries allow to one origin counts
 * together, since most servers answer every preflight of an origin alike. False only where every such server stops it.
 */
export function permits(allow: readonly AllowEntry[], request: PolicyRequest): boolean {
  const entries = allow.filter((entry) => covers(entry, request.origin));
  const names = new Set(entries.flatMap(({ headers }) => headers.map(({ name }) => name.toLowerCase())));
  if (entries.length === 0) return false;
  if (request.credentials && !entries.some(({ credentials }) => credentials)) return false;
  // No preflight asks for a safelisted method, nor for a safelisted header.
  if (!isCorsSafelistedMethod(request.method) && !entries.some(({ methods }) => methods.includes(request.method))) return false;
  return unsafeNames(request).every((name) => names.has(name));
}
