import type { Random } from './random.ts';
import type { Lines, Written, WrittenAnswer } from './written.ts';

/** Generates one scenario over the whole input space; about half are near to what works, so that late steps are reached too. */
export function generate(random: Random, id: string): Written {
  const api = random.chance(0.6) ? 'fetch' : 'xhr';
  const relation = random.weighted([[50, 'same-site'], [30, 'cross-site'], [20, 'same-origin']]);
  const context = relation === 'same-origin' ? random.weighted([[9, 'window'], [1, 'worker']]) : random.weighted([[8, 'window'], [1, 'worker'], [1, 'sandboxed-iframe']]);
  const scheme = random.weighted([[6, 'http'], [1, 'https']]);
  const method = random.weighted<string>(relation === 'same-origin' ? methodsOfNode : [...methodsOfNode, ...otherMethods]);
  const mode = api === 'xhr' ? 'cors' : random.weighted([[80, 'cors'], [14, 'no-cors'], [6, 'same-origin'], [1, 'navigate']]);
  const credentials = random.weighted<string>(api === 'xhr' ? [[2, 'same-origin'], [1, 'include']] : [[4, 'same-origin'], [3, 'include'], [1, 'omit']]);
  const redirect = api === 'xhr' ? 'follow' : random.weighted([[80, 'follow'], [10, 'error'], [10, 'manual']]);
  const headers = requestHeaders(random);
  const bodyless = ['GET', 'HEAD'].includes(method.toUpperCase());
  const body = random.chance(bodyless ? 0.03 : 0.5) ? requestBody(random) : undefined;
  const cookies = relation !== 'cross-site' && context !== 'sandboxed-iframe' && random.chance(0.15) ? [random.pick(['s=1', 's=1; SameSite=Lax', 's=1; HttpOnly'])] : undefined;
  const grants: Grants = { method, names: Object.keys(headers), include: credentials === 'include' };
  const routes = random.chance(0.3) ? redirectRoutes(random, grants) : {};
  const [first] = Object.keys(routes);
  return {
    id,
    api,
    document: { ...(scheme === 'http' ? {} : { scheme }), relation, ...(context === 'window' ? {} : { context }) },
    request: {
      ...(method === 'GET' ? {} : { method }),
      ...(mode === 'cors' ? {} : { mode }),
      ...(credentials === 'same-origin' ? {} : { credentials }),
      ...(redirect === 'follow' ? {} : { redirect }),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
      ...(cookies === undefined ? {} : { cookies }),
    },
    ...(random.chance(0.93) ? { preflight: preflightAnswer(random, grants) } : {}),
    response: first === undefined ? answer(random, grants) : redirectTo(random, grants, first),
    routes,
  };
}

type Weights = [readonly [number, string], ...(readonly [number, string])[]];
const methodsOfNode: Weights = [[30, 'GET'], [14, 'POST'], [6, 'HEAD'], [10, 'PUT'], [10, 'DELETE'], [6, 'PATCH'], [3, 'OPTIONS'], [2, 'get'], [2, 'put'], [1, 'Delete'], [1, 'PROPFIND'], [1, 'TRACE'], [1, 'connect'], [1, 'G ET'], [1, '']];
const otherMethods: Weights = [[3, 'patch'], [1, 'Patch'], [2, 'CHICKEN'], [1, 'chicken'], [1, '*'], [1, "!#$%&'*+-.^_`|~9"]];

/** What the servers would have to grant. */
interface Grants {
  readonly method: string;
  readonly names: readonly string[];
  readonly include: boolean;
}

const long = (length: number, letter = 'a'): string => letter.repeat(length);
const unsafe = ['"', '(', ')', ':', '<', '>', '?', '@', '[', '\\', ']', '{', '}', '\x7f', '\x01', '\t'] as const;

function requestHeaders(random: Random): Lines {
  const headers: Record<string, string | readonly string[]> = {};
  const count = random.weighted([[40, 0], [30, 1], [18, 2], [8, 3], [4, 5]]);
  for (let index = 0; index < count; index++) {
    const [name, value] = requestHeader(random);
    const taken = Object.keys(headers).find((other) => other === name);
    if (taken === undefined) headers[name] = value;
    else headers[name] = [headers[name] ?? '', value].flat();
  }
  return headers;
}

