import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { readMarks, scenarioText, withFolder } from '../scenario/load-fixture.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { Problem } from '../scenario/problem.ts';
import { checkCase } from './check-case.ts';

type Fields = Readonly<Record<string, string | null>>;

/** Lints a file as the command does. */
async function lint(text: string): Promise<readonly Problem[]> {
  return withFolder({ 'a.yaml': text }, async (folder) => {
    const { problems } = await loadScenarios(folder, undefined, checkCase);
    for (const { file } of problems) assert.equal(path.basename(file), 'a.yaml');
    return problems;
  });
}

const cors = "{ response: { headers: { Access-Control-Allow-Origin: '{origin}', X-A: '1' }, body: hello } }";
const put = "{ preflight: { status: 204, headers: { Access-Control-Allow-Origin: '*', Access-Control-Allow-Methods: PUT } }, response: { headers: { Access-Control-Allow-Origin: '*' } } }";

describe('an expectation that contradicts the standard is reported at its own place, with both readings and the steps', () => {
  const rows: readonly (readonly [what: string, fields: Fields, message: RegExp, trace: RegExp])[] = [
    ['a wrong outcome', { resource: cors, expect: '{ outcome: ‸network-error, exchanges: [request] }' }, /^outcome: the scenario expects network-error, and the standard says cors$/, /CORS check 5: .*success/],
    ['a wrong outcome the other way', { expect: '{ outcome: ‸cors, exchanges: [request] }' }, /^outcome: the scenario expects cors, and the standard says network-error$/, /CORS check/],
    ['a wrong reason', { expect: '{ outcome: network-error, reason: ‸acao-null, exchanges: [request] }' }, /^reason: the scenario expects acao-null, and the standard says acao-missing$/, /CORS check/],
    ['a wrong stage', { expect: '{ outcome: network-error, stage: ‸cors-preflight-fetch, exchanges: [request] }' }, /^stage: the scenario expects cors-preflight-fetch, and the standard says cors-check$/, /CORS check/],
    ['a wrong status', { resource: cors, expect: '{ outcome: cors, status: ‸404, exchanges: [request] }' }, /^status: .* 404, .* 200$/, /main fetch 14/],
    ['a wrong body', { resource: cors, expect: "{ outcome: cors, body: ‸'', exchanges: [request] }" }, /^body: .* "", .* "hello"$/, /main fetch 14/],
    ['a wrong redirected', { resource: cors, expect: '{ outcome: cors, redirected: ‸true, exchanges: [request] }' }, /^redirected: .* true, .* false$/, /main fetch 14/],
    ['a header that cannot be read', { resource: cors, expect: '{ outcome: cors, readable: ‸[X-A], exchanges: [request] }' }, /^readable: X-A: /, /script reads no header/],
    ['a header that can be read', { resource: "{ response: { headers: { Access-Control-Allow-Origin: '*', Cache-Control: no-store } } }", expect: '{ outcome: cors, unreadable: ‸[Cache-Control], exchanges: [request] }' }, /^unreadable: Cache-Control: /, /script reads cache-control/],
    ['a preflight too few', { resource: put, request: '{ method: PUT }', expect: '{ outcome: cors, exchanges: ‸[request] }' }, /^exchanges: the scenario expects request, and the standard says preflight → request$/, /PUT is no CORS-safelisted method/],
    ['a preflight too many', { resource: put, expect: '{ outcome: cors, exchanges: ‸[preflight, request] }' }, /^exchanges: .* preflight → request, .* request$/, /simple enough/],
    ['a wrong header of the second exchange', { resource: put, request: '{ method: PUT }', expect: "{ outcome: cors, exchanges: [preflight, ‸{ role: request, headers: { Origin: 'null' } }] }" }, /^request: Origin: .* "null", .* "http:\/\/localhost:\d+"$/, /main fetch/],
    ['a placeholder that is not the page’s origin', { resource: cors, expect: "{ outcome: cors, exchanges: [‸{ role: request, headers: { Origin: '{resource-origin}' } }] }" }, /^request: Origin: /, /main fetch/],
  ];
  for (const [what, fields, message, trace] of rows) {
    test(what, async () => {
      const { text, places } = readMarks(scenarioText({ apis: '[fetch]', ...fields }));
      const [problem, ...others] = await lint(text);
      assert.ok(problem !== undefined, 'nothing was reported');
      assert.deepEqual(others, []);
      assert.deepEqual({ line: problem.line, column: problem.column }, places[0]);
      assert.match(problem.message, message);
      assert.match(problem.expected ?? '', /`requirement: may` or `survey`/);
      assert.match(problem.hint ?? '', trace);
    });
  }
  test('in a matrix each combination is checked', async () => {
    const text = scenarioText({ apis: '[fetch]', request: "{ method: '${method}' }", resource: put, expect: '{ outcome: cors, exchanges: [preflight, request] }', matrix: '{ method: [PUT, POST] }' });
    assert.deepEqual((await lint(text)).map(({ message }) => message), ['exchanges: the scenario expects preflight → request, and the standard says request']);
  });
  test('what is wrong for one API alone is reported', async () => {
    const text = scenarioText({ request: '{ method: GET, body: a }', resource: cors, expect: '{ outcome: exception, exchanges: [] }' });
    assert.match((await lint(text)).map(({ message }) => message).join('\n'), /outcome: the scenario expects exception, and the standard says cors/);
  });
});

