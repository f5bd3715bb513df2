import { METHODS } from 'node:http';
import { cookieCheckPath, reachPath, roleAt, setupPath } from '../../servers/answer.ts';
import type { BoundAnswer, Script } from '../../servers/answer.ts';
import type { Topology } from '../../servers/topology.ts';
import type { PageBody, PageCase } from '../agent/protocol.ts';
import { normalizeMethod } from '../fetch/method.ts';
import type { World } from '../fetch/fetch-params.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { fillPlaceholders } from '../scenario/placeholders.ts';
import type { PlaceholderValues } from '../scenario/placeholders.ts';
import { isSendable } from '../scenario/rules.ts';
import type { Answer, Case, ExpectedExchange, Expectation, Relation, RequestBody, Scheme } from '../scenario/schema.ts';
import type { Claim } from '../verdict/judge.ts';
import { standardExpectation } from '../verdict/standard-expectation.ts';
import { predictScripted, scriptRequestOf, worldAfterSetup } from './predict-case.ts';

/** A case with addresses: all that is needed to perform it once, and to judge it. */
export interface BoundCase {
  readonly case: Case;
  readonly token: string;
  readonly page: PageCase;
  /** Scripted answers, by path. A real server answers all other paths. */
  readonly script: Script;
  /** The policy of a real server, with placeholders filled. */
  readonly policy: Readonly<Record<string, string>>;
  /** Origins at which the token is served. */
  readonly origins: ReadonlySet<string>;
  readonly claim: Claim;
  /** What script asks for, and what the engine holds by then, in the model's words. */
  readonly asked: ScriptRequest;
  readonly world: World;
  /** Null where a real server answers: what it will say is not known beforehand. */
  readonly prediction: Prediction | null;
}

/** Milliseconds that a request may take. */
export const caseDeadline = 5000;

/** Gives a case its addresses, below a token that is its own. */
export function bind(given: Case, topology: Topology, token: string): BoundCase {
  const { document, request, resource } = given;
  const documentOrigin = topology.document[document.scheme];
  const raw = needsRawOrigin(given);
  const originAt = (relation: Relation, scheme: Scheme): string => {
    if (relation === 'same-origin') return documentOrigin;
    return (raw ? topology.raw : topology.resource)[relation][scheme];
  };
  const resourceOrigin = originAt(document.relation, resource.scheme ?? document.scheme);
  const path = request.path ?? '/resource';
  const start = `${resourceOrigin}/${token}${path}`;
  const addresses: Record<string, string> = {};
  const urls: Record<string, string> = {};
  for (const [name, route] of Object.entries(resource.routes)) {
    const address = `${originAt(route.relation ?? document.relation, route.scheme ?? resource.scheme ?? document.scheme)}/${token}/${name}`;
    addresses[name] = address;
    urls[name] = route.userinfo === undefined ? address : address.replace('://', `://${route.userinfo}@`);
  }
  const values: PlaceholderValues = {
    origin: document.context === 'sandboxed-iframe' ? 'null' : documentOrigin,
    'document-origin': documentOrigin,
    'resource-origin': resourceOrigin,
    urls,
  };
  const script = makeScript(given, path, values);
  const harnessUrl = (at: string): string => `${resourceOrigin}/${token}${at}`;
  const origins = new Set([resourceOrigin, ...Object.values(addresses).map((url) => new URL(url).origin)]);
  const page: Omit<PageCase, 'reach'> = {
    token,
    api: given.api,
    context: document.context,
    url: start,
    method: request.method,
    mode: request.mode,
    credentials: request.credentials,
    redirect: request.redirect,
    referrerPolicy: request.referrerPolicy ?? null,
    headers: [...request.headers, ...impliedContentType(given)],
    body: request.body === undefined ? null : pageBody(request.body),
    setup: request.cookies.length === 0 ? [] : [harnessUrl(setupPath), harnessUrl(cookieCheckPath)],
    deadline: caseDeadline,
  };
  const asked = scriptRequestOf(page, values.origin, documentOrigin);
  const world = worldAfterSetup(request.cookies, harnessUrl(setupPath));
  const prediction = resource.server === undefined ? predictScripted(asked, world, script, origins, `/${token}/`) : null;
  const expect = expectationOf(given, prediction, values);

  return {
    case: given,
    token,
    script,
    policy: fillAll(resource.server?.policy ?? {}, values),
    origins,
    asked,
    world,
    prediction,
    page: { ...page, reach: expect.exchanges?.length === 0 ? harnessUrl(reachPath) : null },
    claim: {
      // What the standard leaves open and no author expects has no right answer.
      requirement: given.expect === null && prediction?.outcome.kind === 'undetermined' ? 'survey' : given.requirement,
      method: request.method,
      cookies: request.cookies,
      expect,
      expectation: given.expect === null ? 'standard' : 'author',
      prediction,
      address: ({ at }) => (at === undefined ? start : (addresses[at] ?? null)),
      declared: (exchange) => {
        const at = new URL(exchange.target, exchange.origin).pathname.slice(token.length + 1);
        const declared = script[at];
        const preflight = roleAt({ method: exchange.method, path: at, headers: exchange.requestHeaders }) === 'cors-preflight-request';
        return (preflight ? declared?.preflight : declared?.response) ?? null;
      },
    },
  };
}

