import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { getHeader } from '../fetch/header.ts';
import type { HeaderList } from '../fetch/header.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { jarOf } from './cookies.ts';
import { foretell } from './foretell.ts';
import type { Foretold, Permit } from './foretell.ts';
import type { NetworkTrouble, PlainAnswer, PlainRequest } from './plain-client.ts';

const page = 'https://app.example.com';
const api = 'https://api.example.test/data';
const script = (given: Partial<ScriptRequest> = {}): ScriptRequest => ({ api: 'fetch', origin: page, clientUrl: `${page}/`, url: api, method: 'GET', mode: 'cors', credentials: 'same-origin', redirect: 'follow', referrerPolicy: null, headers: [], body: null, uploadListeners: false, ...given });
const put: Partial<ScriptRequest> = { method: 'PUT', headers: [['Content-Type', 'application/json'], ['X-Token', 'a']], body: { kind: 'text', text: '{}' } };

const response = (status: number, headers: HeaderList = []): PlainAnswer => ({ kind: 'response', status, statusText: '', headers, body: '' });
const letIn: HeaderList = [['Access-Control-Allow-Origin', page]];
const allows: HeaderList = [...letIn, ['Access-Control-Allow-Methods', 'PUT'], ['Access-Control-Allow-Headers', 'content-type, x-token']];
const to = (location: string, status = 302): PlainAnswer => response(status, [...letIn, ['Location', location]]);
const all: Permit = () => null;

/** Foretells with a fake server, and keeps what was asked. */
async function asked(given: Partial<ScriptRequest>, server: (request: PlainRequest, index: number) => PlainAnswer, permit: Permit = all): Promise<Foretold & { readonly sent: readonly PlainRequest[] }> {
  const sent: PlainRequest[] = [];
  const foretold = await foretell(script(given), (request) => Promise.resolve(server(request, sent.push(request) - 1)), permit);
  return { ...foretold, sent };
}

const linesOf = (sent: readonly PlainRequest[]): string[] => sent.map(({ method, url }) => `${method} ${url}`);
const outcomeOf = ({ prediction: { outcome } }: Foretold): string => (outcome.kind === 'network-error' || outcome.kind === 'exception' ? `${outcome.kind} ${outcome.reason}` : outcome.kind === 'response' ? `${outcome.kind} ${outcome.type} ${outcome.status}` : outcome.kind);

describe('what is asked, in order, and what comes of it', () => {
  const there = 'https://api.example.test/there';
  const rows: readonly (readonly [words: string, given: Partial<ScriptRequest>, answers: readonly PlainAnswer[], lines: readonly string[], outcome: string])[] = [
    ['a GET that needs no preflight', { headers: [['Accept', 'text/html']] }, [response(200, letIn)], [`GET ${api}`], 'response cors 200'],
    ['a GET that is not let in', {}, [response(200)], [`GET ${api}`], 'network-error acao-missing'],
    ['a PUT whose preflight passes', put, [response(204, allows), response(200, letIn)], [`OPTIONS ${api}`, `PUT ${api}`], 'response cors 200'],
    ['a PUT whose preflight fails', put, [response(404)], [`OPTIONS ${api}`], 'network-error acao-missing'],
    ['a PUT whose response fails', put, [response(204, allows), response(200)], [`OPTIONS ${api}`, `PUT ${api}`], 'network-error acao-missing'],
    ['a redirect', {}, [to('/there'), response(200, letIn)], [`GET ${api}`, `GET ${there}`], 'response cors 200'],
    ['a redirect by hand', { redirect: 'manual' }, [to('/there')], [`GET ${api}`], 'response opaqueredirect 0'],
    ['a redirect that is an error', { redirect: 'error' }, [to('/there')], [`GET ${api}`], 'network-error redirect-mode-error'],
    ['a PUT that is redirected, with a preflight to each', put, [response(204, allows), to('/there', 307), response(204, allows), response(200, letIn)], [`OPTIONS ${api}`, `PUT ${api}`, `OPTIONS ${there}`, `PUT ${there}`], 'response cors 200'],
    ['a POST that becomes a GET', { method: 'POST', body: { kind: 'text', text: 'a' } }, [to('/there', 302), response(200, letIn)], [`POST ${api}`, `GET ${there}`], 'response cors 200'],
    ['a GET in mode no-cors', { mode: 'no-cors' }, [response(200)], [`GET ${api}`], 'response opaque 0'],
    ['a request to the own origin', { url: `${page}/data`, method: 'PUT' }, [response(200)], [`PUT ${page}/data`], 'response basic 200'],
    ['http from a page of https', { url: 'http://api.example.test/' }, [], [], 'network-error mixed-content'],
    ['a method that script may not use', { method: 'TRACE' }, [], [], 'exception method-forbidden'],
    ['an address with a password', { url: 'https://user:pass@api.example.test/' }, [], [], 'exception url-userinfo'],
  ];
  for (const [words, given, answers, lines, outcome] of rows) {
    test(words, async () => {
      const found = await asked(given, (_request, index) => answers[index] ?? assert.fail(`request ${index + 1} was not expected`));
      assert.deepEqual(linesOf(found.sent), lines);
      assert.equal(outcomeOf(found), outcome);
      assert.deepEqual(found.exchanges.map(({ answer }) => answer), answers.slice(0, found.exchanges.length));
    });
  }
});

