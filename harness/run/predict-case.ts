import { answerTo } from '../../servers/answer.ts';
import type { Script } from '../../servers/answer.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { PageCase } from '../agent/protocol.ts';
import { parseSetCookie } from '../fetch/cookie.ts';
import type { PredictedExchange, Respond, World } from '../fetch/fetch-params.ts';
import type { HeaderList, HeaderPair } from '../fetch/header.ts';
import { freshWorld, predict } from '../fetch/predict.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { ScriptBody, ScriptRequest } from '../fetch/script-request.ts';
import { parseUrl } from '../fetch/url.ts';

/** The agent page's path is not known beforehand, so a `Referer` that holds it is left undetermined. */
const clientPath = '/~client';

/** Says what script asks for, in the model's words. `origin` is the serialised origin of the page, worker or frame. */
export function scriptRequestOf(page: Omit<PageCase, 'reach'>, origin: string, documentOrigin: string): ScriptRequest {
  return {
    api: page.api,
    origin,
    clientUrl: `${documentOrigin}${clientPath}`,
    url: page.url,
    method: page.method,
    mode: page.mode as ScriptRequest['mode'],
    credentials: page.credentials,
    redirect: page.redirect,
    referrerPolicy: page.referrerPolicy === '' ? null : page.referrerPolicy,
    headers: page.headers,
    body: page.body === null ? null : bodyOf(page.body),
    uploadListeners: false,
  };
}

function bodyOf(body: NonNullable<PageCase['body']>): ScriptBody {
  return body.kind === 'multipart' ? { kind: 'multipart' } : body;
}

/** Says what the engine holds when the case begins: the cookies that were set at an address before. */
export function worldAfterSetup(cookies: readonly string[], setupUrl: string): World {
  const url = parseUrl(setupUrl);
  return { ...freshWorld, cookies: url === null ? [] : cookies.flatMap((cookie) => parseSetCookie(cookie, url) ?? []) };
}

/** Predicts a case whose servers are scripted. `below` is the token's path with its slashes. */
export function predictScripted(asked: ScriptRequest, world: World, script: Script, origins: ReadonlySet<string>, below: string): Prediction {
  return predictCase(asked, world, ({ method, url, headers }) => {
    const { origin, pathname } = new URL(url);
    if (!origins.has(origin) || !pathname.startsWith(below)) return 'unknown';
    return answerTo(script, { method, path: pathname.slice(below.length - 1), headers: sentHeaders(headers) });
  });
}

/**
 * Predicts a case from what its servers answered in fact: each request gets the next response that the wire carried for
 * its address and role. For servers whose answers nobody declared.
 */
export function predictFromWire(asked: ScriptRequest, world: World, exchanges: readonly Exchange[]): Prediction {
  const rest = [...exchanges];
  return predictCase(asked, world, ({ role, url }) => {
    const index = rest.findIndex((exchange) => (exchange.role === 'cors-preflight-request') === (role === 'preflight') && exchange.origin + exchange.target === url);
    const [exchange] = index === -1 ? [] : rest.splice(index, 1);
    if (exchange === undefined) return 'unknown';
    return exchange.response ?? 'none';
  });
}

function predictCase(asked: ScriptRequest, world: World, respond: Respond): Prediction {
  const prediction = predict(asked, respond, world);
  return { ...prediction, exchanges: prediction.exchanges.map(withoutClientPath) };
}

function withoutClientPath(exchange: PredictedExchange): PredictedExchange {
  if (exchange.headers['referer']?.endsWith(clientPath) !== true) return exchange;
  const { referer: _referer, ...headers } = exchange.headers;
  return { ...exchange, headers };
}

function sentHeaders(headers: PredictedExchange['headers']): HeaderList {
  return Object.entries(headers).flatMap(([name, value]): HeaderPair[] => (value === null ? [] : [[name, value]]));
}