function requestHeader(random: Random): [string, string] {
  const odd = (): string => random.pick([long(128), long(129), `a${random.pick(unsafe)}b`, '', 'grüße', 'a\x80b', 'a,b;c=d', ' spaced ', '\ttabbed\t', 'a, b']);
  return random.weighted<() => [string, string]>([
    [20, () => [random.pick(['X-Token', 'x-token', 'X-Requested-With', 'X-B']), random.chance(0.7) ? 'abc' : odd()]],
    [12, () => [random.pick(['Content-Type', 'content-type']), random.chance(0.85) ? contentType(random) : odd()]],
    [6, () => ['Accept', random.chance(0.5) ? random.pick(['application/json', '*/*', 'text/html;q=0.9']) : odd()]],
    [6, () => [random.pick(['Accept-Language', 'Content-Language']), random.chance(0.5) ? random.pick(['en', 'de-CH, fr;q=0.8', 'en_US', '*', 'en@x']) : odd()]],
    [6, () => ['Range', random.pick(['bytes=0-10', 'bytes=0-', 'bytes=-5', 'bytes=5-2', 'bytes=0-1,3-4', 'bytes= 0-1', 'items=0-1', 'bytes=0-10a', `bytes=${long(70, '0')}1-${long(40, '0')}2`])]],
    [7, () => ['Authorization', random.pick(['Bearer abc', 'Basic YTpi', ''])]],
    [3, () => [random.pick(['Cookie', 'Origin', 'Host', 'Referer', 'Date', 'DNT', 'TE', 'Via', 'Keep-Alive', 'Accept-Charset', 'Accept-Encoding', 'Connection', 'Content-Length', 'Expect', 'Upgrade', 'Trailer', 'Set-Cookie', 'Access-Control-Request-Method', 'Access-Control-Request-Headers', 'Sec-X', 'sec-', 'Proxy-X']), random.pick(['x', '1'])]],
    [3, () => [random.pick(['X-HTTP-Method', 'X-HTTP-Method-Override', 'x-method-override']), random.pick(['GET', 'TRACE', 'put, track', '"TRACE"', 'DELETE'])]],
    [4, () => [random.pick(['Cache-Control', 'Pragma', 'If-None-Match', 'If-Modified-Since', 'Last-Event-ID', 'Save-Data', 'DPR', 'Width', 'Viewport-Width', 'Device-Memory', 'Downlink', 'Priority', 'Purpose', 'Accept-Datetime', 'User-Agent']), random.pick(['1', 'on', 'no-cache', '"x"'])]],
    [2, () => [random.pick(["!#$%&'*+-.^_`|~9a", 'a', 'Z-', '-']), random.chance(0.5) ? 'v' : odd()]],
    [1, () => [random.pick(['X Token', 'X:', 'X-Ü']), 'v']],
    [1, () => ['X-Token', random.pick(['a\nb', 'a\0b', 'a\rb', '\u0100'])]],
  ])();
}

function contentType(random: Random): string {
  return random.pick([
    'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json', 'TEXT/PLAIN', 'text/plain; charset=utf-8', 'text/plain;charset=iso-8859-1',
    'text/plain;a="b"', 'text/plain; a=b, text/plain', 'text/plain,application/json', 'text / plain', 'text', '/', 'text/', 'text/plain;', 'application/xml;text/plain', ' text/plain ',
    `text/plain;${long(117)}`, `text/plain;${long(118)}`, 'text/html', 'text/plain;\u0080', 'application/json;charset=latin1',
  ]);
}

function requestBody(random: Random): unknown {
  return random.weighted<unknown>([
    [4, 'a=1'],
    [1, ''],
    [1, 'grüße'],
    [2, { json: '{"a":1}' }],
    [2, { form: { a: '1 2' } }],
    [1, { multipart: { a: '1' } }],
    [3, { blob: { type: random.pick(['text/plain', 'application/json', '', 'TEXT/PLAIN', 'a/b;c', 'text/plain;charset=utf-8']), text: 'hello' } }],
  ]);
}

const control = ['\x0b', '\x0c', '\x01', '\x7f', '\x80', '\xa0', '\xff'] as const;

function allowOrigin(random: Random, { include }: Grants): string | readonly string[] | null {
  return random.weighted<string | readonly string[] | null>([
    [50, '{origin}'],
    [include ? 6 : 22, '*'],
    [6, null],
    [1, 'null'],
    [2, '{document-origin}'],
    [2, '{resource-origin}'],
    [2, 'http://example.com'],
    [1, '{origin}/'],
    [1, '{origin}, *'],
    [1, '{origin},{origin}'],
    [1, '*, *'],
    [1, ''],
    [1, '{origin} x'],
    [1, 'HTTP://LOCALHOST'],
    [1, `{origin}${random.pick(control)}`],
    [1, `${random.pick(control)}*`],
    [1, '"*"'],
    [1, ','],
    [2, random.pick([['{origin}', '{origin}'], ['*', '*'], ['{origin}', ''], ['', '*'], ['{origin}', 'http://example.com']])],
  ]);
}

