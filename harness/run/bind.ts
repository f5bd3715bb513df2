import { METHODS } from 'node:http';
import { cookieCheckPath, reachPath, roleAt, setupPath, stepPath } from '../../servers/answer.ts';
import type { BoundAnswer, BoundResponse, Script } from '../../servers/answer.ts';
import type { Topology } from '../../servers/topology.ts';
import type { PageBody, PageCase, PageRequest } from '../agent/protocol.ts';
import { normalizeMethod } from '../fetch/method.ts';
import type { World } from '../fetch/fetch-params.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { fillPlaceholders } from '../scenario/placeholders.ts';
import type { PlaceholderValues } from '../scenario/placeholders.ts';
import { isOpaque, isSendable, isSentAsWritten } from '../scenario/rules.ts';
import type { Answer, Case, CaseStep, ExpectedExchange, Expectation, Host, Relation, RequestBody, Scheme } from '../scenario/schema.ts';
import type { Claim } from '../verdict/judge.ts';
import { standardExpectation } from '../verdict/standard-expectation.ts';
import { predictScripted, scriptRequestOf, worldAfterSetup } from './predict-case.ts';

/** One step with addresses: what script asks for, what the origins answer meanwhile, and what it is judged by. */
export interface BoundStep {
  /** Scripted answers, by path. A real server answers all other paths. */
  readonly script: Script;
  readonly claim: Claim;
  /** What script asks for, in the model's words. */
  readonly asked: ScriptRequest;
  /** Seconds before it. */
  readonly wait: number;
  /** Null where a real server answers: what it will say is not known beforehand. */
  readonly prediction: Prediction | null;
}

/** A case with addresses: all that is needed to perform it once, and to judge it. Its own step is the last one. */
export interface BoundCase extends BoundStep {
  readonly case: Case;
  readonly token: string;
  readonly page: PageCase;
  /** The policy of a real server, with placeholders filled. */
  readonly policy: Readonly<Record<string, string>>;
  /** Origins at which the token is served. */
  readonly origins: ReadonlySet<string>;
  /** Origins at which nobody listens. */
  readonly unreachable: ReadonlySet<string>;
  /** What the engine holds when the case begins. */
  readonly world: World;
  readonly before: readonly BoundStep[];
}

/** All steps of a case, in order. */
export function stepsOfBound(bound: BoundCase): readonly BoundStep[] {
  return [...bound.before, bound];
}

/** Milliseconds that a request may take. */
export const caseDeadline = 5000;

/** Gives a case its addresses, below a token that is its own. */
export function bind(given: Case, topology: Topology, token: string): BoundCase {
  const { document } = given;
  const documentOrigin = topology.document[document.scheme];
  const all: readonly CaseStep[] = [...given.before, given];
  const raw = all.some(needsRawOrigin);
  const originAt = (relation: Relation, scheme: Scheme): string => {
    if (relation === 'same-origin') return documentOrigin;
    return (raw ? topology.raw : topology.resource)[relation][scheme];
  };
  const addressed = all.map((step, index) => addressStep(step, index, given, { documentOrigin, originAt, unreachable: topology.unreachable, token, steps: all.length }));
  const unreachable = new Set(Object.values(topology.unreachable).flatMap((alike) => alike.flatMap((byRelation) => Object.values(byRelation).flatMap((byScheme) => Object.values(byScheme)))));
  const origins = addressed.flatMap((step) => step.origins);
  const last = addressed[addressed.length - 1] as AddressedStep;
  const { cookies } = (all[0] ?? given).request;
  // Where an http address is mixed content to the page, it could not reach that anyway.
  const reachOrigins = addressed.map(({ resourceOrigin }) => (document.scheme === 'https' ? originAt(document.relation, 'https') : resourceOrigin));
  const harnessUrl = (at: string): string => `${last.resourceOrigin}/${token}${at}`;
  const csp = document.csp === undefined ? {} : { csp: fillPlaceholders(document.csp, last.values) };
  const asked = addressed.map((step) => scriptRequestOf(step.page, { ...document, ...csp }, last.values.origin, documentOrigin));
  const world = worldAfterSetup(cookies, harnessUrl(setupPath), document.csp);
  const scripted = all.every(({ resource }) => resource.server === undefined);
  const predictions = scripted ? predictScripted(addressed.map(({ script, wait }, index) => ({ asked: asked[index] as ScriptRequest, script, wait })), world, { served: new Set(origins), unreachable }, `/${token}/`) : all.map(() => null);
  const steps = all.map((step, index): BoundStep => {
    const { script, values, addresses, start, wait } = addressed[index] as AddressedStep;
    const prediction = predictions[index] ?? null;
    return {
      script,
      asked: asked[index] as ScriptRequest,
      wait,
      prediction,
      claim: {
        // What the standard leaves open and no author expects has no right answer.
        requirement: step.expect === null && prediction?.outcome.kind === 'undetermined' ? 'survey' : given.requirement,
        method: step.request.method,
        cookies: all.length === 1 || cookies.length > 0 ? cookies : null,
        expect: expectationOf(step, prediction, values),
        expectation: step.expect === null ? 'standard' : 'author',
        prediction,
        reachOrigin: reachOrigins[index] ?? null,
        ...(step.resource.unreachable === undefined ? {} : { unreachable: step.resource.unreachable }),
        address: ({ at }) => (at === undefined ? start : (addresses[at] ?? null)),
        declared: (exchange) => {
          const at = new URL(exchange.target, exchange.origin).pathname.slice(token.length + 1);
          const declared = script[at];
          const preflight = roleAt({ method: exchange.method, path: at, headers: exchange.requestHeaders }) === 'cors-preflight-request';
          return (preflight ? declared?.preflight : declared?.response) ?? null;
        },
      },
    };
  });
  // Where nothing may be sent, and where an engine may send nothing by a rule of its own.
  const untouched = steps.findIndex(({ claim }) => claim.expect.exchanges?.length === 0);
  const mayBeUntouched = all.findIndex(({ resource }) => resource.host !== undefined || (document.scheme === 'https' && resource.scheme === 'http'));
  const reach = reachOrigins[untouched === -1 ? mayBeUntouched : untouched];
  const [own, before] = [steps[steps.length - 1] as BoundStep, steps.slice(0, -1)];
  return {
    ...own,
    before,
    case: given,
    token,
    policy: fillAll(given.resource.server?.policy ?? {}, last.values),
    // The page says at the document origin which step begins.
    unreachable,
    origins: new Set([...origins, ...(reach === undefined ? [] : [reach]), ...(all.length === 1 ? [] : [documentOrigin])]),
    world,
    page: {
      ...last.page,
      token,
      context: document.context,
      ...csp,
      serviceWorker: document.serviceWorker,
      before: addressed.slice(0, -1).map(({ page }) => page),
      setup: cookies.length === 0 ? [] : [harnessUrl(setupPath), harnessUrl(cookieCheckPath)],
      reach: reach === undefined ? null : `${reach}/${token}${reachPath}`,
    },
  };
}