describe('cookies', () => {
  const cookie = 'a=1; b=2';
  const include = { credentials: 'include' } as const;
  const credentialed: HeaderList = [...allows, ['Access-Control-Allow-Credentials', 'true']];
  const rows: readonly (readonly [words: string, given: Partial<ScriptRequest>, answers: readonly PlainAnswer[], sent: readonly (string | null)[]])[] = [
    ['go with the request across sites', include, [response(200, credentialed)], [cookie]],
    ['go with it within a site', { ...include, origin: 'https://app.example.test' }, [response(200, credentialed)], [cookie]],
    ['never go with a preflight', { ...put, ...include }, [response(204, credentialed), response(200, credentialed)], [null, cookie]],
    ['do not go without credentials', {}, [response(200, letIn)], [null]],
    ['do not go where they are left out', { credentials: 'omit' }, [response(200, letIn)], [null]],
    ['go on with a redirect to the same host', include, [response(302, [...credentialed, ['Location', '/there']]), response(200, credentialed)], [cookie, cookie]],
    ['do not go on to another host', include, [response(302, [...credentialed, ['Location', 'https://other.example.test/']]), response(200, credentialed)], [cookie, null]],
    ['change as the server says, within a site', { ...include, origin: 'https://app.example.test' }, [response(302, [['Access-Control-Allow-Origin', 'https://app.example.test'], ['Access-Control-Allow-Credentials', 'true'], ['Set-Cookie', 'c=3'], ['Location', '/there']]), response(200)], [cookie, `${cookie}; c=3`]],
  ];
  for (const [words, given, answers, sent] of rows) {
    test(words, async () => {
      const found: PlainRequest[] = [];
      const { exchanges } = await foretell(script(given), (request) => Promise.resolve(answers[found.push(request) - 1]!), all, jarOf(cookie, api));
      assert.deepEqual(found.slice(0, sent.length).map(({ headers }) => getHeader(headers, 'Cookie')), sent);
      assert.deepEqual(exchanges.slice(0, sent.length).map(({ request }) => request.headers['cookie'] ?? null), sent);
    });
  }
});

describe('what is sent', () => {
  test('a preflight names the method and the headers, and has none of their values', async () => {
    const { sent: [preflight] } = await asked(put, () => response(403));
    const header = (name: string): string | null => getHeader(preflight!.headers, name);
    assert.deepEqual([header('Origin'), header('Access-Control-Request-Method'), header('Access-Control-Request-Headers'), header('X-Token'), header('Content-Type'), preflight!.body], [page, 'PUT', 'content-type,x-token', null, null, null]);
  });

  test('the request has the origin, the headers and the body, each once, and what every browser sends', async () => {
    const { sent: [, request] } = await asked(put, (_request, index) => response(200, index === 0 ? allows : letIn));
    const names = request!.headers.map(([name]) => name.toLowerCase());
    assert.deepEqual(names.filter((name, index) => names.indexOf(name) !== index), []);
    for (const [name, value] of [['Accept', '*/*'], ['Origin', page], ['Content-Type', 'application/json'], ['X-Token', 'a']] as const) assert.equal(getHeader(request!.headers, name), value, name);
    assert.notEqual(getHeader(request!.headers, 'User-Agent'), null);
    assert.equal(request!.body, '{}');
  });

  test('Accept is that of script where it sets one', async () => {
    const { sent: [request] } = await asked({ headers: [['Accept', 'text/html']] }, () => response(200));
    assert.deepEqual(request!.headers.filter(([name]) => /^accept$/i.test(name)).map(([, value]) => value), ['text/html']);
  });

  test('no cookie, and no header of a preflight in the request', async () => {
    const { sent } = await asked({ ...put, credentials: 'include' }, (_request, index) => response(200, index === 0 ? [...allows, ['Access-Control-Allow-Credentials', 'true'], ['Set-Cookie', 'a=b']] : letIn));
    assert.equal(sent.length, 2);
    assert.equal(getHeader(sent[1]!.headers, 'Access-Control-Request-Method'), null);
    for (const { headers } of sent) assert.equal(getHeader(headers, 'Cookie'), null);
  });

  const redirected: readonly (readonly [words: string, given: Partial<ScriptRequest>, hops: readonly PlainAnswer[], name: string, values: readonly (string | null)[]])[] = [
    ['Origin is null after another origin redirected elsewhere', {}, [to('https://third.example.test/'), response(200, [['Access-Control-Allow-Origin', 'null']])], 'Origin', [page, 'null']],
    ['Origin stays where the same server redirects', {}, [to('/there'), response(200, letIn)], 'Origin', [page, page]],
    ['Content-Type goes with the body', { method: 'POST', headers: [['Content-Type', 'text/plain']], body: { kind: 'text', text: 'a' } }, [to('/there'), response(200, letIn)], 'Content-Type', ['text/plain', null]],
  ];
  for (const [words, given, hops, name, values] of redirected) {
    test(words, async () => {
      const { sent } = await asked(given, (_request, index) => hops[index]!);
      assert.deepEqual(sent.map(({ headers }) => getHeader(headers, name)), values);
    });
  }
});

