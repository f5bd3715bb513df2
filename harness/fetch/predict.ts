import { FetchParams } from './fetch-params.ts';
import type { Facts, PredictedExchange, Respond, World } from './fetch-params.ts';
import { readableHeaders } from './filtered-response.ts';
import type { HeaderList } from './header.ts';
import { mainFetch } from './main-fetch.ts';
import type { OpenQuestion, Reason, Stage } from './reason.ts';
import { sendBeacon } from './beacon.ts';
import { loadImage } from './image.ts';
import { constructRequest } from './request-constructor.ts';
import { currentUrl, isNullBodyStatus } from './request.ts';
import type { ApiResult, ScriptRequest } from './script-request.ts';
import type { TraceStep } from './trace.ts';
import { addressOf } from './url.ts';
import { xhrEvents } from './xhr-events.ts';
import { sendXmlHttpRequest } from './xml-http-request.ts';

/** What the standard says that script gets. */
export type PredictedOutcome =
  | {
      readonly kind: 'response';
      readonly type: 'basic' | 'cors' | 'opaque' | 'opaqueredirect';
      readonly status: number;
      readonly redirected: boolean;
      readonly url: string;
      /** What script can read, sorted, names in lower case. */
      readonly headers: HeaderList;
      readonly body: string;
    }
  | { readonly kind: 'network-error'; readonly stage: Stage; readonly reason: Reason; readonly facts: Facts }
  /** Script, or the timeout of XMLHttpRequest, ended it before the response came. */
  | { readonly kind: 'aborted' | 'timed-out' }
  /** A beacon: script is told no more than that it was taken. */
  | { readonly kind: 'sent' }
  /** The API throws before anything is fetched. */
  | { readonly kind: 'exception'; readonly stage: 'api'; readonly reason: Reason; readonly error: string }
  /** The standard leaves it to the user agent, or it lies outside the model. */
  | { readonly kind: 'undetermined'; readonly because: OpenQuestion };

/** What the Fetch standard says of one request, and by which steps. */
export interface Prediction {
  readonly outcome: PredictedOutcome;
  /** What the servers receive, in order; of an undetermined outcome as far as it is determined. */
  readonly exchanges: readonly PredictedExchange[];
  readonly trace: readonly TraceStep[];
  /** Events of XMLHttpRequest, in order; null for other APIs, and where they cannot be known. */
  readonly events: readonly string[] | null;
  /** What was left open on the way, whether or not the outcome depends on it. */
  readonly open: readonly OpenQuestion[];
}

/** A world in which nothing was fetched before. */
export const freshWorld: World = { cookies: [], preflightCache: [], httpCache: [], now: 0, longestMaxAge: Infinity, clientAddressSpace: null, http: '2' };

/**
 * Predicts what the Fetch standard says of a request, given what its servers answer. Pure, if `respond` is; never throws.
 * Source: https://fetch.spec.whatwg.org/#fetching, https://xhr.spec.whatwg.org/
 */
export function predict(asked: ScriptRequest, respond: Respond, world: World = freshWorld): Prediction {
  return predictIn(asked, respond, world).prediction;
}

/** Predicts, and says what the engine holds afterwards. */
export function predictIn(asked: ScriptRequest, respond: Respond, world: World): Predicted {
  const answers: ReturnType<Respond>[] = [];
  const rejected = predictOnce(asked, (request) => {
    const answer = respond(request);
    answers.push(answer);
    return answer;
  }, world);
  const last = answers.at(-1);
  if (rejected.prediction.outcome.kind !== 'undetermined' || typeof last !== 'object' || !('malformed' in last) || last.mended === undefined) return rejected;
  const { malformed, mended } = last;
  let next = 0;
  const second = predictOnce(asked, (request) => {
    const at = next++;
    return at === answers.length - 1 ? mended : (answers[at] ?? respond(request));
  }, world);
  // A recipient may reject the response or mend it: where it comes to nothing in both ways, nothing is open.
  const { outcome, exchanges, trace } = second.prediction;
  if (outcome.kind !== 'network-error' || exchanges.length !== rejected.prediction.exchanges.length) return rejected;
  const also: TraceStep = { algorithm: 'http-network-fetch', step: '8.5', says: `a network error also where the response is rejected: ${malformed}` };
  return { ...second, prediction: { ...second.prediction, trace: [...trace, also] } };
}

interface Predicted {
  readonly prediction: Prediction;
  readonly world: World;
}

function predictOnce(asked: ScriptRequest, respond: Respond, world: World): Predicted {
  const made = makeRequest(asked);
  if (made.kind === 'exception') {
    const { error, reason, trace } = made;
    return { prediction: { outcome: { kind: 'exception', stage: 'api', reason, error }, exchanges: [], trace, events: null, open: [] }, world };
  }
  const params = new FetchParams(made.request, respond, world, asked);
  params.trace.push(...made.trace);
  const fetched = outcomeOf(params);
  const outcome: PredictedOutcome = asked.api === 'beacon' ? { kind: 'sent' } : fetched;
  return {
    prediction: { outcome, exchanges: params.exchanges, trace: params.trace, events: xhrEvents(asked, outcome, params.exchanges.some(({ role }) => role === 'request')), open: [...params.open] },
    world: { ...world, cookies: params.cookies, preflightCache: params.preflightCache, httpCache: params.httpCache },
  };
}

/** Makes a request as the API does that script uses. */
export function makeRequest(asked: ScriptRequest): ApiResult {
  switch (asked.api) {
    case 'fetch':
      return constructRequest(asked);
    case 'xhr':
      return sendXmlHttpRequest(asked);
    case 'beacon':
      return sendBeacon(asked);
    case 'img':
      return loadImage(asked);
  }
}

/** Filters the response as script sees it. Source: https://fetch.spec.whatwg.org/#concept-main-fetch steps 14 to 22 */
function outcomeOf(params: FetchParams): PredictedOutcome {
  const result = mainFetch(params, params.request);
  if (result.kind !== 'response') return result;
  const { request, response, opaqueRedirect } = result;
  if (opaqueRedirect) return { kind: 'response', type: 'opaqueredirect', status: 0, redirected: false, url: addressOf(request.urlList[0]), headers: [], body: '' };
  const type = request.responseTainting;
  if (type === 'opaque') {
    params.step('main-fetch', '14', 'the response is opaque: script sees status 0, no headers and no body');
    return { kind: 'response', type, status: 0, redirected: false, url: '', headers: [], body: '' };
  }
  const headers = readableHeaders(request, response.headers);
  params.step('main-fetch', '14', `a ${type === 'basic' ? 'basic' : 'CORS'} filtered response; script reads ${headers.length === 0 ? 'no header' : headers.map(([name]) => name).join(', ')}`);
  const bodyless = request.method === 'HEAD' || isNullBodyStatus(response.status);
  return { kind: 'response', type, status: response.status, redirected: request.urlList.length > 1, url: currentUrl(request).href, headers, body: bodyless ? '' : response.body };
}
