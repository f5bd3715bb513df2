import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDestination } from './destination.ts';

const environment = { NIGHTLY_WEBHOOK: 'https://hooks.example.com/secret', EMPTY: '', PLAIN: 'http://hooks.example.com/secret', NONE: 'secret' };

describe('where events are told', () => {
  const rows: readonly (readonly [what: string, given: string, read: string])[] = [
    ['an address', 'https://hooks.example.com/secret', 'webhook https://hooks.example.com/secret'],
    ['an address in capital letters', 'HTTPS://hooks.example.com/secret', 'webhook https://hooks.example.com/secret'],
    ['an address in the environment', 'env:NIGHTLY_WEBHOOK', 'webhook https://hooks.example.com/secret'],
    ['a file', 'out/events.json', 'file out/events.json'],
    ['a file whose name begins like a scheme', 'http.json', 'file http.json'],
    ['a variable that is not set', 'env:NIGHTLY', 'problem --notify env:NIGHTLY: the environment variable NIGHTLY is not set'],
    ['a variable that is empty', 'env:EMPTY', 'problem --notify env:EMPTY: the environment variable EMPTY is not set'],
    ['a variable without a name', 'env:', 'problem --notify env:… needs the name of an environment variable, such as env:NIGHTLY_WEBHOOK'],
    ['a variable that is every object’s own', 'env:constructor', 'problem --notify env:constructor: the environment variable constructor is not set'],
    ['an address in the clear in the environment', 'env:PLAIN', 'problem --notify env:PLAIN: http://hooks.example.com would be told in the clear: only https will do, and http to this machine'],
    ['no address in the environment', 'env:NONE', 'problem --notify env:NONE: it is no address of a webhook'],
    ['an address of another scheme', 'ftp://hooks.example.com/secret', 'problem --notify: ftp: is no scheme of a webhook: https is'],
    ['half an address', 'https:', 'problem --notify: it is no address of a webhook'],
    ['nothing', '', 'problem --notify needs an https address, env:NAME or a file'],
  ];
  for (const [what, given, expected] of rows) {
    test(what, () => {
      const read = readDestination(given, environment);
      assert.equal(`${read.kind} ${read.kind === 'webhook' ? read.webhook.url.href : read.kind === 'file' ? read.file : read.problem}`, expected);
    });
  }
});
