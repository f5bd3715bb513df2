import assert from 'node:assert/strict';
import type { PredictedExchange, Respond, World } from '../fetch-params.ts';
import type { HeaderList } from '../header.ts';
import { freshWorld, predictIn } from '../predict.ts';
import type { PredictedOutcome, Prediction } from '../predict.ts';
import type { OpenQuestion, Reason, Stage } from '../reason.ts';
import { isRedirectStatus } from '../request.ts';
import type { ScriptRequest } from '../script-request.ts';
import { formatTrace } from '../trace.ts';

/** Origin of the page, and of two others: one of the same site, and one of another. */
export const page = 'http://www.site.test';
export const remote = 'http://api.site.test';
export const another = 'http://files.elsewhere.test';

/** What a server answers. Tabs and spaces around a value are taken off, as HTTP does before a value is one. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
}

/** A server on the way. Its address is its origin and its number on the way, from 1. */
export interface Hop {
  readonly origin: string;
  readonly answer: Answer;
  /** Not given: no preflight may come, and the prediction is undetermined if one does. */
  readonly preflight?: Answer | undefined;
  /** How the redirect before writes a user name and password for this one, with the `@`. */
  readonly userinfo?: string | undefined;
}

/** What must come of it, of each outcome the parts that are said. */
export type Expected =
  | { readonly kind: 'response'; readonly type?: 'basic' | 'cors' | 'opaque' | 'opaqueredirect'; readonly status?: number; readonly url?: string; readonly body?: string }
  | { readonly kind: 'network-error'; readonly stage: Stage; readonly reason?: Reason }
  | { readonly kind: 'undetermined'; readonly because: OpenQuestion };

export interface Expect {
  readonly outcome: Expected;
  /** Preflights that reach a server; `some` where it is not said how many. */
  readonly preflights?: number | 'some' | undefined;
  /** Requests that are no preflights. */
  readonly requests?: number | undefined;
  /** `Origin` of each request that is no preflight, in order; null for none. */
  readonly origins?: readonly (string | null)[] | undefined;
  /** Headers of the last request, and of the last preflight, by names in lower case; null for none. */
  readonly sent?: Readonly<Record<string, string | null>> | undefined;
  readonly preflight?: Readonly<Record<string, string | null>> | undefined;
  readonly preflightUrl?: string | undefined;
  readonly method?: string | undefined;
  readonly body?: string | null | undefined;
  /** What script reads of the response, by names in lower case; null where it cannot. */
  readonly readable?: Readonly<Record<string, string | null>> | undefined;
}

/** One request, and what must come of it. Its address is that of the first hop. */
export interface Step {
  readonly asked: Partial<ScriptRequest>;
  readonly hops: readonly Hop[];
  /** Seconds since the step before. */
  readonly wait?: number;
  readonly expect: Expect;
}

/** What a row says once: requests one after the other, by one engine. */
export interface Case {
  /** What tells it from the others of its row; empty for the only one. */
  readonly what: string;
  readonly steps: readonly Step[];
}

export function answer(headers: HeaderList, status = 200, body = ''): Answer {
  return { status, headers, body };
}

/** Grants that are enough for a simple request: a star, or with credentials the page's origin. */
export function grant(credentials: ScriptRequest['credentials'] | undefined, origin = page): HeaderList {
  return credentials === 'include' ? [['Access-Control-Allow-Origin', origin], ['Access-Control-Allow-Credentials', 'true']] : [['Access-Control-Allow-Origin', '*']];
}

export function only(...steps: readonly Step[]): readonly Case[] {
  return [{ what: '', steps }];
}

export function each<T extends string | number>(values: readonly T[], step: (value: T) => Step | readonly Step[]): readonly Case[] {
  return values.map((value) => ({ what: String(value), steps: [step(value)].flat() }));
}

export function hopAddress(hops: readonly Hop[], index: number): string {
  return `${hops[index]?.origin ?? ''}/${index + 1}`;
}

