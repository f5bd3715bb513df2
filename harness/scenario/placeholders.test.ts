import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fillPlaceholders, placeholderNames, unknownPlaceholders } from './placeholders.ts';
import type { PlaceholderValues } from './placeholders.ts';

const values: PlaceholderValues = {
  origin: 'null',
  'document-origin': 'http://localhost:1',
  'document-port': '1',
  'resource-origin': 'http://127.0.0.1:2',
  urls: { end: 'http://localhost:3/t/end', 'second-hop': 'http://localhost:3/t/second-hop' },
};

describe('fillPlaceholders', () => {
  const rows: readonly [what: string, text: string, filled: string][] = [
    ['the origin of the request', '{origin}', 'null'],
    ['the origin of the document', '{document-origin}', 'http://localhost:1'],
    ['the port of the document', 'HTTP://localhost:{document-port}', 'HTTP://localhost:1'],
    ['the origin of the resource', '{resource-origin}', 'http://127.0.0.1:2'],
    ['the address of a route', '{url:end}', 'http://localhost:3/t/end'],
    ['the address of a route with a hyphen in its name', '{url:second-hop}', 'http://localhost:3/t/second-hop'],
    ['several in one text', '{origin}, {resource-origin}', 'null, http://127.0.0.1:2'],
    ['the same one twice', '{origin}{origin}', 'nullnull'],
    ['text around one', 'x{url:end}?a=1', 'xhttp://localhost:3/t/end?a=1'],
    ['text without any', 'GET, PUT', 'GET, PUT'],
    ['JSON, which has braces of its own', '{"origin":1}', '{"origin":1}'],
    ['braces with nothing in them', '{}', '{}'],
    ['a word that is no placeholder', '{nothing}', '{nothing}'],
    ['a route that there is not', '{url:start}', '{url:start}'],
    ['a word that every object knows', '{constructor}', '{constructor}'],
    ['a route with a name that every object knows', '{url:constructor}', '{url:constructor}'],
    ['the name of the routes together', '{urls}', '{urls}'],
  ];
  for (const [what, text, filled] of rows) test(what, () => assert.equal(fillPlaceholders(text, values), filled));

  test('leaves alone what a value brings along', () => {
    assert.equal(fillPlaceholders('{origin}', { ...values, origin: '{document-origin}$&' }), '{document-origin}$&');
  });
});

describe('unknownPlaceholders', () => {
  const rows: readonly [what: string, text: string, unknown: readonly string[]][] = [
    ['every placeholder that means something', placeholderNames.map((name) => `{${name}}`).join(' '), []],
    ['the address of a route', '{url:end}', []],
    ['a route that there is not', '{url:ned}', ['{url:ned}']],
    ['a misspelt word', '{orign}', ['{orign}']],
    ['two that mean nothing, around one that does', '{a}{origin}{b}', ['{a}', '{b}']],
    ['a word that every object knows', '{constructor}', ['{constructor}']],
    ['JSON', '{"a":{"b":1}}', []],
    ['text without braces', '*', []],
  ];
  for (const [what, text, unknown] of rows) test(what, () => assert.deepEqual(unknownPlaceholders(text, ['end']), unknown));
});
