import type { AskedRequest } from './asked-request.ts';
import type { Explanation } from './explanation.ts';
import { marks, shortestSecret } from './secrets/known-secret.ts';
import { makeRedactor } from './secrets/redact.ts';
import { isSensitiveName } from './secrets/sensitive-name.ts';
import { parseUrl } from '../fetch/url.ts';

/**
 * Takes the secrets out of an explanation before anyone sees it: what the request sends in headers that hold such, wherever
 * a server, an engine or an error repeats it, and values in the query of the addresses asked. Throws when that cannot be
 * done, so that nothing is shown.
 */
export function hideSecrets(explanation: Explanation): Explanation {
  const { exchanges } = explanation;
  // Our own marks of what is hidden, which no header can hold, would pass for such.
  const asked = { ...explanation.asked, headers: explanation.asked.headers.map(([name, value]) => [name, marks.test(value) ? 'a value that no header can have' : value] as const) };
  const origins = [asked.url, ...exchanges.map(({ request }) => request.url)].flatMap((url) => parseUrl(url)?.origin ?? []);
  const made = makeRedactor({ secrets: secretsOf(asked), targetOrigins: origins });
  if (made.kind === 'refused') throw new Error(made.problems.map(({ problem }) => problem).join('; '));
  const redacted = made.redactor.data({ ...explanation, asked });
  if (redacted.kind === 'refused') throw new Error(redacted.problem.problem);
  return redacted.data;
}

/** The values of headers that hold secrets, but for those that are too short to be found; of one with a scheme, such as `Bearer`, what stands behind it. */
function secretsOf({ headers, cookie }: AskedRequest): { name: string; value: string }[] {
  const values = [...headers.filter(([name]) => isSensitiveName(name)), ...(cookie === null ? [] : [['Cookie', cookie] as const])];
  return values.flatMap(([name, value]) => [value, value.replace(/^\w+ +/, '')].map((one) => ({ name, value: one })).filter((one) => one.value.length >= shortestSecret));
}