function allowCredentials(random: Random, { include }: Grants): string | readonly string[] | null {
  if (!include) return random.chance(0.15) ? random.pick(['true', 'false']) : null;
  return random.weighted<string | readonly string[] | null>([[80, 'true'], [6, null], [1, 'false'], [1, 'TRUE'], [1, 'True'], [1, '"true"'], [1, 'true, true'], [1, ''], [1, '1'], [1, 'true\x0c'], [1, ['true', 'true']], [1, ['true', '']], [1, ['', 'true']]]);
}

/** A token list that grants what is wanted, or nearly so. */
function tokens(random: Random, wanted: readonly string[], other: string): string | readonly string[] | null {
  const all = wanted.join(', ');
  return random.weighted<() => string | readonly string[] | null>([
    [60, () => (all === '' ? null : all)],
    [8, () => null],
    [8, () => '*'],
    [3, () => `*, ${all}`],
    [4, () => all.toLowerCase()],
    [2, () => all.toUpperCase()],
    [3, () => other],
    [3, () => `${other},${all}`],
    [1, () => ''],
    [1, () => `,, ${all} ,`],
    [2, () => [other, all]],
    [1, () => [all, '']],
    [1, () => wanted.slice(1).join(',')],
    [2, () => `${all}, bad value`],
    [1, () => `${all}${random.pick(control)}`],
    [1, () => `"${all}"`],
    [1, () => `${all}; q=1`],
    [1, () => wanted.join(' ')],
    [1, () => [all, 'bad value']],
    [1, () => `${all},\t${other}\t,`],
    [1, () => `${all}@`],
    [1, () => wanted.join(`${random.pick(control)},`)],
  ])();
}

type Entry = readonly [string, string | readonly string[] | null];

