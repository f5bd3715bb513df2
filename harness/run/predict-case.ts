import { answerTo } from '../../servers/answer.ts';
import type { BoundAnswer, Script } from '../../servers/answer.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import { readResponse } from '../../servers/read-response.ts';
import type { PageBody, PageRequest } from '../agent/protocol.ts';
import { parseSetCookie } from '../fetch/cookie.ts';
import type { PredictedExchange, Respond, World } from '../fetch/fetch-params.ts';
import { normalizeHeaderValue } from '../fetch/header.ts';
import type { HeaderList, HeaderPair } from '../fetch/header.ts';
import { freshWorld, predictIn } from '../fetch/predict.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { ScriptBody, ScriptRequest } from '../fetch/script-request.ts';
import { parseUrl } from '../fetch/url.ts';
import type { Case, Context } from '../scenario/schema.ts';

/** The agent page's path is not known beforehand, so a `Referer` that holds it is left undetermined. */
const clientPath = '/~client';

/** Says what script asks for, in the model's words. `origin` is the serialised origin of the page, worker or frame. */
export function scriptRequestOf(page: PageRequest, document: Pick<Case['document'], 'context' | 'csp' | 'serviceWorker'>, origin: string, documentOrigin: string): ScriptRequest {
  return {
    api: page.api,
    origin,
    clientUrl: clientUrlOf(document.context, documentOrigin),
    url: page.url,
    method: page.method,
    mode: page.mode,
    credentials: page.credentials,
    redirect: page.redirect,
    referrerPolicy: page.referrerPolicy === '' ? null : page.referrerPolicy,
    headers: page.headers,
    body: page.body === null ? null : bodyOf(page.body),
    uploadListeners: page.upload === 'before-send',
    cache: page.cache === 'only-if-cached' ? undefined : page.cache,
    keepalive: page.keepalive,
    sync: page.sync,
    abort: page.abort,
    timeout: page.timeout,
    serviceWorker: document.serviceWorker,
    ...(document.csp === undefined ? {} : { csp: { policy: document.csp, self: documentOrigin } }),
  };
}

function clientUrlOf(context: Context, documentOrigin: string): string {
  if (context.startsWith('data-')) return 'data:text/html,';
  return context.startsWith('blob-') ? `blob:${documentOrigin}${clientPath}` : `${documentOrigin}${clientPath}`;
}

function bodyOf(body: PageBody): ScriptBody {
  return body.kind === 'multipart' ? { kind: 'multipart' } : body.kind === 'stream' ? { kind: 'stream' } : body;
}

/** Says what the world is like when the case begins: the cookies that were set at an address before, and how far the page is from it. */
export function worldAfterSetup(cookies: readonly string[], setupUrl: string, csp?: string): World {
  const url = parseUrl(setupUrl);
  // https://wicg.github.io/local-network-access/#treat-as-public-address
  const isPublic = csp?.split(';').some((directive) => directive.trim().toLowerCase() === 'treat-as-public-address') === true;
  return { ...freshWorld, http: '1.1', clientAddressSpace: isPublic ? 'public' : null, cookies: url === null ? [] : cookies.flatMap((cookie) => parseSetCookie(cookie, url) ?? []) };
}

/** A step to predict: what script asks for, the seconds before it, and what the servers answer. */
interface StepToPredict {
  readonly asked: ScriptRequest;
  readonly wait: number;
  readonly respond: Respond;
}

/** Origins at which the case is served, and those at which nobody is. */
interface PlacesToPredict {
  readonly served: ReadonlySet<string>;
  readonly unreachable: ReadonlySet<string>;
}

/** Answers as a step's script says; `below` is the token's path with its slashes. */
export function respondByScript(script: Script, { served, unreachable }: PlacesToPredict, below: string): Respond {
  return ({ method, url, headers }) => {
    const { origin, pathname } = new URL(url);
    if (unreachable.has(origin)) return 'no-connection';
    if (!served.has(origin) || !pathname.startsWith(below)) return 'unknown';
    return asParsed(answered(answerTo(script, { method, path: pathname.slice(below.length - 1), headers: sentHeaders(headers) }), method));
  };
}

