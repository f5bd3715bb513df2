import { cookieCheckPath } from '../../servers/answer.ts';
import type { BoundAnswer } from '../../servers/answer.ts';
import { isCarriedOut } from '../../servers/exact-answer.ts';
import { keptBody } from '../../servers/exchange-log.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { Unreachable } from '../../servers/unreachable.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import { getHeader } from '../fetch/header.ts';
import type { Prediction } from '../fetch/predict.ts';
import { normalizeMethod } from '../fetch/method.ts';
import { parseUrl } from '../fetch/url.ts';
import type { ParsedUrl } from '../fetch/url.ts';
import type { ExpectedExchange, Expectation, Scenario } from '../scenario/schema.ts';
import { compareWithPrediction } from './compare-prediction.ts';
import { compareClient, compareExchanges, roleWord, sequence } from './compare.ts';
import { exchangesOfCase } from './observation.ts';
import type { Observation } from './observation.ts';
import type { Difference, Verdict } from './verdict.ts';

/** What one case is judged by: the scenario's words with every placeholder filled. */
export interface Claim {
  readonly requirement: Scenario['requirement'];
  readonly method: string;
  /** Cookies that were set before; null where only earlier steps set any. */
  readonly cookies: readonly string[] | null;
  readonly expect: Expectation;
  /** Whose words these are; the standard's own are compared with the prediction alone, which knows more. */
  readonly expectation: 'author' | 'standard';
  /** What the standard says; null where nobody knows what the servers would have answered. */
  readonly prediction: Prediction | null;
  /** How nobody is at the address; the harness must have seen so itself. */
  readonly unreachable?: Unreachable;
  /** Origin that a request for proof must have reached where nothing may be sent; null for any. */
  readonly reachOrigin: string | null;
  /** The address at which an expected exchange must arrive; null where any will do. */
  readonly address: (exchange: ExpectedExchange) => string | null;
  /** The response that the scenario declares for an exchange; null where it declares none (a real server). */
  readonly declared: (exchange: Exchange) => BoundAnswer | null;
}

/**
 * Judges one case in one engine. A network error conforms only with proof: the expected exchanges on the wire, each with
 * exactly the declared response; or, where nothing may be sent, a sign that the origin could be reached at the time.
 */
export function judge(claim: Claim, observation: Observation): Verdict {
  const judged = judgeUndisturbed(claim, observation);
  const { disturbance } = observation;
  if (disturbance === null) return judged;
  // Nothing on the wire proves nothing then: the request that must not come may have met a dead origin.
  const unseen = observation.client !== null && withoutResponse.has(observation.client.kind) && (observation.disturbedAfterLastExchange || exchangesOfCase(observation.exchanges).length === 0);
  const unproved = judged.kind === 'deviates' || judged.kind === 'inconclusive' || unseen;
  const judgeable = observation.trouble === null && observation.client !== null && !['timeout', 'setup-failed'].includes(observation.client.kind);
  return judgeable && unproved ? { ...judged, kind: 'harness-error', why: disturbance } : judged;
}

/** What script also sees when a server is dead, or so slow that it might be. */
const withoutResponse: ReadonlySet<string> = new Set(['network-error', 'aborted', 'timed-out', 'sent']);

/** The address that a response redirects to, or null when it does not. */
function redirectOf({ origin, target, response }: Exchange): ParsedUrl | null {
  if (response === null || ![301, 302, 303, 307, 308].includes(response.status)) return null;
  const location = getHeader(response.headers, 'location');
  return location === null ? null : parseUrl(location, new URL(target, origin).href);
}

