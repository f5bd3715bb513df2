import type { ClientObservation } from '../agent/protocol.ts';
import type { EngineName } from '../engines/engine.ts';
import { agreement } from '../explain/agreement.ts';
import { corsUnsafeRequestHeaderNames } from '../fetch/cors-safelist.ts';
import { normalizeMethod } from '../fetch/method.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { adviceOn } from './advice.ts';
import type { AskedRequest } from './asked-request.ts';
import { causeOf, mendsOf } from './cause.ts';
import type { Cause, EngineAnswer, Explanation } from './explanation.ts';
import { foretell } from './foretell.ts';
import type { AskedAndAnswered } from './foretell.ts';
import type { SpecialAddress } from './address.ts';
import { closerThanPage } from './local-network.ts';
import { PagesAt } from './page-at.ts';
import type { Attempt, PagesAtOptions, RequestAt } from './page-at.ts';
import { keyOf, placeOf } from './place.ts';
import { askPlainly } from './plain-client.ts';
import type { PlainClientOptions } from './plain-client.ts';
import { probe } from './probes.ts';
import { startTwin } from './twin.ts';

export interface ExplainOptions extends PlainClientOptions, PagesAtOptions {
  /** Whether a request may be sent that may change something on the server. */
  readonly consent: boolean;
  /** Pages that are open already, at that origin; else they are opened and closed. */
  readonly pages?: PagesAt;
  /** Ends it early: what was not asked by then is not known. */
  readonly signal?: AbortSignal;
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Finds out why a request works or fails: asks the servers what a browser would ask them, lets the standard judge the
 * answers, makes the request in real engines from a page at that origin, and asks what people miss. Sends nothing but GET,
 * HEAD and OPTIONS without consent. Never rejects for a server's or an engine's sake.
 */
export async function explain(given: AskedRequest, options: ExplainOptions): Promise<Explanation> {
  const { origin, consent } = options;
  // As fetch() does: whether it is safe depends on it.
  const asked: AskedRequest = { ...given, method: normalizeMethod(given.method) };
  const script = scriptRequestOf(asked, origin);
  const ask = (request: Parameters<typeof askPlainly>[0]): ReturnType<typeof askPlainly> => askPlainly(request, options);
  const unsafe = `a ${asked.method} may change something on the server, and nobody said that it may be sent`;
  const foretold = await foretell(script, ask, ({ method }) => (consent || safe.has(method) ? null : unsafe));
  const cause = causeOf(foretold);
  const engines = await askEngines(asked, cause, foretold.exchanges, options);
  const readable = cause.kind === 'none' ? cause.readable.map((name) => name.toLowerCase()) : null;
  const more = { origin, method: asked.method, url: asked.url, headerNames: corsUnsafeRequestHeaderNames(asked.headers), credentials: asked.credentials === 'include', exchanges: foretold.exchanges, readable, ask };
  const probes = options.signal?.aborted === true ? [] : await probe(more);
  const works = engines.length > 0 && engines.every(({ result }) => result === 'works');
  return { format: 1, asked, origin, works, cause, exchanges: foretold.exchanges, trace: foretold.prediction.trace, engines, mends: mendsOf(cause, foretold.exchanges), advice: adviceOn(asked, origin, cause, foretold.exchanges), probes };
}

function scriptRequestOf({ url, method, headers, body, mode, credentials, redirect }: AskedRequest, origin: string): ScriptRequest {
  return { api: 'fetch', origin, clientUrl: isWeb(origin) ? `${origin}/` : 'about:srcdoc', url, method, mode, credentials, redirect, referrerPolicy: null, headers, body: body === null ? null : { kind: 'text', text: body }, uploadListeners: false };
}

const isWeb = (origin: string): boolean => /^https?:/.test(origin);

async function askEngines(asked: AskedRequest, cause: Cause, exchanges: readonly AskedAndAnswered[], options: ExplainOptions): Promise<EngineAnswer[]> {
  const { origin, consent, engines, resolve, timeout } = options;
  if (engines.length === 0) return [];
  if (cause.kind === 'network' && cause.trouble === 'certificate') return engines.map(({ name }) => notAsked(name, acceptsAll));
  if (!isWeb(origin)) return engines.map(({ name }) => notAsked(name, `no page can be put at the origin ${origin}, only at one of http or https`));
  const targets = new Set([asked.url, ...exchanges.map(({ request }) => request.url)].map((url) => new URL(url).origin));
  const page = keyOf(placeOf(origin));
  if ([...targets].some((target) => keyOf(placeOf(target)) === page)) return engines.map(({ name }) => notAsked(name, "the request goes to the page's own origin, where a page of ours would answer it in place of the server"));
  const [first] = exchanges;
  const twin = consent || safe.has(asked.method) || first === undefined ? null : await startTwin(first);
  if (!consent && !safe.has(asked.method) && twin === null) return engines.map(({ name }) => notAsked(name, `a ${asked.method} may change something on the server; with consent it is sent`));
  const { url, method, mode, credentials, redirect, headers, body } = asked;
  const request: RequestAt['request'] = { api: 'fetch', url, method, mode, credentials, redirect, referrerPolicy: null, headers, body: body === null ? null : { kind: 'text', text: body } };
  const pages = options.pages ?? (await PagesAt.open(options));
  const stop = (): void => void pages.close();
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted === true) stop();
  try {
    // To the twin alone: nothing of this may reach the server.
    const attempts = await pages.perform({ request, targets: twin === null ? targets : new Set([new URL(url).origin]), resolve: twin?.resolve ?? resolve, deadline: timeout });
    const closer = await closerThanPage(url, options.origin, resolve);
    return attempts.map((attempt) => withoutProof(answerOf(attempt, cause, targets, twin !== null), closer));
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await twin?.stop();
    if (options.pages === undefined) await pages.close();
  }
}

