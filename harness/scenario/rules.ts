import { METHODS } from 'node:http';
import { isForbiddenRequestHeader, isHeaderName, isHeaderValue } from '../fetch/header.ts';
import type { HeaderList } from '../fetch/header.ts';
import { isForbiddenMethod, isMethod, normalizeMethod } from '../fetch/method.ts';
import { checkFeasible } from './feasible.ts';
import { checkPolicy } from './policy.ts';
import { placeholderNames, unknownPlaceholders } from './placeholders.ts';
import type { Finding } from './problem.ts';
import { show } from './problem.ts';
import type { Answer, Api, Context, ParsedScenario } from './schema.ts';
import { didYouMean } from './suggest.ts';

/** Says why an API cannot make a request, or null when it can. Source: https://xhr.spec.whatwg.org/, https://w3c.github.io/beacon/, https://html.spec.whatwg.org/#the-img-element */
export function whyNot(api: Api, { request, document }: Pick<ParsedScenario, 'request' | 'document'>): string | null {
  const xhrOnly = request.sync === true ? 'sync' : request.upload !== undefined ? 'upload' : request.timeout !== undefined ? 'timeout' : null;
  const inWorker = document.context.endsWith('worker');
  switch (api) {
    case 'fetch':
      return xhrOnly === null ? null : `\`${xhrOnly}\` is XMLHttpRequest’s`;
    case 'xhr':
      if (hasStream(request)) return 'XMLHttpRequest takes no stream as body';
      if (request.mode !== 'cors') return `XMLHttpRequest has no mode \`${request.mode}\``;
      if (request.credentials === 'omit') return 'XMLHttpRequest cannot omit credentials; without `withCredentials` its mode is `same-origin`';
      if (request.redirect !== 'follow') return `XMLHttpRequest has no redirect mode \`${request.redirect}\``;
      if (request.referrerPolicy !== undefined) return 'XMLHttpRequest has no referrer policy of its own';
      if (request.cache !== undefined) return 'XMLHttpRequest has no cache mode';
      if (request.keepalive === true) return 'XMLHttpRequest has no `keepalive`';
      if (request.sync === true && !inWorker && request.timeout !== undefined) return 'a synchronous XMLHttpRequest of a page has no timeout';
      return null;
    case 'beacon':
      if (hasStream(request)) return 'a beacon takes no stream as body';
      if (document.serviceWorker !== undefined) return 'with a service worker the format has `fetch` and `xhr` only';
      if (inWorker) return 'workers have no `navigator.sendBeacon`';
      if (request.method !== 'POST' || request.credentials !== 'include' || request.mode !== 'no-cors') return 'a beacon is `{ method: POST, credentials: include, mode: no-cors }`';
      return request.headers.length === 0 && xhrOnly === null && request.abort === undefined && request.redirect === 'follow' ? null : 'a beacon has an address and a body, and no more';
    case 'img':
      if (document.serviceWorker !== undefined) return 'with a service worker the format has `fetch` and `xhr` only';
      if (inWorker) return 'workers have no images';
      if (request.mode === 'same-origin' || (request.mode === 'no-cors' && request.credentials !== 'include')) return 'an image is `{ mode: no-cors, credentials: include }`, or with `crossorigin` in mode `cors`';
      if (request.credentials === 'omit') return 'an image cannot omit credentials';
      return request.method === 'GET' && request.headers.length === 0 && request.body === undefined && xhrOnly === null && request.abort === undefined && request.redirect === 'follow' && request.cache === undefined ? null : 'an image is a GET without anything of its own';
  }
}

function hasStream({ body }: Pick<ParsedScenario['request'], 'body'>): boolean {
  return typeof body === 'object' && 'stream' in body;
}

/** Chooses the APIs of a scenario: those it names, else each of `fetch` and `xhr` that can make every request of its steps. */
export function apisOf(scenario: ParsedScenario, steps: readonly ParsedScenario[] = [scenario]): readonly Api[] {
  if (scenario.apis !== undefined) return [...new Set<Api>(scenario.apis)];
  const own = scenario.steps?.map(({ api }) => api) ?? [];
  const last = own.at(-1);
  if (last !== undefined && !own.includes(undefined)) return [last];
  return (['fetch', 'xhr'] as const).filter((api) => steps.every((step, index) => own[index] !== undefined || whyNot(api, step) === null));
}