describe('what is accepted', () => {
  const server = "{ server: { implementation: article/server-1, policy: { allowedOrigin: '{origin}' } } }";
  const away = "{ response: { status: 302, headers: { Access-Control-Allow-Origin: '{origin}', Location: 'http://localhost:9999/' } } }";
  const rows: readonly (readonly [what: string, fields: Fields, problem: RegExp | null])[] = [
    ['no expectation', { expect: null }, null],
    ['no expectation of a real server', { expect: null, resource: server }, /a real server answers is not known beforehand/],
    ['any expectation of a real server', { resource: server, expect: '{ outcome: cors, exchanges: [preflight, request] }' }, null],
    ['no expectation where the standard leaves it open', { expect: null, resource: away }, /leaves the outcome open \(unknown-server\)/],
    ['the same as a survey', { expect: null, resource: away, requirement: 'survey' }, null],
    ['the same with what is permitted', { expect: null, resource: away, requirement: 'may' }, null],
    ['an outcome where the standard leaves it open', { expect: '{ outcome: network-error, exchanges: [request] }', resource: away }, /left open by the standard/],
    ['a wrong expectation that the standard permits', { requirement: 'may', expect: '{ outcome: cors, exchanges: [preflight] }', resource: put }, null],
    ['a wrong expectation of a survey', { requirement: 'survey', expect: '{ outcome: cors, exchanges: [] }' }, null],
  ];
  for (const [what, fields, problem] of rows) {
    test(what, async () => {
      const messages = (await lint(scenarioText({ apis: '[fetch]', ...fields }))).map(({ message }) => message);
      if (problem === null) assert.deepEqual(messages, []);
      else assert.match(messages[0] ?? 'nothing was reported', problem);
    });
  }
});

describe('what script may not ask for is accepted only where that is the point', () => {
  const exception = '{ outcome: exception, exchanges: [] }';
  const blocked = '{ outcome: network-error, exchanges: [request] }';
  const rows: readonly (readonly [what: string, fields: Fields, problem: RegExp | null])[] = [
    ['a forbidden method without expectation', { request: '{ method: TRACE }', expect: null }, null],
    ['a forbidden method that is refused', { request: '{ method: TRACE }', expect: exception }, null],
    ['a forbidden method otherwise', { request: '{ method: TRACE }', expect: blocked }, /script may not use the method TRACE/],
    ['what is no method, without expectation', { request: "{ method: 'G ET' }", expect: null }, null],
    ['what is no method, and is refused', { request: "{ method: 'G ET' }", expect: exception }, null],
    ['what is no method, otherwise', { request: "{ method: 'G ET' }", expect: blocked }, /is no method/],
    ['a header that is none, without expectation', { request: "{ headers: { 'X A': b } }", expect: null }, null],
    ['a header that is none, and is refused', { request: "{ headers: { 'X A': b } }", expect: exception }, null],
    ['a header that is none, otherwise', { request: "{ headers: { 'X A': b } }", expect: blocked }, /is no header name/],
    ['a forbidden header without expectation', { request: '{ headers: { Date: x } }', expect: null }, null],
    ['a forbidden header that the exchange says is absent', { request: '{ headers: { Date: x } }', expect: '{ outcome: network-error, exchanges: [{ role: request, absent: [date] }] }' }, null],
    ['a forbidden header that another exchange’s header looks like', { request: '{ headers: { Date: x } }', expect: '{ outcome: network-error, exchanges: [{ role: request, absent: [Expect] }] }' }, /script may not set the request header "Date"/],
    ['a forbidden header otherwise', { request: '{ headers: { Date: x } }', expect: blocked }, /script may not set the request header "Date"/],
    ['a forbidden header with an exception that does not come', { request: '{ headers: { Date: x } }', expect: exception }, /outcome: the scenario expects exception, and the standard says network-error/],
    ['a body of a GET without expectation', { request: '{ body: a }', expect: null }, null],
    ['a body of a GET that is refused', { request: '{ body: a }', apis: '[fetch]', expect: exception }, null],
    ['a body of a GET otherwise', { request: '{ body: a }', expect: blocked }, /a GET request cannot have a body/],
  ];
  for (const [what, fields, problem] of rows) {
    test(what, async () => {
      const messages = (await lint(scenarioText(fields))).map(({ message }) => message);
      if (problem === null) assert.deepEqual(messages, []);
      else assert.match(messages.join('\n'), problem);
    });
  }
});

describe('a path that browsers write in another way', () => {
  for (const written of ['/a"b', '/<a>', '/a`b', '/{a}', '/a\\b', "/a?b='", '/a?<']) {
    test(`${written} is refused`, async () => assert.match((await lint(scenarioText({ request: `{ path: ${JSON.stringify(written)} }` }))).map(({ message }) => message).join('\n'), /^the path .* goes over the wire as /));
  }
  for (const written of ['/a', '/a?b=c&d', '/a%20b', '/a//b', '/~a%22', '/a;b=c,d', '/a?b?c/d']) {
    const own = written.startsWith('/~');
    test(`${written} is ${own ? 'the harness’s own' : 'accepted'}`, async () => assert.equal((await lint(scenarioText({ request: `{ path: ${JSON.stringify(written)} }` }))).length, own ? 1 : 0));
  }
});
