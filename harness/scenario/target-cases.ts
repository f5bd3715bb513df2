import { isHeaderName, isHeaderValue } from '../fetch/header.ts';
import { normalizeMethod } from '../fetch/method.ts';
import { explainIssues } from './issues.ts';
import { hasPreflight } from './policies/request.ts';
import type { Finding } from './problem.ts';
import { show } from './problem.ts';
import { checkRequest } from './rules.ts';
import { scenarioSchema } from './schema.ts';
import type { Api, Case, ParsedScenario } from './schema.ts';
import { targetScenarioSchema } from './target-schema.ts';
import type { ParsedTargetScenario } from './target-schema.ts';

/** Says whether a scenario is of a target: of a server that nobody starts for it. */
export function isOfTarget(written: object): boolean {
  return Object.hasOwn(written, 'target');
}

/** Names what a case has of its own: its scenario and API are put around. */
export type Naming = (api: Api) => Pick<Case, 'id' | 'scenarioId' | 'file' | 'line'>;

/** Makes the cases of a target's scenario, of one combination of its matrix, or finds what is wrong with it. */
export function targetCases(written: unknown, naming: (id: string) => Naming): { readonly cases: readonly Case[]; readonly findings: readonly Finding[] } {
  const parsed = targetScenarioSchema.safeParse(written);
  if (!parsed.success) return { cases: [], findings: explainIssues(parsed.error.issues, targetScenarioSchema, written) };
  const whole = asScenario(parsed.data);
  const findings = [...checkRequest(whole), ...checkTarget(parsed.data)];
  const { id, title, spec, tags, target, document, expect, apis } = parsed.data;
  const named = naming(id);
  const cases = [...new Set(apis)].map((api): Case => ({
    ...named(api),
    title,
    spec,
    requirement: 'must',
    tags: [...new Set([...tags, `target-${target.name}`])],
    document: { ...whole.document, scheme: document.origin?.startsWith('http:') === true ? 'http' : 'https' },
    before: [],
    api,
    wait: 0,
    request: whole.request,
    resource: { routes: {} },
    expect,
    target: { name: target.name, origin: target.origin ?? null, path: target.path, documentOrigin: document.origin ?? null, preflightOnly: target.preflightOnly, allowUnsafeMethods: target.allowUnsafeMethods, status: target.status ?? null },
  }));
  return { cases, findings };
}

/** Writes it as if its server were ours, so that what is asked is checked by the same rules. No target is asked what no API would send. */
function asScenario({ id, title, spec, tags, apis, request }: ParsedTargetScenario): ParsedScenario {
  const { document } = scenarioSchema.parse({ id, title, spec, resource: {} });
  return { id, title, spec, tags: [...tags], apis: [...apis], requirement: 'must', document: { ...document, relation: 'cross-site' }, request: { ...request, cookies: [...request.cookies] }, resource: { routes: {} }, expect: { outcome: 'cors', readable: [], unreadable: [] } };
}

function checkTarget({ target, request, expect }: ParsedTargetScenario): Finding[] {
  const findings: Finding[] = [];
  const { href, pathname, search } = new URL(`https://api.invalid${target.path}`);
  if (target.path.includes('#')) findings.push({ path: ['target', 'path'], message: `the path ${show(target.path)} has a fragment, which no request carries`, expected: 'a path and a query' });
  if (href !== `https://api.invalid${target.path}`) findings.push({ path: ['target', 'path'], message: `the path ${show(target.path)} goes over the wire as ${show(pathname + search)}`, expected: 'the path as it goes over the wire' });
  if (target.path.includes('{secret')) findings.push({ path: ['target', 'path'], message: 'no secret is put into an address, which is written down in many places', expected: 'a secret in a header, a cookie or the body' });
  if (target.preflightOnly && target.allowUnsafeMethods) findings.push({ path: ['target', 'allowUnsafeMethods'], message: 'with `preflightOnly` the request itself is never sent', expected: 'one of the two' });
  if (target.preflightOnly && !mayHavePreflight(request)) findings.push({ path: ['target', 'preflightOnly'], message: 'no preflight comes before this request, so nothing would be sent', expected: 'a method or a header that CORS asks for, or no `preflightOnly`' });
  if (request.cookies.length > 0 && request.credentials !== 'include') findings.push({ path: ['request', 'cookies'], message: `cookies are not sent to another origin with \`credentials: ${request.credentials}\``, expected: '`credentials: include`' });
  for (const [index, cookie] of request.cookies.entries()) {
    if (!/^[^\s=;,]+=[^;]*$/.test(cookie) || !isHeaderValue(cookie)) findings.push({ path: ['request', 'cookies', index], message: `${show(cookie)} is no cookie`, expected: '`name=value`, without attributes' });
  }
  return [...findings, ...checkSecretNames(request), ...checkTargetExpectation({ target, request, expect })];
}

