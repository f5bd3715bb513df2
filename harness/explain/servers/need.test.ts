import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readNeed } from './need.ts';
import type { Need, Wrong } from './need.ts';

const need: Need = { origins: ['https://app.example'], methods: ['PUT'], headers: [], credentials: false, exposed: [], maxAge: null, reason: null };
const rows: readonly [what: string, change: Partial<Need>, wrong: Wrong | null][] = [
  ['an origin with a port', { origins: ['http://localhost:5173'] }, null],
  ['an address of IPv6', { origins: ['http://[::1]:8080'] }, null],
  ['the origin of an app', { origins: ['capacitor://localhost'] }, null],
  ['the origin of an extension', { origins: ['chrome-extension://abcdefghijklmnop'] }, null],
  ['a slash at the end', { origins: ['https://app.example/'] }, 'no-origin'],
  ['a path', { origins: ['https://app.example/a'] }, 'no-origin'],
  ['the port that is the usual one', { origins: ['https://app.example:443'] }, 'no-origin'],
  ['upper case', { origins: ['https://App.example'] }, 'no-origin'],
  ['a host without a scheme', { origins: ['app.example'] }, 'no-origin'],
  ['a user name', { origins: ['https://ann@app.example'] }, 'no-origin'],
  ['a star inside', { origins: ['https://*.example'] }, 'no-origin'],
  ['a quote in the host', { origins: ["https://a'b.example"] }, 'no-origin'],
  ['a dollar in the host', { origins: ['https://$host.example'] }, 'no-origin'],
  ['a line break', { origins: ['https://app.example\nX: y'] }, 'no-origin'],
  ['two origins in one', { origins: ['https://a.example, https://b.example'] }, 'no-origin'],
  ['an empty origin', { origins: [''] }, 'no-origin'],
  ['any origin', { origins: ['*'] }, 'wildcard'],
  ['the opaque origin', { origins: ['null'] }, 'null-origin'],
  ['no origin', { origins: [] }, 'empty'],
  ['no method', { methods: [] }, 'empty'],
  ['a method in lower case, which is another one', { methods: ['patch'] }, null],
  ['a method with a space', { methods: ['PUT DELETE'] }, 'no-token'],
  ['any method', { methods: ['*'] }, 'wildcard'],
  ['a method that script cannot use', { methods: ['TRACE'] }, 'forbidden'],
  ['a name with every sign', { headers: ["x-!#$%&'*+.^_`|~"] }, null],
  ['a name with a line break', { headers: ['X-A\r\nX-B'] }, 'no-token'],
  ['a name with a quote', { headers: ['X"'] }, 'no-token'],
  ['any header', { headers: ['*'] }, 'wildcard'],
  ['a header that script cannot set', { headers: ['Cookie'] }, 'forbidden'],
  ['a response header that script cannot read', { exposed: ['Set-Cookie'] }, 'forbidden'],
  ['any response header', { exposed: ['*'] }, 'wildcard'],
  ['no time', { maxAge: 0 }, null],
  ['half a second', { maxAge: 0.5 }, 'no-seconds'],
  ['a time before now', { maxAge: -1 }, 'no-seconds'],
  ['no number', { maxAge: Number.NaN }, 'no-seconds'],
];

describe('readNeed', () => {
  for (const [what, change, wrong] of rows)
    test(what, () => {
      const read = readNeed({ ...need, ...change });
      assert.deepEqual('origins' in read ? null : read.map((problem) => problem.wrong), wrong === null ? null : [wrong]);
    });
  test('every problem at once, with its value', () => {
    const read = readNeed({ ...need, origins: ['*', 'x'], methods: [], maxAge: -1 });
    assert.deepEqual(read, [
      { field: 'methods', value: '', wrong: 'empty' },
      { field: 'origins', value: '*', wrong: 'wildcard' },
      { field: 'origins', value: 'x', wrong: 'no-origin' },
      { field: 'maxAge', value: '-1', wrong: 'no-seconds' },
    ]);
  });
  test('nothing twice; a name in any case, a method in its own', () => {
    const read = readNeed({ ...need, methods: ['PUT', 'PUT', 'put'], headers: ['X-A', 'x-a'] });
    assert.ok('origins' in read);
    assert.deepEqual([read.methods, read.headers], [['PUT', 'put'], ['X-A']]);
  });
});
