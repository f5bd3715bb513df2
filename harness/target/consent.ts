import { isSafeMethod, normalizeMethod } from '../fetch/method.ts';

/** Whether something may be done; if not, a sentence that says why. */
export type Leave = { readonly ok: true } | { readonly ok: false; readonly why: string };

/**
 * Says whether a request of this method may be sent to somebody else's server. What may change something there needs the
 * consent of who runs the target, in the configuration, and of who wrote the scenario.
 */
export function consentTo(method: string, given: { readonly config: boolean; readonly scenario: boolean }): Leave {
  if (isSafeMethod(normalizeMethod(method)) || (given.config && given.scenario)) return { ok: true };
  const missing = [...(given.config ? [] : ['`allowUnsafeMethods: true` of the target in the configuration']), ...(given.scenario ? [] : ['`allowUnsafeMethods: true` in the scenario'])];
  return { ok: false, why: `skipped: unsafe method ${shown(method)}, which may change something at the target; missing is ${missing.join(', and ')}` };
}

function shown(method: string): string {
  return /^[!-~]{1,30}$/.test(method) ? method : JSON.stringify(method.slice(0, 30));
}