/** The expectation with every placeholder filled: the author's, or else the standard's. */
function expectationOf({ expect }: Case, prediction: Prediction | null, values: PlaceholderValues): Expectation {
  if (expect !== null) return { ...expect, ...(expect.exchanges === undefined ? {} : { exchanges: expect.exchanges.map((exchange) => fillExchange(exchange, values)) }) };
  if (prediction === null) return { readable: [], unreadable: [] };
  return standardExpectation(prediction);
}

/** Says whether a case holds what Node's HTTP server does not take or does not send: then the raw origins answer it. */
export function needsRawOrigin({ request, resource }: Pick<Case, 'request' | 'resource'>): boolean {
  const answers = [resource, ...Object.values(resource.routes)].flatMap(({ preflight, response }) => [preflight, response]);
  return !METHODS.includes(normalizeMethod(request.method)) || request.headers.some(([, value]) => !isSendable(value)) || answers.some((answer) => answer?.headers.some(([, value]) => !isSendable(value)) === true);
}

function makeScript({ request, resource }: Case, path: string, values: PlaceholderValues): Script {
  const bound = (answer: Answer): BoundAnswer => ({
    status: answer.status,
    statusText: answer.statusText ?? defaultStatusText(answer.status),
    headers: answer.headers.map(([name, value]) => [name, fillPlaceholders(value, values)]),
    body: answer.body,
  });
  const entry = (preflight: Answer | undefined, response: Answer): Script[string] => ({ preflight: preflight === undefined ? null : bound(preflight), response: bound(response) });
  const permissive = [
    ['Access-Control-Allow-Origin', values.origin],
    ['Access-Control-Allow-Credentials', 'true'],
    ['Cache-Control', 'no-store'],
  ] as const;
  const plain = (headers: BoundAnswer['headers']): Script[string] => ({ preflight: null, response: { status: 200, statusText: 'OK', headers: [...permissive, ...headers], body: '' } });
  const script: Record<string, Script[string]> = {
    [setupPath]: plain(request.cookies.map((cookie) => ['Set-Cookie', cookie])),
    [cookieCheckPath]: plain([]),
    [reachPath]: plain([]),
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

function pageBody(body: RequestBody): PageBody {
  if (typeof body === 'string') return { kind: 'text', text: body };
  if ('json' in body) return { kind: 'text', text: body.json };
  if ('form' in body) return { kind: 'form', fields: body.form };
  if ('multipart' in body) return { kind: 'multipart', fields: body.multipart };
  return { kind: 'blob', ...body.blob };
}

/** `body: { json }` means what people write: `JSON.stringify` and the header that goes with it. */
function impliedContentType({ request }: Case): readonly (readonly [string, string])[] {
  const json = typeof request.body === 'object' && 'json' in request.body;
  const named = request.headers.some(([name]) => name.toLowerCase() === 'content-type');
  return json && !named ? [['Content-Type', 'application/json']] : [];
}

function defaultStatusText(status: number): string {
  return { 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content' }[status] ?? (status < 300 ? 'Success' : status < 400 ? 'Redirect' : status < 500 ? 'Client Error' : 'Server Error');
}
