import { strangerOf } from './look-alikes.ts';
import { isSafeMethod } from '../../fetch/method.ts';
import { hasPreflight } from './request.ts';
import type { PolicyRequest } from './request.ts';
import type { AllowEntry, Policy } from './schema.ts';

/** A case that proves a part of a policy, before it has an id. */
export interface PlannedCase {
  /** Whether it must work. */
  readonly allowed: boolean;
  readonly request: PolicyRequest;
  /** Response headers that script must be able to read. */
  readonly expose: readonly string[];
  /** What it shows, in words that go on from the policy's title. */
  readonly says: string;
  /** Place of the entry in the policy that it comes of. */
  readonly from: readonly ['allow' | 'deny', number];
}

/** Lists the origins of pages that show what an entry allows. Where it is any origin, nobody's shows it best. */
export function pagesOf({ origins }: AllowEntry, { target }: Pick<Policy, 'target'>): readonly string[] {
  return origins === '*' ? [strangerOf(target.origin?.startsWith('http:') === true ? 'http' : 'https')] : [...new Set(origins)];
}

/**
 * Says whether nothing but the preflight of a case may reach the server. A denial is never sent where a preflight should stop
 * it, since a server with a wrong policy would take it. One that has no preflight is left to the run, which asks for consent.
 */
export function isPreflightOnly({ allowed, request }: Pick<PlannedCase, 'allowed' | 'request'>, { target }: Pick<Policy, 'target'>): boolean {
  return !isSafeMethod(request.method) && hasPreflight(request) && !(allowed && target.allowUnsafeMethods);
}