function judgeUndisturbed(claim: Claim, observation: Observation): Verdict {
  const { client, trouble } = observation;
  if (trouble !== null) return verdict(trouble.kind, trouble.message);
  if (client === null) return verdict('harness-error', 'the page reported nothing');
  if (client.kind === 'timeout') return verdict('timeout', `no answer within ${client.after} ms`, [{ element: 'answer', expected: `within ${client.after} ms`, observed: '(none)' }]);
  if (client.kind === 'setup-failed') return verdict('harness-error', `the page could not prepare the case: ${client.message}`);

  const exchanges = exchangesOfCase(observation.exchanges);
  const wrong = firstWrongResponse(claim, exchanges, wasToBeEnded(claim, client)) ?? firstWrongStatus(claim, exchanges);
  if (wrong !== null) return wrong;
  const cached = claim.prediction?.exchanges.some(({ optional }) => optional === 'http-cache') === true;
  const fromNothing = client.kind === 'loaded' || (client.kind === 'response' && !cameBefore(client, observation.earlier ?? []));
  // By a service worker, where the case has one that answers.
  const made = client.kind === 'response' && claim.prediction?.outcome.kind === 'response' && claim.prediction.exchanges.length === 0;
  if (fromNothing && exchanges.length === 0 && !cached && !made) {
    return verdict('inconclusive', 'script got a response, but no request reached an origin of this case');
  }

  const fromExpectation = [
    ...compareClient(claim.expect, client, exchanges.at(-1) ?? null),
    ...compareReason(claim.expect, claim.prediction),
    ...(claim.expect.exchanges === undefined || claim.expectation === 'standard' ? [] : compareExchanges(claim.expect.exchanges, exchanges, (want) => claim.address(want), actualMethod(claim, exchanges))),
  ];
  const fromStandard = claim.prediction === null || claim.requirement !== 'must' ? [] : compareWithPrediction(claim.prediction, client, exchanges);
  const differences = mergeDifferences(fromExpectation, fromStandard);
  const unproved = whatIsUnproved(claim, observation, exchanges);
  if (unproved !== null) return verdict('inconclusive', unproved, differences);
  if (claim.requirement === 'survey') return verdict('observed', '', differences);
  if (differences.length === 0) return verdict('conforms', '');
  if (claim.requirement === 'may') return verdict('observed', 'the standard permits this too', differences);
  return verdict('deviates', summarize(differences), differences);
}

/** Says whether script got what an earlier step's request got: then it came from the HTTP cache, with leave or without. */
function cameBefore({ url, body }: Extract<ClientObservation, { kind: 'response' }>, earlier: readonly Exchange[]): boolean {
  return earlier.some(({ method, origin, target, response }) => method === 'GET' && response !== null && origin + target === url && response.body === body);
}

/**
 * Compares the author's stage and reason with those that follow from the wire by the standard. Of scripted servers lint has
 * done so; what a real server stops for is known only when it has answered.
 */
export function compareReason({ stage, reason }: Expectation, prediction: Prediction | null): Difference[] {
  const outcome = prediction?.outcome;
  if (outcome?.kind !== 'network-error') return [];
  const differences: Difference[] = [];
  if (stage !== undefined && stage !== outcome.stage) differences.push({ element: 'stage', expected: stage, observed: outcome.stage });
  if (reason !== undefined && reason !== outcome.reason) differences.push({ element: 'reason', expected: reason, observed: outcome.reason });
  return differences;
}

/** Puts together how the observation differs from both; what differs from both in the same way stands once. */
export function mergeDifferences(fromExpectation: readonly Difference[], fromStandard: readonly Difference[]): Difference[] {
  // An element may differ in two exchanges; what was observed tells them apart.
  const same = (a: Difference, b: Difference): boolean => a.element.toLowerCase() === b.element.toLowerCase() && a.observed === b.observed;
  return [
    ...fromExpectation.map((difference) => ({ ...difference, from: fromStandard.some((other) => same(difference, other)) ? ('both' as const) : ('expectation' as const) })),
    ...fromStandard.filter((difference) => !fromExpectation.some((other) => same(difference, other))).map((difference) => ({ ...difference, from: 'standard' as const })),
  ];
}

/** Header lines that HTTP itself needs. */
const ofHttp = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** Puts a verdict together. */
export function verdict(kind: Verdict['kind'], why: string, differences: readonly Difference[] = []): Verdict {
  return { kind, why, differences };
}

/** Says in a sentence what the first difference is. */
export function summarize(differences: readonly Difference[]): string {
  const [first, ...rest] = differences;
  if (first === undefined) return '';
  const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
  return `${first.element}: expected ${first.expected}, observed ${first.observed}${more}`;
}

/** The method of the actual request, where no redirect may have changed it. */
function actualMethod(claim: Claim, exchanges: readonly Exchange[]): string | null {
  return exchanges.filter(({ role }) => role !== 'cors-preflight-request').length > 1 ? null : normalizeMethod(claim.method);
}

/** Says whether script, or its timeout, has ended the request, and was to do so before a response came. */
function wasToBeEnded({ expect, prediction, requirement }: Claim, { kind }: ClientObservation): boolean {
  if (kind !== 'aborted' && kind !== 'timed-out') return false;
  return requirement === 'survey' || kind === expect.outcome || kind === prediction?.outcome.kind;
}