/** Chooses one of several that are alike: for a token always the same, and for most tokens another. */
function chosenBy<T>(token: string, alike: readonly T[]): T | undefined {
  const sum = Buffer.from(token).reduce((total, byte) => (total * 31 + byte) % 65_521, 0);
  return alike[sum % alike.length];
}

/** As they stand in an origin. */
const hostNames: Readonly<Record<Host, string>> = { 'ipv4-mapped-loopback': '[::ffff:7f00:1]', 'unspecified-address': '0.0.0.0' };

interface AddressedStep {
  readonly page: PageRequest;
  readonly script: Script;
  readonly wait: number;
  readonly origins: readonly string[];
  readonly resourceOrigin: string;
  readonly start: string;
  readonly addresses: Readonly<Record<string, string>>;
  readonly values: PlaceholderValues;
}

interface Places {
  readonly documentOrigin: string;
  readonly originAt: (relation: Relation, scheme: Scheme) => string;
  readonly unreachable: Topology['unreachable'];
  readonly token: string;
  readonly steps: number;
}

/** Gives one step its addresses. */
function addressStep(step: CaseStep, index: number, { document }: Case, { documentOrigin, originAt, unreachable, token, steps }: Places): AddressedStep {
  const { request, resource, api, wait } = step;
  const scheme = resource.scheme ?? document.scheme;
  const resourceOrigin = originAt(document.relation, scheme);
  const nobody = resource.unreachable === undefined || document.relation === 'same-origin' ? null : (chosenBy(token, unreachable[resource.unreachable])?.[document.relation][scheme] ?? null);
  const atHost = (origin: string, host: Host | undefined): string => (host === undefined ? origin : origin.replace('127.0.0.1', hostNames[host]));
  const target = nobody ?? atHost(resourceOrigin, resource.host);
  const path = request.path ?? '/resource';
  const start = `${target}/${token}${path}`;
  const addresses: Record<string, string> = {};
  const urls: Record<string, string> = {};
  for (const [name, route] of Object.entries(resource.routes)) {
    const address = `${atHost(originAt(route.relation ?? document.relation, route.scheme ?? scheme), route.host)}/${token}/${name}`;
    addresses[name] = address;
    urls[name] = route.userinfo === undefined ? address : address.replace('://', `://${route.userinfo}@`);
  }
  const values: PlaceholderValues = {
    origin: isOpaque(document.context) ? 'null' : documentOrigin,
    'document-origin': documentOrigin,
    'document-port': new URL(documentOrigin).port,
    'resource-origin': target,
    urls,
  };
  return {
    wait,
    start,
    addresses,
    values,
    resourceOrigin,
    script: makeScript(step, path, values, steps),
    origins: [nobody === null ? target : resourceOrigin, ...Object.values(addresses).map((url) => new URL(url).origin)],
    page: {
      api,
      url: start,
      method: request.method,
      mode: request.mode,
      credentials: request.credentials,
      redirect: request.redirect,
      referrerPolicy: request.referrerPolicy ?? null,
      headers: [...request.headers, ...impliedContentType(step)],
      body: request.body === undefined ? null : pageBody(request.body),
      cache: request.cache,
      keepalive: request.keepalive,
      sync: request.sync,
      upload: request.upload,
      abort: request.abort,
      timeout: request.timeout,
      wait: wait * 1000,
      enter: steps === 1 ? null : `${documentOrigin}/${token}${stepPath(index)}`,
      deadline: caseDeadline,
    },
  };
}