/** Finds what the shape alone cannot: values that no browser takes, and statements that contradict each other. */
export function checkScenario(scenario: ParsedScenario, isStep = false): Finding[] {
  return [
    ...checkRequest(scenario),
    ...checkPath(scenario),
    ...checkResource(scenario),
    ...checkExpectation(scenario, isStep),
    ...checkProof(scenario),
    ...checkPolicy(scenario),
    ...checkFeasible(scenario),
  ];
}

/** Checks what script asks for. */
export function checkRequest(scenario: ParsedScenario): Finding[] {
  const { request, document } = scenario;
  const findings: Finding[] = [];
  const throws = scenario.expect === undefined || scenario.expect.outcome === 'exception';
  if (throws) {
    // What the API refuses is what such a scenario is about.
  } else if (!isMethod(request.method)) {
    findings.push({ path: ['request', 'method'], message: `${show(request.method)} is no method`, expected: 'a token such as GET' });
  } else if (isForbiddenMethod(request.method)) {
    findings.push({ path: ['request', 'method'], message: `script may not use the method ${request.method}`, expected: 'any method but CONNECT, TRACE and TRACK, or `outcome: exception`' });
  }
  if (!throws && request.mode === 'navigate') {
    findings.push({ path: ['request', 'mode'], message: 'script may not choose the mode navigate', expected: 'cors, no-cors, same-origin, or `outcome: exception`' });
  }
  if (!throws && request.body !== undefined && ['GET', 'HEAD'].includes(request.method.toUpperCase())) {
    findings.push({ path: ['request', 'body'], message: `a ${request.method} request cannot have a body`, expected: 'no body', hint: 'use POST, PUT or PATCH' });
  }
  for (const [name, value] of request.headers) {
    const path = ['request', 'headers', name];
    if (!throws) findings.push(...checkRequestLine(path, name, value));
    if (!throws && isForbiddenRequestHeader(name, value) && !isExpected(scenario, name)) {
      findings.push({
        path,
        atKey: true,
        message: `script may not set the request header ${show(name)}`,
        expected: 'a header that is not a forbidden request-header',
        hint: name.toLowerCase() === 'cookie' ? 'set cookies with `request.cookies`' : 'leave it out: the browser sets it or drops it; or expect it `absent`',
      });
    }
  }
  for (const [index, cookie] of request.cookies.entries()) {
    if (!/^[^\s=;,]+=/.test(cookie) || !isHeaderValue(cookie) || cookie.length > 4096) {
      findings.push({ path: ['request', 'cookies', index], message: `${show(cookie)} is no cookie`, expected: '`name=value; Attribute`' });
    }
  }
  for (const [index, cookie] of request.cookies.entries()) {
    if (leaves(cookie)) findings.push({ path: ['request', 'cookies', index], message: `with a Path the cookie ${show(cookie)} would be sent with other cases too`, expected: 'no Path: by default a cookie stays with its case' });
  }
  if (isOpaque(document.context) && document.relation === 'same-origin') {
    findings.push({ path: ['document', 'relation'], message: `a ${document.context} has an opaque origin, so nothing is same-origin to it`, expected: 'same-site or cross-site' });
  }
  if (document.serviceWorker !== undefined && (document.context !== 'iframe' || document.csp !== undefined || document.scheme !== 'http')) {
    // Chromium installs none from an origin whose certificate it does not trust.
    findings.push({ path: ['document', 'serviceWorker'], message: 'a service worker controls an iframe that came over http, without a policy', expected: '`context: iframe`, `scheme: http`, and no `csp`' });
  }
  if (document.serviceWorker !== undefined && (request.upload !== undefined || hasStream(request))) {
    findings.push({ path: ['document', 'serviceWorker'], message: 'what becomes of upload listeners and streams in a service worker is not modelled', expected: 'no `upload`, and no stream as body' });
  }
  const atDocument = document.relation === 'same-origin' || Object.values(scenario.resource.routes).some(({ relation }) => relation === 'same-origin');
  const nodes = atDocument ? 'the document origin' : scenario.resource.server !== undefined ? 'a real server' : null;
  if (nodes !== null && isMethod(request.method) && !METHODS.includes(normalizeMethod(request.method))) {
    findings.push({
      path: ['request', 'method'],
      message: `${nodes} cannot take the method ${request.method}`,
      expected: "a method that Node's HTTP parser knows, or a scripted origin that is cross-origin",
    });
  }
  for (const [name, value] of nodes === null ? [] : request.headers) {
    if (!isSendable(value) && isHeaderValue(value.trim())) findings.push({ path: ['request', 'headers', name], message: `${nodes} cannot take the header value ${show(value)}`, expected: 'no control characters, or a scripted origin that is cross-origin' });
  }
  const able = (['fetch', 'xhr'] as const).filter((api) => whyNot(api, scenario) === null);
  const reasons = (scenario.apis ?? (['fetch', 'xhr'] as const)).map((api) => whyNot(api, scenario));
  for (const [index, why] of reasons.entries()) {
    if (why !== null && scenario.apis !== undefined) findings.push({ path: ['apis', index], message: why, expected: `\`apis: [${able.join(', ')}]\`, or no \`apis\`` });
  }
  if (scenario.apis === undefined && !reasons.includes(null)) findings.push({ path: ['request'], message: `no API can make the request: ${reasons.join('; ')}`, expected: 'a request that fetch or XMLHttpRequest can make' });
  return findings;
}

