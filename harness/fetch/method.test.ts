import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isForbiddenMethod, isMethod, normalizeMethod } from './method.ts';

// https://fetch.spec.whatwg.org/#concept-method: a byte sequence that matches the token production.
describe('isMethod', () => {
  const rows: readonly [what: string, method: string, is: boolean][] = [
    ['a method that every server knows', 'GET', true],
    ['a method that nobody knows', 'CHICKEN', true],
    ['lower case, which is another method', 'patch', true],
    ['every sign that a token may hold', "!#$%&'*+-.^_`|~09azAZ", true],
    ['a star, which is a token and no wildcard here', '*', true],
    ['the empty string', '', false],
    ['a space inside', 'GET IT', false],
    ['a space at the end', 'GET ', false],
    ['a line feed at the end', 'GET\n', false],
    ['a NUL', 'GET\0', false],
    ['a colon', 'GET:', false],
    ['a slash', 'GET/1', false],
    ['a letter outside ASCII', 'GÉT', false],
  ];
  for (const [what, method, is] of rows) test(`${what}: ${is ? 'is' : 'is not'} a method`, () => assert.equal(isMethod(method), is));
});

// https://fetch.spec.whatwg.org/#forbidden-method: a byte-case-insensitive match for CONNECT, TRACE or TRACK.
describe('isForbiddenMethod', () => {
  const rows: readonly [method: string, forbidden: boolean][] = [
    ['CONNECT', true],
    ['TRACE', true],
    ['TRACK', true],
    ['connect', true],
    ['tRaCe', true],
    ['track', true],
    ['GET', false],
    ['OPTIONS', false],
    ['TRACER', false],
    ['TRAC', false],
    ['CHICKEN', false],
    ['', false],
  ];
  for (const [method, forbidden] of rows) test(`${JSON.stringify(method)} is ${forbidden ? 'forbidden' : 'allowed'}`, () => assert.equal(isForbiddenMethod(method), forbidden));
});

// https://fetch.spec.whatwg.org/#concept-method-normalize: byte-uppercase DELETE, GET, HEAD, OPTIONS, POST and PUT only.
describe('normalizeMethod', () => {
  const rows: readonly [written: string, sent: string][] = [
    ['delete', 'DELETE'],
    ['get', 'GET'],
    ['Head', 'HEAD'],
    ['oPtIoNs', 'OPTIONS'],
    ['post', 'POST'],
    ['put', 'PUT'],
    ['PUT', 'PUT'],
    ['patch', 'patch'],
    ['Patch', 'Patch'],
    ['PATCH', 'PATCH'],
    ['chicken', 'chicken'],
    ['connect', 'connect'],
    ['gets', 'gets'],
  ];
  for (const [written, sent] of rows) test(`${written} is sent as ${sent}`, () => assert.equal(normalizeMethod(written), sent));
});