/** The expectation with every placeholder filled: the author's, or else the standard's. */
function expectationOf({ expect }: CaseStep, prediction: Prediction | null, values: PlaceholderValues): Expectation {
  if (expect !== null) return { ...expect, ...(expect.exchanges === undefined ? {} : { exchanges: expect.exchanges.map((exchange) => fillExchange(exchange, values)) }) };
  if (prediction === null) return { readable: [], unreadable: [] };
  return standardExpectation(prediction);
}

/** Says whether a case holds what Node's HTTP server does not take or does not send, exact bytes too: then the raw origins answer it. */
export function needsRawOrigin({ request, resource }: Pick<Case, 'request' | 'resource'>): boolean {
  const answers = [resource, ...Object.values(resource.routes)].flatMap(({ preflight, response }) => [preflight, response]);
  return !METHODS.includes(normalizeMethod(request.method)) || request.headers.some(([, value]) => !isSendable(value)) || answers.some((answer) => answer !== undefined && (answer.status === undefined || answer.headers.some(([, value]) => !isSentAsWritten(value))));
}

function makeScript({ request, resource }: CaseStep, path: string, values: PlaceholderValues, steps: number): Script {
  const bound = (answer: Answer): BoundAnswer => {
    if (answer.status === undefined) return answer.reset !== undefined ? answer : { raw: fillPlaceholders(answer.raw, values) };
    return {
      status: answer.status,
      statusText: answer.statusText ?? defaultStatusText(answer.status),
      headers: answer.headers.map(([name, value]) => [name, fillPlaceholders(value, values)]),
      body: answer.body,
      ...(answer.delay === undefined ? {} : { delay: answer.delay }),
    };
  };
  const entry = (preflight: Answer | undefined, response: Answer): Script[string] => ({ preflight: preflight === undefined ? null : bound(preflight), response: bound(response) });
  const permissive = [
    ['Access-Control-Allow-Origin', values.origin],
    ['Access-Control-Allow-Credentials', 'true'],
    ['Cache-Control', 'no-store'],
  ] as const;
  const plain = (headers: BoundResponse['headers']): Script[string] => ({ preflight: null, response: { status: 200, statusText: 'OK', headers: [...permissive, ...headers], body: '' } });
  const script: Record<string, Script[string]> = {
    [setupPath]: plain(request.cookies.map((cookie) => ['Set-Cookie', cookie])),
    [cookieCheckPath]: plain([]),
    [reachPath]: plain([]),
    ...(steps === 1 ? {} : Object.fromEntries(Array.from({ length: steps }, (_step, index) => [stepPath(index), plain([])]))),
  };
  if (resource.response !== undefined) script[path.replace(/\?.*$/, '')] = entry(resource.preflight, resource.response);
  for (const [name, route] of Object.entries(resource.routes)) script[`/${name}`] = entry(route.preflight, route.response);
  return script;
}

function fillExchange(exchange: ExpectedExchange, values: PlaceholderValues): ExpectedExchange {
  return { ...exchange, headers: fillAll(exchange.headers, values) };
}

function fillAll(texts: Readonly<Record<string, string>>, values: PlaceholderValues): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fillPlaceholders(text, values)]));
}

/** Says what a page makes of a declared body. */
export function pageBody(body: RequestBody): PageBody {
  if (typeof body === 'string') return { kind: 'text', text: body };
  if ('json' in body) return { kind: 'text', text: body.json };
  if ('form' in body) return { kind: 'form', fields: body.form };
  if ('multipart' in body) return { kind: 'multipart', fields: body.multipart };
  if ('stream' in body) return { kind: 'stream', text: body.stream };
  return { kind: 'blob', ...body.blob };
}

/** `body: { json }` means what people write: `JSON.stringify` and the header that goes with it. */
export function impliedContentType({ request }: Pick<CaseStep, 'request'>): readonly (readonly [string, string])[] {
  const json = typeof request.body === 'object' && 'json' in request.body;
  const named = request.headers.some(([name]) => name.toLowerCase() === 'content-type');
  return json && !named ? [['Content-Type', 'application/json']] : [];
}

function defaultStatusText(status: number): string {
  return { 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content' }[status] ?? (status < 300 ? 'Success' : status < 400 ? 'Redirect' : status < 500 ? 'Client Error' : 'Server Error');
}
