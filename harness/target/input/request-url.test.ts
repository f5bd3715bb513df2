import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isProblem } from './problem.ts';
import { readRequestUrl } from './request-url.ts';

describe('an address', () => {
  for (const url of ['http://localhost:3000/x', 'https://a.example', 'HTTPS://A.example/?q#f', 'http://[::1]:80/']) test(`${url} stays as it is`, () => assert.equal(readRequestUrl(url), url));

  const rows: readonly [what: string, url: string, problem: RegExp, tryThis: RegExp][] = [
    ['nothing', ' ', /empty/, /absolute/],
    ['a host and a port', 'localhost:3000/x', /no scheme/, /http:\/\//],
    ['a host alone', 'a.example', /no scheme/, /http:\/\//],
    ['a path', '/x', /relative/, /origin/],
    ['a path from here', './x', /relative/, /origin/],
    ['an address of the same scheme', '//a.example/x', /no scheme/, /http:/],
    ['one slash', 'http:/a.example', /two slashes/, /http:\/\//],
    ['a WebSocket', 'wss://a.example', /WebSocket/, /http/],
    ['another scheme', 'ftp://a.example', /ftp:/, /http/],
    ['a blob', 'blob:https://a.example/1', /blob:/, /http/],
    ['a host that is none', 'http://a b/', /cannot be parsed/, /host/],
    ['a port that is none', 'http://a:99999/', /cannot be parsed/, /port/],
  ];
  for (const [what, url, problem, tryThis] of rows) {
    test(`${what} is a problem`, () => {
      const read = readRequestUrl(url);
      assert.ok(isProblem(read));
      assert.match(read.problem, problem);
      assert.match(read.tryThis, tryThis);
    });
  }
});