describe('a permit', () => {
  const noPut: Permit = ({ method }) => (method === 'PUT' ? 'no PUT' : null);
  test('that refuses the request stops after the preflight', async () => {
    const { sent, exchanges } = await asked(put, () => response(204, allows), noPut);
    assert.deepEqual(linesOf(sent), [`OPTIONS ${api}`]);
    assert.deepEqual(exchanges.map(({ request, answer }) => `${request.role} ${answer.kind}`), ['preflight response', 'request not-sent']);
  });

  test('is asked of each request, with the method that it has then', async () => {
    const lines: string[] = [];
    await asked({ method: 'POST', body: { kind: 'text', text: 'a' } }, (_request, index) => (index === 0 ? to('/there', 303) : response(200, letIn)), ({ method, url }) => {
      lines.push(`${method} ${url}`);
      return null;
    });
    assert.deepEqual(lines, [`POST ${api}`, 'GET https://api.example.test/there']);
  });

  test('that refuses all has nothing sent', async () => {
    const { sent, exchanges } = await asked({}, () => assert.fail('asked'), () => 'nothing');
    assert.deepEqual([sent.length, exchanges.map(({ answer }) => answer)], [0, [{ kind: 'not-sent', because: 'consent', why: 'nothing' }]]);
  });
});

describe('a server that fails', () => {
  const troubles: readonly NetworkTrouble[] = ['name', 'refused', 'unreachable', 'timeout', 'certificate', 'tls', 'reset', 'not-http'];
  for (const trouble of troubles) {
    for (const [words, given, index, count] of [['at once', {}, 0, 1], ['at the preflight', put, 0, 1], ['after the preflight', put, 1, 2]] as const) {
      test(`${words}, by ${trouble}, is not asked again, and it is a network error`, async () => {
        const found = await asked(given, (_request, at) => (at === index ? { kind: 'failed', trouble, code: 'E' } : response(204, allows)));
        assert.equal(found.sent.length, count);
        assert.equal(found.prediction.outcome.kind, 'network-error');
      });
    }
  }
});

describe('a server that never comes to an end', () => {
  test('by redirects: the standard ends it after 20', async () => {
    const found = await asked({}, (_request, index) => to(`/again/${index}`));
    assert.deepEqual([found.sent.length, outcomeOf(found)], [21, 'network-error redirect-count']);
  });

  test('by redirects with preflights', async () => {
    const found = await asked(put, ({ method }, index) => (method === 'OPTIONS' ? response(204, allows) : to(`/again/${index}`, 307)));
    assert.deepEqual([found.sent.length, outcomeOf(found)], [42, 'network-error redirect-count']);
  });

  test('by 421 and a redirect after each: 45 requests at most', async () => {
    const found = await asked(put, ({ method }, index) => (method === 'OPTIONS' ? response(204, allows) : index % 3 === 1 ? response(421, letIn) : to(`/again/${index}`, 307)));
    assert.ok(found.sent.length <= 45, `${found.sent.length}`);
  });

  test('by statuses that are sent again', async () => assert.ok((await asked({}, () => response(421))).sent.length <= 45));
});

describe('statuses of which the model may say nothing', () => {
  for (const status of [101, 204, 205, 304, 401, 407, 408, 421, 425, 500, 599, 999]) test(`${status} does not reject`, async () => assert.ok((await asked({}, () => response(status, letIn))).exchanges.length > 0));
});
