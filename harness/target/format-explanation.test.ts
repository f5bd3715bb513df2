import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import pc from 'picocolors';
import { hostileStrings } from '../../reports/sample.ts';
import { reasons } from '../fetch/reason.ts';
import { recipeFor } from '../explain/servers/recipes.ts';
import type { AskedRequest } from './asked-request.ts';
import { troubleTexts } from './cause.ts';
import type { Cause, EngineAnswer, Explanation } from './explanation.ts';
import type { AskedAndAnswered } from './foretell.ts';
import { formatCause, formatExplanation } from './format-explanation.ts';
import type { NetworkTrouble } from './plain-client.ts';

const page = 'https://app.example.com';
const url = 'https://api.example.test/data';
const asked: AskedRequest = { url, method: 'PUT', headers: [['X-Token', 'top-secret']], body: 'top-secret', mode: 'cors', credentials: 'same-origin', redirect: 'follow', cookie: 'top-secret', origin: page, notes: [] };
const facts = { origin: page, url, method: 'PUT', header: 'Access-Control-Allow-Origin', sent: 'https://other.example', wanted: page, status: 200, preflight: false };
const made = recipeFor('nginx', { origins: [page], methods: ['PUT'], headers: ['x-token'], credentials: false, exposed: [], maxAge: null, reason: 'acao-missing' });
assert.equal(made.kind, 'recipe');
const recipe = made.recipe;
const preflight = (headers: Record<string, string | null> = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-token' }): AskedAndAnswered => ({ request: { role: 'preflight', method: 'OPTIONS', url, headers, body: null }, answer: { kind: 'response', status: 204, statusText: 'No Content', headers: [['Access-Control-Allow-Origin', page], ['Set-Cookie', 'session=top-secret'], ['Server', 'nginx']], body: '' } });
const request = (answer: AskedAndAnswered['answer']): AskedAndAnswered => ({ request: { role: 'request', method: 'PUT', url, headers: { 'x-token': 'top-secret' }, body: 'top-secret' }, answer });
const engine = (given: Partial<EngineAnswer> = {}): EngineAnswer => ({ engine: 'chromium', identity: { name: 'chromium', version: '140.1', build: 'system', driver: 'playwright', from: '/usr/bin/chromium' }, result: 'fails', says: 'TypeError: Failed to fetch', words: [], agreement: { kind: 'silent' }, surprising: false, cookiesSent: null, ...given });
const words = (text: string, code: string | null): EngineAnswer['words'][number] => ({ source: 'console', code, detail: null, text, url });
const rule: Cause = { kind: 'rule', stage: 'cors-check', reason: 'acao-missing', facts };
const whole: Explanation = {
  format: 1,
  asked,
  origin: page,
  works: false,
  cause: rule,
  exchanges: [preflight(), request({ kind: 'response', status: 200, statusText: 'OK', headers: [['Vary', 'Access-Control-Allow-Origin'], ['X-Hidden', 'hidden']], body: 'hidden' })],
  trace: [{ algorithm: 'cors-check', step: '1', says: 'a step' }],
  engines: [engine()],
  withoutCookies: null,
  mends: ['Send the header.'],
  advice: [{ server: 'nginx', because: '`Server: nginx`', sure: 'likely', recipe }],
  probes: [{ name: 'vary', finding: 'problem', says: 'Vary is missing.' }],
};
const bare: Explanation = { ...whole, cause: { kind: 'opaque' }, exchanges: [], engines: [], mends: [], advice: [], probes: [] };
const colours = new RegExp('\\u001b\\[\\d+m', 'g');
const textOf = (given: Partial<Explanation>, from = whole): string => formatExplanation({ ...from, ...given }).replace(colours, '');

describe('the text of an explanation', () => {
  const rows: readonly (readonly [words: string, given: Partial<Explanation>, has: readonly string[], hasNot?: readonly string[]])[] = [
    ['the request and the page', {}, [`PUT ${url}\nfrom a page at ${page}\n`], ['with credentials', 'top-secret', 'hidden']],
    ['credentials', { asked: { ...asked, credentials: 'include' } }, [`${page}, with credentials`]],
    ['the rule, its reason and where it stands', {}, ['(cors-check: acao-missing)', 'What would mend it\n  - Send the header.', 'https://']],
    ['the server, by what it said', {}, [`OPTIONS ${url}  (preflight: PUT, x-token)\n      204 No Content\n      Access-Control-Allow-Origin: ${page}\n      Server: nginx`, '200 OK\n      Vary: Access-Control-Allow-Origin\n      (no Access-Control-Allow-Origin)'], ['Set-Cookie']],
    ['a preflight without headers', { exchanges: [preflight({ 'access-control-request-method': 'PUT', 'access-control-request-headers': null })] }, ['(preflight: PUT)']],
    ['what was not sent', { exchanges: [request({ kind: 'not-sent', because: 'consent', why: 'x' })], cause: { kind: 'not-sent', why: 'a PUT may change something' } }, [`PUT ${url}\n      not sent`, 'Not known to the end: a PUT may change something', 'With --send']],
    ['an error that script does not see', { cause: { ...rule, facts: { ...facts, status: 429 } } }, ['the request was limited: there were too many. And the 429 lacks CORS headers, so script sees a network error']],
    ['a server that wants to be left alone', { cause: { kind: 'limited', status: 429, url, seconds: 60 }, engines: [] }, ['This is not CORS. The server limits requests: the server says 429 and asks to be left alone for 60 s']],
    ['that the plain client sent cookies', { exchanges: [{ ...request({ kind: 'not-sent', because: 'consent', why: 'x' }), request: { role: 'request', method: 'GET', url, headers: { cookie: 'a=top-secret' }, body: null } }] }, [`GET ${url}  (with the cookies)`], ['top-secret']],
    ['which engines send no cookies, and what comes of that', { cause: { kind: 'none', status: 200, readable: [] }, engines: [engine({ result: 'works', cookiesSent: true }), engine({ engine: 'webkit', cookiesSent: false })], withoutCookies: { cause: { ...rule, facts: { ...facts, status: 401 } }, exchanges: [request({ kind: 'response', status: 401, statusText: 'Unauthorized', headers: [], body: '' })] } }, ['It works in Chromium, it fails in WebKit. The cookies are not sent by WebKit.', 'With the cookies  Nothing stands in its way', 'Without the cookies, as WebKit would ask  The response has no', '401 Unauthorized: the server wants to know who asks', '      401 Unauthorized']],
    ['nothing of cookies where all send them', { engines: [engine({ cookiesSent: true })] }, [], ['The cookies are not', 'Without the cookies']],
    ['a server that is down', { exchanges: [request({ kind: 'failed', trouble: 'refused', code: 'ECONNREFUSED' })], cause: { kind: 'network', trouble: 'refused', code: 'ECONNREFUSED', url } }, ['This is not CORS.', `(ECONNREFUSED, ${url})`, 'the connection was refused (ECONNREFUSED)']],
    ['an engine that fails', {}, ['✗ fails  Chromium 140.1: TypeError: Failed to fetch'], ['not what the answers']],
    ['one that works', { engines: [engine({ result: 'works', says: 'status 200' })] }, ['✓ works  Chromium 140.1: status 200']],
    ['one that was not asked', { engines: [engine({ result: 'not-asked', identity: null, says: 'it is not here' })] }, ['It is not known whether it works.\n  ? not known  Chromium: it is not here']],
    ['one that lets the preflight pass', { engines: [engine({ result: 'preflight-passes' })] }, ['~ passes the preflight  Chromium']],
    ['what came of it, in one engine', {}, ['\n\nIt fails in Chromium.\n']],
    ['what came of it, in all', { engines: [engine(), engine({ engine: 'firefox' })] }, ['\n\nIt fails in every engine.\n']],
    ['what came of it, in each', { engines: [engine({ result: 'works' }), engine({ engine: 'firefox' }), engine({ engine: 'webkit', result: 'not-asked' })] }, ['It works in Chromium, it fails in Firefox, it is not known of WebKit.']],
    ['what every engine lets pass against the standard', { works: true, engines: [engine({ result: 'works', surprising: true })] }, ['It works in Chromium.', 'Why it should not  ']],
    ['one that surprises', { engines: [engine({ surprising: true })] }, ['not what the answers of the server let expect']],
    ['an engine’s words, each once, with the codes', { engines: [engine({ words: [words('blocked by CORS policy', 'MissingAllowOriginHeader'), words('blocked by CORS policy', null), words('Failed to load resource: net::ERR_FAILED', null), words('MissingAllowOriginHeader', 'MissingAllowOriginHeader')] })] }, ['      blocked by CORS policy\n      (MissingAllowOriginHeader)\n'], ['net::']],
    ['advice, with where it was told from', {}, [recipe.title, '(likely: `Server: nginx`)', recipe.link, ...recipe.code.split('\n').slice(0, 3)]],
    ['advice for a server that nothing tells', { advice: [{ server: 'general', because: null, sure: null, recipe: { ...recipe, tried: false } }] }, [`${recipe.title}\n`, 'was not tried with the server itself'], ['null', 'likely']],
    ['probes', { probes: [{ name: 'vary', finding: 'good', says: 'G' }, { name: 'vary', finding: 'note', says: 'N' }, { name: 'vary', finding: 'problem', says: 'P' }] }, ['What else was found\n  ✓ G\n  · N\n  ! P']],
    ['notes', { asked: { ...asked, notes: ['one', 'two'] } }, ['\n\nNote: one\n\nNote: two']],
  ];
  for (const [what, given, has, hasNot = []] of rows) {
    test(`has ${what}`, () => {
      const text = textOf(given);
      for (const one of has) assert.ok(text.includes(one), `${JSON.stringify(one)} is missing in\n${text}`);
      for (const one of [...hasNot, 'undefined', '[object']) assert.ok(!text.includes(one), `${one} is in\n${text}`);
    });
  }

  test('has no empty part where there is nothing to say', () => {
    const text = textOf({}, bare);
    assert.doesNotMatch(text, /\n{3}|\n\s*$|What would mend|What else|What the server says/);
  });

  const causes: readonly Cause[] = [
    { kind: 'none', status: 200, readable: [] },
    { kind: 'none', status: 200, readable: ['content-type', 'x-id'] },
    { kind: 'opaque' },
    { kind: 'open', because: 'prompt' },
    { kind: 'not-sent', why: 'x' },
    { kind: 'limited', status: 503, url, seconds: null },
    ...reasons.map((reason): Cause => ({ kind: 'rule', stage: 'api', reason, facts: null })),
    ...(Object.keys(troubleTexts) as NetworkTrouble[]).map((trouble): Cause => ({ kind: 'network', trouble, code: 'E', url })),
  ];
  test('has a sentence for every cause', () => {
    for (const cause of causes) assert.match(formatCause(cause), /^[A-Z].*[.)]/s, JSON.stringify(cause));
    assert.match(formatCause(causes[0]!), /script may read no header\./);
    assert.match(formatCause(causes[1]!), /script may read content-type, x-id\./);
  });
});