/** Bodies of the other kinds bring a Content-Type for which CORS may ask, or are streams. */
function mayHavePreflight({ mode, method, headers, body }: ParsedTargetScenario['request']): boolean {
  const simple = body === undefined || typeof body === 'string' || 'form' in body || 'multipart' in body;
  return mode === 'cors' && (!simple || hasPreflight({ method: normalizeMethod(method), headers }));
}

/** A secret that is misspelt would be sent as it is written, and what the server then refuses would look like its policy. */
function checkSecretNames({ headers, cookies, body }: ParsedTargetScenario['request']): Finding[] {
  const texts: readonly (readonly [path: readonly PropertyKey[], text: string])[] = [
    ...headers.map(([name, value]) => [['headers', name], value] as const),
    ...cookies.map((cookie, index) => [['cookies', index], cookie] as const),
    ...(body === undefined ? [] : [[['body'], typeof body === 'string' ? body : JSON.stringify(body)] as const]),
  ];
  return texts.flatMap(([path, text]) =>
    [...text.matchAll(/\{\s*secrets?\s*:[^{}"']*\}/gi)].flatMap(([found]) => (/^\{secret:[\w.-]+\}$/.test(found) ? [] : [{ path: ['request', ...path], message: `${show(found)} stands for no secret`, expected: '`{secret:name}`, with the name that the configuration gives it' }])),
  );
}

function checkTargetExpectation({ target, request, expect }: Pick<ParsedTargetScenario, 'target' | 'request' | 'expect'>): Finding[] {
  const findings: Finding[] = [];
  for (const key of ['readable', 'unreadable'] as const) {
    for (const [index, name] of expect[key].entries()) if (!isHeaderName(name)) findings.push({ path: ['expect', key, index], message: `${show(name)} is no header name`, expected: 'a token: letters, digits, hyphens, no space, no colon' });
  }
  const blocked = expect.outcome === 'network-error';
  for (const key of ['stage', 'reason'] as const) if (!blocked && expect[key] !== undefined) findings.push({ path: ['expect', key], atKey: true, message: `\`${key}\` says why there is no response, and one is expected`, expected: '`outcome: network-error`' });
  const ofResponse = (['status', 'body', 'redirected', 'readable', 'unreadable'] as const).filter((key) => (Array.isArray(expect[key]) ? expect[key].length > 0 : expect[key] !== undefined));
  for (const key of blocked ? ofResponse : []) findings.push({ path: ['expect', key], atKey: true, message: `script gets no ${key.endsWith('readable') ? 'headers' : `\`${key}\``} with a network error`, expected: 'another `outcome`' });
  if (target.preflightOnly && !blocked && ofResponse.length > 0) findings.push({ path: ['target', 'preflightOnly'], message: 'the request itself is not sent, so nothing is known of its response', expected: '`expect` with the outcome alone' });
  if (expect.outcome === 'cors' && request.mode === 'no-cors') findings.push({ path: ['expect', 'outcome'], message: 'in mode no-cors script gets an opaque response', expected: '`outcome: opaque`' });
  if (expect.outcome === 'opaque' && request.mode === 'cors') findings.push({ path: ['expect', 'outcome'], message: 'in mode cors script gets no opaque response', expected: '`outcome: cors`, or `mode: no-cors`' });
  if (expect.outcome === 'opaqueredirect' && request.redirect !== 'manual') findings.push({ path: ['expect', 'outcome'], message: `with \`redirect: ${request.redirect}\` script gets no opaque redirect`, expected: '`redirect: manual`' });
  return findings;
}