/** Chromium asks the person before a page reaches a closer network; behind the proxy it cannot know that it does. */
function withoutProof(answer: EngineAnswer, closer: SpecialAddress | null): EngineAnswer {
  if (closer === null || answer.engine !== 'chromium' || answer.result !== 'works') return answer;
  return { ...answer, result: 'not-asked', surprising: false, says: `it works here, where Chromium does not see that the server is at a ${closer} address. From version 142 it asks the person before such a request (Local Network Access), and refuses it to a page over http` };
}

// Or our own page could not be shown.
const acceptsAll = 'here the engines accept every certificate, so it would prove nothing; to a user they refuse this one';

const notAsked = (engine: EngineName, says: string): EngineAnswer => ({ engine, identity: null, result: 'not-asked', says, words: [], agreement: { kind: 'silent' }, surprising: false });

function answerOf({ engine, identity, trouble, client, words, connections, refused }: Attempt, cause: Cause, targets: ReadonlySet<string>, fromTwin: boolean): EngineAnswer {
  if (trouble !== null || client === null) return { ...notAsked(engine, trouble ?? 'the page said nothing'), identity };
  const result = client.kind !== 'response' ? 'fails' : fromTwin ? 'preflight-passes' : 'works';
  const own = words.filter(({ url, text }) => isOf(url, text, targets));
  const reason = cause.kind === 'rule' ? cause.reason : cause.kind === 'network' ? 'network' : null;
  const expected = cause.kind === 'none' || cause.kind === 'opaque' ? 'works' : cause.kind === 'not-sent' ? 'preflight-passes' : cause.kind === 'open' ? null : 'fails';
  const surprising = expected !== null && expected !== result;
  // It failed by our doing, perhaps: the server led it where it had not led the plain client.
  if (result === 'fails' && surprising && refused.length > 0) return { ...notAsked(engine, `it wanted to connect to ${[...new Set(refused.map(keyOf))].join(', ')}, which had no part in the request as the server answered us, so we did not let it`), identity };
  const failed = connections.find((one) => one.failed !== null);
  const proof = failed === undefined ? '' : `; its connection to ${failed.host}:${failed.port} failed (${failed.failed ?? ''})`;
  return { engine, identity, result, says: (result === 'preflight-passes' ? 'the preflight lets the request through' : saysOf(client)) + (fromTwin ? ', asked with a twin of the server that gives the same answer to the preflight' : '') + proof, words: own, agreement: agreement(reason, own), surprising };
}

function isOf(url: string | null, text: string, targets: ReadonlySet<string>): boolean {
  return [...targets].some((target) => url?.startsWith(target) === true || text.includes(target));
}

function saysOf(client: ClientObservation): string {
  switch (client.kind) {
    case 'response':
      return client.type === 'opaque' || client.type === 'opaqueredirect' ? `a response of type ${client.type}, of which script sees nothing` : `status ${client.status}, and script reads the response`;
    case 'network-error':
    case 'aborted':
    case 'timed-out':
      return client.error === null ? 'a network error' : `${client.error.name}: ${client.error.message}`;
    case 'refused':
      return `${client.error.name}: ${client.error.message}`;
    case 'timeout':
      return `no answer within ${client.after} ms`;
    case 'setup-failed':
      return client.message;
    case 'loaded':
    case 'sent':
      return client.kind;
  }
}