/** Texts whose values the program looks up or decides by; no server chooses them. */
const ours = new Set(['kind', 'reason', 'trouble', 'role', 'result', 'finding', 'engine', 'server', 'sure', 'name', 'format', 'algorithm', 'stage', 'credentials', 'mode', 'redirect', 'language', 'build', 'driver', 'source']);

/** Puts a text behind every text that somebody else may choose, and into the names of headers. */
function withText<T>(value: T, text: string): T {
  if (typeof value === 'string') return `${value} ${text}` as T;
  if (Array.isArray(value)) return value.map((one: unknown) => withText(one, text)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]: [string, unknown]) => [key, ours.has(key) ? one : withText(one, text)])) as T;
}

describe('hostile texts', () => {
  const full: readonly (readonly [words: string, explanation: Explanation])[] = [
    ['a rule', { ...whole, asked: { ...asked, notes: ['note'] }, engines: [engine({ surprising: true, words: [words('a sentence', 'Code'), words('Code', 'CORSDidNotSucceed')] })] }],
    ['a server that is down', { ...whole, cause: { kind: 'network', trouble: 'tls', code: 'E', url }, exchanges: [request({ kind: 'failed', trouble: 'tls', code: 'E' })] }],
    ['what was not sent', { ...whole, cause: { kind: 'not-sent', why: 'why' }, exchanges: [request({ kind: 'not-sent', because: 'consent', why: 'why' })] }],
    ['a server that limits requests', { ...whole, cause: { kind: 'limited', status: 429, url, seconds: 9 } }],
    ['cookies that are not sent', { ...whole, engines: [engine({ cookiesSent: false })], withoutCookies: { cause: rule, exchanges: whole.exchanges } }],
    ['a response', { ...whole, cause: { kind: 'none', status: 200, readable: ['content-type'] } }],
  ];
  for (const [what, text] of Object.entries({ ...hostileStrings, 'a line break': 'a\nWhy  Nothing stands in its way\r\nb', 'a delete': 'a\u007fb', 'a tag that is not seen': 'a\u{e0041}b' })) {
    for (const [kind, explanation] of full) {
      test(`${what} is inert in every text of ${kind}`, () => {
        const hostile = withText(explanation, text);
        const formatted = formatExplanation(hostile);
        const seen = pc.isColorSupported ? formatted.replace(colours, '') : formatted;
        assert.doesNotMatch(seen, /[^\P{Cc}\n]|\p{Cf}|\p{Cs}|[\u2028\u2029]/u);
        // Only the code of a recipe may have line breaks of its own.
        const harmless = withText(explanation, 'x');
        const codeLines = ({ advice }: Explanation): number => advice.reduce((sum, { recipe: { code } }) => sum + code.split('\n').length, 0);
        assert.equal(seen.split('\n').length - codeLines(hostile), formatExplanation(harmless).split('\n').length - codeLines(harmless));
      });
    }
  }
});