/** Answers as the hops do. A redirect leads to the next hop unless it has a `Location`; of any other address nothing is known. */
function respondAs(hops: readonly Hop[]): Respond {
  return ({ url, role }) => {
    const index = hops.findIndex((_, at) => hopAddress(hops, at) === url);
    const hop = hops[index];
    const given = role === 'preflight' ? hop?.preflight : hop?.answer;
    if (given === undefined) return 'unknown';
    const headers = given.headers.map(([name, value]) => [name, value.replace(/^[\t ]+|[\t ]+$/g, '')] as const);
    const next = hops[index + 1];
    const leads = isRedirectStatus(given.status) && next !== undefined && !headers.some(([name]) => name === 'Location');
    const location = hopAddress(hops, index + 1).replace('://', `://${next?.userinfo ?? ''}`);
    return { status: given.status, statusText: '', body: given.body, headers: leads ? [...headers, ['Location', location]] : headers };
  };
}

/** Predicts the steps of a case and checks each; throws an assertion with the trace where one is not as expected. */
export function checkCase({ steps }: Case): void {
  let world: World = freshWorld;
  steps.forEach((step, index) => {
    // No row speaks of the HTTP cache.
    world = { ...world, httpCache: [], now: world.now + (step.wait ?? 0) };
    const asked: ScriptRequest = {
      api: 'fetch', origin: page, clientUrl: `${page}/folder/page.html`, url: hopAddress(step.hops, 0), method: 'GET', mode: 'cors', credentials: 'same-origin',
      redirect: 'follow', referrerPolicy: null, headers: [], body: null, uploadListeners: false, ...step.asked,
    };
    const result = predictIn(asked, respondAs(step.hops), world);
    world = result.world;
    checkPrediction(result.prediction, step.expect, steps.length === 1 ? '' : `request ${index + 1}: `);
  });
}

function checkPrediction({ outcome, exchanges, trace }: Prediction, expect: Expect, where: string): void {
  const told = (what: string): string => `${where}${what}, given ${JSON.stringify(outcome)}\n${formatTrace(trace).join('\n')}`;
  const same = (actual: unknown, expected: unknown, what: string): void => {
    // Nothing is compared where the row says nothing.
    if (expected !== undefined) assert.deepEqual(actual, expected, told(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`));
  };
  same(partsOf(outcome, expect.outcome), expect.outcome, 'the outcome');
  const must = exchanges.filter(({ optional }) => optional === null);
  const [preflights, requests] = [must.filter(({ role }) => role === 'preflight'), must.filter(({ role }) => role === 'request')];
  if (expect.preflights === 'some') assert.ok(preflights.length > 0, told('no preflight is sent'));
  else same(preflights.length, expect.preflights, 'the number of preflights');
  same(requests.length, expect.requests, 'the number of requests');
  same(requests.map((request) => headerOf(request, 'origin')), expect.origins, 'Origin');
  const [last, lastPreflight] = [requests.at(-1), preflights.at(-1)];
  for (const [name, value] of Object.entries(expect.sent ?? {})) same(headerOf(last, name), value, name);
  for (const [name, value] of Object.entries(expect.preflight ?? {})) same(headerOf(lastPreflight, name), value, `${name} of the preflight`);
  same(lastPreflight?.url, expect.preflightUrl, "the last preflight's address");
  same(last?.method, expect.method, 'the method of the last request');
  same(last?.body, expect.body, 'the body of the last request');
  for (const [name, value] of Object.entries(expect.readable ?? {})) {
    const headers = outcome.kind === 'response' ? outcome.headers : [];
    same(headers.find(([candidate]) => candidate === name)?.[1] ?? null, value, `what script reads of ${name}`);
  }
}

/** Null for a header that is not sent; throws for none to look at. */
function headerOf(exchange: PredictedExchange | undefined, name: string): string | null {
  assert.ok(exchange !== undefined, `nothing was sent that could have ${name}`);
  return exchange.headers[name] ?? null;
}

function partsOf(outcome: PredictedOutcome, expected: Expected): unknown {
  const said = Object.keys(expected);
  return Object.fromEntries(Object.entries(outcome).filter(([key]) => key === 'kind' || said.includes(key)));
}