/** Predicts a case whose servers are scripted, step by step. */
export function predictScripted(steps: readonly { readonly asked: ScriptRequest; readonly wait: number; readonly script: Script }[], world: World, places: PlacesToPredict, below: string): Prediction[] {
  return predictSteps(steps.map(({ asked, wait, script }) => ({ asked, wait, respond: respondByScript(script, places, below) })), world);
}

/** Says what HTTP makes of a declared answer. */
export function answered(answer: BoundAnswer, method: string): ReturnType<Respond> {
  if (answer.status !== undefined) return answer;
  if (answer.reset !== undefined) return 'none';
  const read = readResponse(answer.raw, method);
  switch (read.kind) {
    case 'response':
      return read.response;
    case 'none':
      return 'none';
    case 'discarded':
      return { discarded: read.why };
    case 'open':
      return { malformed: read.why, ...(read.mended === undefined ? {} : { mended: read.mended }) };
  }
}

/**
 * Predicts a case from what its servers answered in fact: each request gets the next response that the wire carried for
 * its address and role. For servers whose answers nobody declared.
 */
export function predictFromWire(steps: readonly { readonly asked: ScriptRequest; readonly wait: number }[], world: World, exchanges: readonly Exchange[]): Prediction[] {
  return predictSteps(
    steps.map(({ asked, wait }, index) => {
      const rest = exchanges.filter(({ step }) => step === index);
      const respond: Respond = ({ role, url }) => {
        const at = rest.findIndex((exchange) => (exchange.role === 'cors-preflight-request') === (role === 'preflight') && exchange.origin + exchange.target === url);
        const [exchange] = at === -1 ? [] : rest.splice(at, 1);
        if (exchange === undefined) return 'unknown';
        if (exchange.exact !== undefined) return exchange.exact.kind === 'reset' ? 'none' : answered({ raw: exchange.exact.bytes }, exchange.method);
        if (exchange.response === null) return 'none';
        return { ...exchange.response, toCondition: exchange.requestHeaders.some(([name]) => /^if-(none-match|modified-since)$/i.test(name)) };
      };
      return { asked, wait, respond };
    }),
    world,
  );
}

/** Predicts step after step, with what the engine holds after those before. */
function predictSteps(steps: readonly StepToPredict[], world: World): Prediction[] {
  const predictions: Prediction[] = [];
  let held = world;
  for (const { asked, wait, respond } of steps) {
    const { prediction, world: after } = predictIn(asked, (request) => asParsed(respond(request)), { ...held, now: held.now + wait });
    predictions.push({ ...prediction, exchanges: prediction.exchanges.map(withoutClientPath) });
    held = after;
  }
  return predictions;
}

/**
 * Reads a response's header values as HTTP does: white space around one is no part of it, and one with a NUL is to be
 * rejected, or the NUL taken for a space. Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.5
 */
function asParsed(response: ReturnType<Respond>): ReturnType<Respond> {
  if (typeof response === 'string' || 'malformed' in response || 'discarded' in response) return response;
  const withNul = response.headers.find(([, value]) => value.includes('\0'));
  if (withNul !== undefined) return { malformed: `the header value ${JSON.stringify(withNul[1])} holds a NUL` };
  return { ...response, headers: response.headers.map(([name, value]): HeaderPair => [name, normalizeHeaderValue(value)]) };
}

function withoutClientPath(exchange: PredictedExchange): PredictedExchange {
  if (exchange.headers['referer']?.endsWith(clientPath) !== true) return exchange;
  const { referer: _referer, ...headers } = exchange.headers;
  return { ...exchange, headers };
}

function sentHeaders(headers: PredictedExchange['headers']): HeaderList {
  return Object.entries(headers).flatMap(([name, value]): HeaderPair[] => (value === null ? [] : [[name, value]]));
}