/** Says whether an expected exchange names a request header: then its author knows what becomes of it. */
function isExpected({ expect }: ParsedScenario, name: string): boolean {
  const lower = name.toLowerCase();
  return (expect?.exchanges ?? []).some((exchange) => typeof exchange !== 'string' && [...exchange.absent, ...exchange.present, ...Object.keys(exchange.headers)].some((named) => named.toLowerCase() === lower));
}

/** Says whether script runs with an opaque origin there. Source: https://html.spec.whatwg.org/#concept-origin-opaque */
export function isOpaque(context: Context): boolean {
  return context === 'sandboxed-iframe' || context === 'data-document' || context === 'data-worker';
}

/** Says whether a cookie is sent to other addresses than those of its case. */
function leaves(cookie: string): boolean {
  return /;[\t ]*path[\t ]*=/i.test(cookie);
}

function checkHeaderName(path: readonly PropertyKey[], name: string): Finding[] {
  if (!isHeaderName(name)) return [noHeaderName(path, name, true)];
  // JavaScript moves keys that are whole numbers to the front, so the order of the file would be lost.
  if (/^(0|[1-9]\d{0,9})$/.test(name)) return [{ path, atKey: true, message: `the header name ${show(name)} is a number`, expected: 'a name with a letter in it, which keeps its place' }];
  return [];
}

function checkRequestLine(path: readonly PropertyKey[], name: string, value: string): Finding[] {
  const findings = checkHeaderName(path, name);
  if (findings.length > 0 || (isHeaderValue(value) && value.length <= 16_384)) return findings;
  return [{ path, message: `${show(value)} is no header value`, expected: 'up to 16 KiB of Latin-1 without line breaks, NUL or white space at either end' }];
}

/** Checks a line of a response, which may hold what is no header value: that is what some scenarios are about. It must stay one line. */
function checkResponseLine(path: readonly PropertyKey[], name: string, value: string): Finding[] {
  const findings = checkHeaderName(path, name);
  if (findings.length > 0 || (/^[^\r\n\u0100-\uffff]*$/.test(value) && value.length <= 16_384)) return findings;
  return [{ path, message: `${show(value)} cannot be sent as one header line`, expected: 'up to 16 KiB of Latin-1 without line breaks' }];
}