/** Checks the harness itself: each response on the wire must be the one that the scenario declares. */
function firstWrongResponse(claim: Claim, exchanges: readonly Exchange[], ended: boolean): Verdict | null {
  for (const exchange of exchanges) {
    const declared = claim.declared(exchange);
    if (declared !== null && isCarriedOut(declared, exchange.exact)) continue;
    if (exchange.exact !== undefined) return verdict('harness-error', 'the origin did not do exactly what the scenario declares');
    // An engine that has not let go of it may still send what comes next.
    if (exchange.finishedAt === null && ended) return verdict('inconclusive', `the ${roleWord(exchange)} was still under way: what came after it was not seen`);
    // Script itself ended it.
    if (exchange.response === null && ended) continue;
    if (exchange.response === null) return verdict('inconclusive', `the response to the ${roleWord(exchange)} was not sent to its end`);
    if (declared === null) continue;
    if (declared.status === undefined) return verdict('harness-error', `the origin sent a response; the scenario declares ${declared.reset === undefined ? 'exact bytes' : 'that the connection is cut'}`);
    const { status, headers, body, bodyLength } = exchange.response;
    if (status !== declared.status) return verdict('harness-error', `the origin sent status ${status}; the scenario declares ${declared.status}`);
    const names = new Set(declared.headers.map(([name]) => name.toLowerCase()));
    const [sent, meant] = [headers.filter(([name]) => names.has(name.toLowerCase()) || !ofHttp.has(name.toLowerCase())), declared.headers].map((list) => JSON.stringify(list));
    const bodyless = exchange.method === 'HEAD';
    if (!bodyless && bodyLength <= keptBody && body !== declared.body) return verdict('harness-error', 'the origin sent another body than the scenario declares');
    if (sent !== meant) return verdict('harness-error', `the origin sent ${sent}; the scenario declares ${meant}`);
  }
  return null;
}

/** Checks a real server: where the scenario names a status, a block by a server that failed proves nothing. */
function firstWrongStatus({ expect }: Claim, exchanges: readonly Exchange[]): Verdict | null {
  for (const [index, { role, status }] of (expect.exchanges ?? []).entries()) {
    const exchange = exchanges[index];
    if (status === undefined || exchange === undefined || roleWord(exchange) !== role) continue;
    const sent = exchange.response?.status;
    if (sent !== status) return verdict('harness-error', `the server answered the ${role} with ${sent}; the scenario expects ${status}`);
  }
  return null;
}

/** Says what keeps the observation from proving anything, or null when nothing does. */
function whatIsUnproved(claim: Claim, observation: Observation, exchanges: readonly Exchange[]): string | null {
  const { expect } = claim;
  const failed = observation.client?.kind === 'network-error';
  const reached = wasReached(claim, observation);
  if (observation.client !== null && withoutResponse.has(observation.client.kind) && exchanges.length === 0 && expect.exchanges?.length !== 0 && !(failed && reached)) {
    return `no request reached the origin (expected ${sequence(expect.exchanges?.map(({ role }) => role) ?? ['request'])}): a block cannot be told from a dead server`;
  }
  // A request there has no token, so the log could not say that it came.
  const away = exchanges.map((exchange) => ({ exchange, to: redirectOf(exchange) })).find(({ exchange, to }) => to !== null && /^https?:$/.test(to.protocol) && !to.pathname.startsWith(`/${exchange.token}/`));
  if (failed && away !== undefined) return `the response redirects to ${away.to?.href}, which is outside the case: whether it was followed cannot be seen (a route and {url:name} can)`;
  if (expect.exchanges?.length === 0 && exchanges.length === 0 && !reached) {
    return 'nothing reached the origin, not even the request that proves that it could be reached';
  }
  if (claim.unreachable !== undefined && observation.unreachable?.[claim.unreachable] === undefined) return `the harness itself did not see that nobody was there (${claim.unreachable})`;
  const withheld = expect.exchanges?.some(({ absent }) => absent.some((name) => name.toLowerCase() === 'cookie')) === true;
  if (withheld && claim.cookies !== null && !cookiesKept(claim.cookies, observation)) return 'the engine did not keep the cookie, so that it was not sent proves nothing';
  for (const name of expect.unreadable) {
    const sent = exchanges.at(-1)?.response?.headers ?? [];
    if (getHeader(sent, name) === null) return `the header ${name} was not sent, so that script cannot read it proves nothing`;
  }
  return null;
}

/** Says whether a request of the page's has reached the origin to which nothing may be sent, or the one in its place. */
function wasReached({ reachOrigin }: Claim, { exchanges }: Observation): boolean {
  return exchanges.some(({ role, response, origin }) => role === 'reachability' && response !== null && (reachOrigin === null || reachOrigin === origin));
}

/** Says whether the check before the case showed every cookie being sent to the resource origin. */
function cookiesKept(cookies: readonly string[], observation: Observation): boolean {
  const check = observation.exchanges.findLast(({ role, target }) => role === 'setup' && target.endsWith(cookieCheckPath));
  const pairs = (check === undefined ? null : getHeader(check.requestHeaders, 'cookie'))?.split('; ') ?? [];
  return cookies.every((cookie) => pairs.includes(cookie.split(';')[0]?.trim() ?? ''));
}