function lines(entries: readonly Entry[]): Lines {
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** Header names in the case that some servers write. */
function cased(random: Random, name: string): string {
  return random.chance(0.9) ? name : random.chance(0.5) ? name.toLowerCase() : name.toUpperCase();
}

function preflightAnswer(random: Random, grants: Grants): WrittenAnswer {
  const status = random.weighted<string>([[40, '204'], [40, '200'], [3, '206'], [2, '205'], [2, '299'], [2, '304'], [2, '301'], [1, '302'], [1, '307'], [2, '400'], [2, '401'], [2, '403'], [2, '404'], [2, '405'], [1, '421'], [2, '500'], [1, '501'], [1, '600'], [1, '999']]);
  const redirects = ['301', '302', '307'].includes(status) && random.chance(0.7);
  return {
    status,
    headers: lines([
      [cased(random, 'Access-Control-Allow-Origin'), allowOrigin(random, grants)],
      [cased(random, 'Access-Control-Allow-Credentials'), allowCredentials(random, grants)],
      [cased(random, 'Access-Control-Allow-Methods'), tokens(random, [upper(grants.method)], 'GET')],
      [cased(random, 'Access-Control-Allow-Headers'), tokens(random, [...new Set([...grants.names.filter((name) => /^[!-~]+$/.test(name) && !name.includes(':')), ...(random.chance(0.7) ? ['Content-Type'] : [])])], 'X-Other')],
      ['Access-Control-Max-Age', random.chance(0.1) ? random.pick(['0', '60', '-1', '1.5', 'x', '', '60, 60']) : null],
      ['Location', redirects ? 'elsewhere' : null],
    ]),
  };
}

/** The method as it goes over the wire, mostly. */
function upper(method: string): string {
  return ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'].includes(method.toUpperCase()) ? method.toUpperCase() : method === '' || /[^!-~]/.test(method) ? 'GET' : method;
}

function answer(random: Random, grants: Grants): WrittenAnswer {
  const status = random.weighted<string>([[70, '200'], [4, '201'], [4, '204'], [1, '205'], [1, '206'], [3, '304'], [1, '300'], [2, '302'], [3, '400'], [3, '401'], [2, '403'], [4, '404'], [1, '407'], [1, '416'], [1, '421'], [4, '500'], [1, '503'], [1, '600'], [1, '999']]);
  const bodyless = ['204', '205', '304'].includes(status);
  return {
    ...(status === '200' ? {} : { status }),
    headers: lines([...corsLines(random, grants), ...otherLines(random)]),
    ...(bodyless || random.chance(0.15) ? {} : { body: random.pick(['hello', 'grüße', '{"a":1}']) }),
  };
}

function corsLines(random: Random, grants: Grants): Entry[] {
  return [
    [cased(random, 'Access-Control-Allow-Origin'), allowOrigin(random, grants)],
    [cased(random, 'Access-Control-Allow-Credentials'), allowCredentials(random, grants)],
  ];
}

function otherLines(random: Random): Entry[] {
  const exposed = (): string | readonly string[] =>
    random.pick<string | readonly string[]>(['X-A', 'X-A, X-B', '*', 'x-a', '*, X-B', 'Set-Cookie', 'X-A,', ',X-A', 'bad value', 'X-A, bad value', '', '"X-A"', 'X-A\x0c', 'X-A\x0b', ['X-A', 'X-B'], ['X-A', 'bad value'], ['*', 'X-B'], 'X-A;X-B', 'X-A X-B', 'X-A,\tX-B', "'X-A',X-B", 'ETag, X-RateLimit', '@', 'X-A\xa0']);
  return [
    ['Access-Control-Expose-Headers', random.chance(0.25) ? exposed() : null],
    ['X-A', random.chance(0.3) ? random.pick<string | readonly string[]>(['1', '', 'a, b', ['1', '2'], 'grüße', 'a\tb', '\x01']) : null],
    ['X-B', random.chance(0.2) ? '2' : null],
    ['ETag', random.chance(0.1) ? '"x"' : null],
    ['Content-Type', random.chance(0.3) ? random.pick(['text/plain', 'application/json', 'x']) : null],
    ['Content-Language', random.chance(0.05) ? 'en' : null],
    ['Last-Modified', random.chance(0.05) ? 'Mon, 05 Jan 2026 10:00:00 GMT' : null],
    ['Cache-Control', random.chance(0.7) ? 'no-store' : null],
    ['Pragma', random.chance(0.05) ? 'x' : null],
    ['Set-Cookie', random.chance(0.05) ? random.pick<string | readonly string[]>(['c=1', ['c=1', 'd=2']]) : null],
    ['Set-Cookie2', random.chance(0.02) ? 'c=1' : null],
    ['Vary', random.chance(0.1) ? 'Origin' : null],
    ['Cross-Origin-Resource-Policy', random.chance(0.06) ? random.pick(['same-origin', 'same-site', 'cross-origin', 'Same-Origin', 'same-origin, same-origin', 'x']) : null],
    ['Timing-Allow-Origin', random.chance(0.03) ? '*' : null],
    ['*', random.chance(0.02) ? 'star' : null],
    ['Referrer-Policy', random.chance(0.02) ? random.pick(['no-referrer', 'unsafe-url', 'x']) : null],
  ];
}

function redirectRoutes(random: Random, grants: Grants): Written['routes'] {
  const names = ['a', 'b', 'c', 'd'].slice(0, random.weighted([[60, 1], [25, 2], [10, 3], [5, 4]]));
  const routes: Record<string, Written['routes'][string]> = {};
  for (const [index, name] of names.entries()) {
    const next = names[index + 1];
    const loops = next === undefined && random.chance(0.03);
    routes[name] = {
      relation: random.weighted([[45, 'same-site'], [30, 'cross-site'], [25, 'same-origin']]),
      ...(random.chance(0.06) ? { userinfo: random.pick(['user:pass', 'user', 'user:', ':pass', '']) } : {}),
      ...(random.chance(0.9) ? { preflight: preflightAnswer(random, grants) } : {}),
      response: next !== undefined ? redirectTo(random, grants, next) : loops ? redirectTo(random, grants, name) : answer(random, grants),
    };
  }
  return routes;
}

function redirectTo(random: Random, grants: Grants, name: string): WrittenAnswer {
  const location = random.weighted<string | readonly string[] | null>([
    [80, `{url:${name}}`],
    [3, `{url:${name}}#fragment`],
    [2, `{url:${name}}?query`],
    [1, null],
    [1, 'data:text/plain,hi'],
    [1, 'about:blank'],
    [1, 'foo:bar'],
    [1, 'http://['],
    [1, './relative'],
    [1, [`{url:${name}}`, `{url:${name}}`]],
    [1, [`{url:${name}}`, 'http://[']],
    [1, ''],
  ]);
  return {
    status: random.pick(['301', '302', '303', '307', '308']),
    headers: lines([...corsLines(random, grants), ['Location', location], ['Cache-Control', 'no-store'], ['Set-Cookie', random.chance(0.05) ? 'r=1' : null], ['Cross-Origin-Resource-Policy', random.chance(0.03) ? 'same-origin' : null], ['Referrer-Policy', random.chance(0.03) ? 'no-referrer' : null]]),
  };
}
