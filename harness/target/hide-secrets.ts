import type { AskedRequest } from './asked-request.ts';
import { cookiePairs } from './cookies.ts';
import type { Explanation } from './explanation.ts';
import { marks, shortestSecret } from './secrets/known-secret.ts';
import { ownWords } from './own-words.ts';
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
  const secrets = secretsOf(asked);
  const shown = [...ownWords(explanation), 'characters', ...secrets.map(({ name }) => name)];
  const made = makeRedactor({ secrets: secrets.filter(({ value }) => !shown.some((word) => word.includes(value))), targetOrigins: origins });
  if (made.kind === 'refused') throw new Error(made.problems.map(({ problem }) => problem).join('; '));
  const { redactor } = made;
  // Where it stands it is hidden however short it is.
  const cookie = asked.cookie === null ? null : marks.test(asked.cookie) ? 'cookies that no header can have' : redactor.header('Cookie', asked.cookie);
  const redacted = redactor.data({ ...explanation, asked: { ...asked, cookie } });
  if (redacted.kind === 'refused') throw new Error(redacted.problem.problem);
  return redacted.data;
}

/** The values of headers and cookies that hold secrets, but for those that are too short to be found; of one with a scheme, such as `Bearer`, what stands behind it. */
export function secretsOf({ headers, cookie }: AskedRequest): { name: string; value: string }[] {
  const cookies = cookiePairs(cookie).map((pair) => pair.slice(pair.indexOf('=') + 1).trim()).filter((value) => !marks.test(value));
  const values = [...headers.filter(([name]) => isSensitiveName(name)), ...cookies.map((value) => ['Cookie', value] as const)];
  return values.flatMap(([name, value]) => [value, value.replace(/^\w+ +/, ''), value.replace(/^"(.*)"$/, '$1')].map((one) => ({ name, value: one })).filter((one) => one.value.length >= shortestSecret));
}