/** Says whether Node's HTTP parser takes a header value, and its server sends one; the raw origins take and send any. */
export function isSendable(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/** Says whether the log can tell that Node's HTTP server sent a header value as it is written: white space around it is not kept. */
export function isSentAsWritten(value: string): boolean {
  return isSendable(value) && !/^[\t ]|[\t ]$/.test(value);
}

function checkHeaderNames(path: readonly PropertyKey[], names: readonly string[], atKey: boolean): Finding[] {
  return names.flatMap((name, index) => (isHeaderName(name) ? [] : [noHeaderName([...path, atKey ? name : index], name, atKey)]));
}

function noHeaderName(path: readonly PropertyKey[], name: string, atKey: boolean): Finding {
  return { path, atKey, message: `${show(name)} is no header name`, expected: 'a token: letters, digits, hyphens, no space, no colon' };
}

function checkPath({ request, resource }: ParsedScenario): Finding[] {
  const { path } = request;
  const at = ['request', 'path'];
  const plain = (path ?? '/resource').replace(/\?.*$/, '');
  const findings: Finding[] = [];
  if (path?.includes('#') === true) findings.push({ path: at, message: `the path ${show(path)} has a fragment, which no request carries`, expected: 'a path and a query' });
  if (/\/(\.|%2e){1,2}(\/|$)/i.test(plain)) findings.push({ path: at, message: `the path ${show(path)} has dot segments, which browsers resolve`, expected: 'a path below that of the case' });
  const onWire = path === undefined || findings.length > 0 ? path : writtenByBrowsers(path);
  if (onWire !== path) findings.push({ path: at, message: `the path ${show(path)} goes over the wire as ${show(onWire)}`, expected: 'the path as it goes over the wire' });
  if (plain.startsWith('/~')) findings.push({ path: at, message: `the path ${show(path)} is the harness's own`, expected: 'a path that does not begin with /~' });
  const taken = plain.slice(1);
  if (Object.hasOwn(resource.routes, taken)) findings.push({ path: ['resource', 'routes', taken], atKey: true, message: `the route ${show(taken)} takes the address of the request itself`, expected: 'another name' });
  return findings;
}

/** Writes a path and its query as browsers send them. Source: https://url.spec.whatwg.org/#concept-url-serializer */
function writtenByBrowsers(path: string): string {
  const { pathname, search } = new URL(`http://localhost${path}`);
  return pathname + search + (path.endsWith('?') && search === '' ? '?' : '');
}

function checkResource(scenario: ParsedScenario): Finding[] {
  const { resource, document } = scenario;
  const findings: Finding[] = [];
  const routes = Object.keys(resource.routes);
  const lines = (path: readonly PropertyKey[], headers: HeaderList, atDocument: boolean): void => {
    for (const [name, value] of headers) {
      if (atDocument && !isSentAsWritten(value)) findings.push({ path: [...path, name], message: `the document origin cannot send ${show(value)}`, expected: 'no control characters and no white space at either end, or another origin than the document’s' });
      findings.push(...checkResponseLine([...path, name], name, value), ...checkPlaceholders([...path, name], value, routes));
      if (name.toLowerCase() === 'set-cookie' && leaves(value)) findings.push({ path: [...path, name], message: `with a Path the cookie ${show(value)} would be sent with other cases too`, expected: 'no Path: by default a cookie stays with its case' });
    }
  };
  const answer = (path: readonly PropertyKey[], given: Answer | undefined, relation: string): void => {
    if (given === undefined) return;
    if (given.status === undefined) {
      const [key, what] = given.reset !== undefined ? ['reset', 'cannot cut a connection'] : ['raw', 'cannot send exact bytes'];
      if (relation === 'same-origin') findings.push({ path: [...path, key], message: `the document origin ${what}`, expected: 'another origin than the document’s' });
      if (given.raw !== undefined) findings.push(...checkRaw([...path, key], given.raw, routes));
      return;
    }
    lines([...path, 'headers'], given.headers, relation === 'same-origin');
    if (given.statusText !== undefined && !isHeaderValue(given.statusText)) {
      findings.push({ path: [...path, 'statusText'], message: `${show(given.statusText)} is no status text`, expected: 'Latin-1 without line breaks, NUL or white space at either end' });
    }
    if ([204, 205, 304].includes(given.status) && given.body !== '') {
      findings.push({ path: [...path, 'body'], message: `a response with status ${given.status} has no body`, expected: 'no body' });
    }
  };
  if (document.relation === 'same-origin' && resource.scheme !== undefined && resource.scheme !== document.scheme) {
    findings.push({ path: ['resource', 'scheme'], message: 'an origin with another scheme is not same-origin', expected: document.scheme });
  }
  answer(['resource', 'preflight'], resource.preflight, document.relation);
  answer(['resource', 'response'], resource.response, document.relation);
  for (const [name, route] of Object.entries(resource.routes)) {
    answer(['resource', 'routes', name, 'preflight'], route.preflight, route.relation ?? document.relation);
    answer(['resource', 'routes', name, 'response'], route.response, route.relation ?? document.relation);
  }
  for (const [name, value] of Object.entries(resource.server?.policy ?? {})) {
    findings.push(...checkPlaceholders(['resource', 'server', 'policy', name], value, routes));
  }
  findings.push(...checkPlace(scenario));
  if (resource.unreachable !== undefined) {
    // Nobody answers.
  } else if (resource.server === undefined && resource.response === undefined) {
    findings.push({ path: ['resource'], message: 'the resource answers nothing', expected: '`response`, or `server`' });
  }
  if (resource.server !== undefined && (resource.response !== undefined || resource.preflight !== undefined || routes.length > 0)) {
    findings.push({ path: ['resource', 'server'], message: 'a real server makes its own answers', expected: 'either `server` or `preflight`, `response` and `routes`' });
  }
  return findings;
}

/** Checks where the resource is, or is not. */
function checkPlace({ resource, request, document }: ParsedScenario): Finding[] {
  const { unreachable, host } = resource;
  const findings: Finding[] = [];
  const find = (key: string, message: string, expected: string): void => void findings.push({ path: ['resource', key], message, expected });
  if (unreachable !== undefined) {
    if (document.relation === 'same-origin') find('unreachable', 'the document origin answers', '`document: { relation: same-site }` or cross-site');
    for (const key of ['preflight', 'response', 'server', 'host'] as const) if (resource[key] !== undefined) findings.push({ path: ['resource', key], atKey: true, message: 'nobody is there who answers', expected: `either \`unreachable\` or \`${key}\`` });
    if (Object.keys(resource.routes).length > 0) findings.push({ path: ['resource', 'routes'], atKey: true, message: 'nobody is there who redirects', expected: 'either `unreachable` or `routes`' });
    if (unreachable === 'broken-tls' && (resource.scheme ?? document.scheme) !== 'https') find('unreachable', 'without https there is no TLS', '`scheme: https`');
  }
  if (host !== undefined && document.relation !== 'cross-site') find('host', `${host} is cross-site to the document`, '`document: { relation: cross-site }`');
  for (const [name, route] of Object.entries(resource.routes)) {
    if (route.host !== undefined && (route.relation ?? document.relation) !== 'cross-site') findings.push({ path: ['resource', 'routes', name, 'host'], message: `${route.host} is cross-site to the document`, expected: '`relation: cross-site`' });
  }
  if ((unreachable ?? host) !== undefined && request.cookies.length > 0) findings.push({ path: ['request', 'cookies'], atKey: true, message: 'no cookies can be set there', expected: 'no `cookies`' });
  return findings;
}

/** Checks exact bytes. */
function checkRaw(path: readonly PropertyKey[], raw: string, routes: readonly string[]): Finding[] {
  const findings = checkPlaceholders(path, raw, routes);
  if (/[^\0-\xff]/.test(raw) || raw.length > longestRaw) findings.push({ path, message: `${show(raw)} cannot be sent byte for byte`, expected: 'up to 64 KiB of characters up to U+00FF, each a byte', hint: 'write UTF-8 as its bytes: "\\xc3\\xa9"' });
  for (const [line] of raw.matchAll(/^set-cookie[\t ]*:.*$/gim)) {
    if (leaves(line)) findings.push({ path, message: `with a Path the cookie of ${show(line)} would be sent with other cases too`, expected: 'no Path: by default a cookie stays with its case' });
  }
  return findings;
}

/** So that the log can hold all of it. */
const longestRaw = 65_536;

function checkPlaceholders(path: readonly PropertyKey[], text: string, routes: readonly string[]): Finding[] {
  const known = [...placeholderNames, ...routes.map((name) => `url:${name}`)];
  return unknownPlaceholders(text, routes).map((found) => ({
    path,
    message: `${found} is no placeholder`,
    expected: known.map((name) => `{${name}}`).join(', '),
    ...didYouMean(found, known.map((name) => `{${name}}`)),
  }));
}

function checkExpectation(scenario: ParsedScenario, isStep: boolean): Finding[] {
  const { expect, request, resource, requirement, document } = scenario;
  const findings: Finding[] = [];
  if (expect === undefined) return findings;
  const contradiction = (key: string, message: string, expected: string): void => {
    findings.push({ path: ['expect', key], atKey: true, message, expected });
  };
  if (expect.outcome === undefined && requirement !== 'survey') {
    findings.push({ path: ['expect'], message: 'no `outcome` is expected', expected: '`outcome`, or `requirement: survey`' });
  }
  const nothing = expect.outcome === undefined ? undefined : { 'network-error': 'a network error', exception: 'an exception', aborted: 'an abort', 'timed-out': 'a timeout', sent: 'a beacon', basic: undefined, cors: undefined, opaque: undefined, opaqueredirect: undefined }[expect.outcome];
  if (nothing !== undefined) {
    const what = nothing;
    for (const key of ['status', 'body', 'redirected'] as const) {
      if (expect[key] !== undefined) contradiction(key, `after ${what} script sees no ${key}`, `no \`${key}\`, or another \`outcome\``);
    }
    for (const key of ['readable', 'unreadable'] as const) {
      if (expect[key].length > 0) contradiction(key, `after ${what} script sees no headers`, `no \`${key}\`, or another \`outcome\``);
    }
  }
  if (expect.outcome !== 'network-error' && expect.outcome !== 'exception') {
    for (const key of ['stage', 'reason'] as const) {
      if (expect[key] !== undefined) contradiction(key, `\`${key}\` says why there is a network error, and none is expected`, '`outcome: network-error`');
    }
  }
  if (expect.outcome === 'opaque' || expect.outcome === 'opaqueredirect') {
    const why = `an ${expect.outcome} response has`;
    if ((expect.status ?? 0) !== 0) contradiction('status', `${why} status 0`, 'no `status`');
    if ((expect.body ?? '') !== '') contradiction('body', `${why} no body`, 'no `body`');
    if (expect.readable.length > 0) contradiction('readable', `${why} no headers`, 'no `readable`');
  }
  if (expect.outcome === 'opaque' && request.mode !== 'no-cors') contradiction('outcome', 'only mode `no-cors` makes an opaque response', '`request: { mode: no-cors }`');
  if (expect.outcome === 'opaqueredirect' && request.redirect !== 'manual') contradiction('outcome', 'only redirect mode `manual` makes an opaque redirect', '`request: { redirect: manual }`');
  if (expect.outcome === 'basic' && document.relation !== 'same-origin') contradiction('outcome', 'a cross-origin response is not `basic`', '`cors`, or `document: { relation: same-origin }`');

  for (const key of ['readable', 'unreadable'] as const) findings.push(...checkHeaderNames(['expect', key], expect[key], false));
  for (const [index, exchange] of (expect.exchanges ?? []).entries()) {
    if (typeof exchange === 'string') continue;
    const path = ['expect', 'exchanges', index];
    const routes = Object.keys(resource.routes);
    if (exchange.at !== undefined && !routes.includes(exchange.at)) {
      findings.push({ path: [...path, 'at'], message: `there is no route ${show(exchange.at)}`, expected: `one of ${routes.join(', ') || '(no routes)'}`, ...didYouMean(exchange.at, routes) });
    }
    for (const [name, value] of Object.entries(exchange.headers)) findings.push(...checkPlaceholders([...path, 'headers', name], value, routes));
    findings.push(...checkHeaderNames([...path, 'headers'], Object.keys(exchange.headers), true));
    for (const key of ['present', 'absent'] as const) findings.push(...checkHeaderNames([...path, key], exchange[key], false));
    for (const name of exchange.absent) {
      // A step may be there to show what another one has set.
      if (name.toLowerCase() === 'cookie' && request.cookies.length === 0 && !isStep) {
        findings.push({ path: [...path, 'absent'], message: 'that no cookie is sent proves nothing when there is none', expected: '`request.cookies`', hint: 'set a cookie first: `cookies: [session=1]`' });
      }
    }
  }
  return findings;
}

/** Refuses scenarios that could never be proved: a block needs exchanges that show it. */
function checkProof({ expect, resource, requirement }: ParsedScenario): Finding[] {
  const findings: Finding[] = [];
  if (expect === undefined) return findings;
  if (requirement !== 'survey' && expect.exchanges === undefined) {
    findings.push({ path: ['expect'], message: 'without `exchanges` the outcome cannot be proved', expected: '`exchanges`: what the resource origin must see, in order; `[]` for nothing' });
  }
  if (resource.server !== undefined && expect.outcome === 'network-error') {
    for (const [index, exchange] of (expect.exchanges ?? []).entries()) {
      if (typeof exchange !== 'string' && exchange.status !== undefined) continue;
      findings.push({
        path: ['expect', 'exchanges', index],
        message: 'a real server that fails would look like a block',
        expected: 'the `status` that it must answer with',
        hint: `{ role: ${typeof exchange === 'string' ? exchange : exchange.role}, status: 200 }`,
      });
    }
  }
  const expectsPreflight = (expect.exchanges ?? []).some((exchange) => (typeof exchange === 'string' ? exchange : exchange.role) === 'preflight');
  const answersPreflight = resource.server !== undefined || resource.preflight !== undefined || Object.values(resource.routes).some((route) => route.preflight !== undefined);
  if (expectsPreflight && !answersPreflight) {
    findings.push({ path: ['resource'], message: 'a preflight is expected, but the scenario does not say how it is answered', expected: '`resource.preflight`' });
  }
  return findings;
}
