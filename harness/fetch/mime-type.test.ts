import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseMimeType } from './mime-type.ts';

// https://mimesniff.spec.whatwg.org/#parse-a-mime-type
describe('the essence', () => {
  const rows: readonly [what: string, input: string, essence: string | null][] = [
    ['a type and a subtype', 'text/html', 'text/html'],
    ['upper case', 'TEXT/Html', 'text/html'],
    ['HTTP whitespace around it', '\t\r\n text/html \t\r\n', 'text/html'],
    ['a form feed before it, which is none', '\ftext/html', null],
    ['white space after the subtype', 'text/html \t\r\n;a=b', 'text/html'],
    ['white space before the slash', 'text /html', null],
    ['white space after the slash', 'text/ html', null],
    ['every sign that a token may hold', "!#$%&'*+-.^_`|~/x", "!#$%&'*+-.^_`|~/x"],
    ['two stars', '*/*', '*/*'],
    ['a second slash', 'a/b/c', null],
    ['a comma', 'text/html,a/b', null],
    ['a semicolon before the slash', 'text;/html', null],
    ['no slash', 'text', null],
    ['no type', '/html', null],
    ['no subtype', 'text/', null],
    ['no subtype before the parameters', 'text/;a=b', null],
    ['a subtype of white space', 'text/ ;a=b', null],
    ['a letter outside ASCII', 'text/é', null],
    ['nothing', '', null],
    ['a semicolon at the end', 'text/html;', 'text/html'],
    ['parameters that are none', 'text/html;;;=;"', 'text/html'],
  ];
  for (const [what, input, essence] of rows) test(`${what}: ${essence ?? 'failure'}`, () => assert.equal(parseMimeType(input)?.essence ?? null, essence));
});

describe('the parameters', () => {
  const rows: readonly [what: string, text: string, parameters: Readonly<Record<string, string>>][] = [
    ['one', ';a=b', { a: 'b' }],
    ['several, in order', ';b=1;a=2', { b: '1', a: '2' }],
    ['names go to lower case, values stay', ';Charset=UTF-8', { charset: 'UTF-8' }],
    ['the first of a name counts', ';a=b;A=c', { a: 'b' }],
    ['one after a malformed one of the same name counts', ';a=\u0001;a=c', { a: 'c' }],
    ['white space before a name', '; \t\r\na=b', { a: 'b' }],
    ['white space after a name, which makes it none', ';a =b', {}],
    ['white space before a value stays', ';a= b', { a: ' b' }],
    ['white space after a value goes', ';a=b \t;c=d', { a: 'b', c: 'd' }],
    ['no value', ';a=;b=c', { b: 'c' }],
    ['no value at the end', ';b=c;a=', { b: 'c' }],
    ['no equals sign', ';a;b=c', { b: 'c' }],
    ['no equals sign at the end', ';b=c;a', { b: 'c' }],
    ['no name', ';=a;b=c', { b: 'c' }],
    ['a second equals sign', ';a=b=c', { a: 'b=c' }],
    ['a quoted value', ';a="b c"', { a: 'b c' }],
    ['a quoted empty value', ';a=""', { a: '' }],
    ['a semicolon in quotes', ';a="b;c=d"', { a: 'b;c=d' }],
    ['escapes in quotes', ';a="b\\"\\\\\\c"', { a: 'b"\\c' }],
    ['quotes that do not end', ';a="b', { a: 'b' }],
    ['a backslash at the end of quotes that do not end', ';a="b\\', { a: 'b\\' }],
    ['an escaped quote at the end of quotes that do not end', ';a="b\\"', { a: 'b"' }],
    ['what follows the quotes is skipped', ';charset="shift_jis"iso-2022-jp;b=c', { charset: 'shift_jis', b: 'c' }],
    ['quotes inside a value are part of it', ';a=b"c"', { a: 'b"c"' }],
    ['bytes above 127', ';a=é\u00ff', { a: 'é\u00ff' }],
    ['a control character', ';a=b\u0001', {}],
    ['a delete character', ';a=b\u007f', {}],
    ['a tab inside', ';a=b\tc', { a: 'b\tc' }],
    ['a name that JavaScript’s objects know', ';constructor=b', { constructor: 'b' }],
  ];
  for (const [what, text, parameters] of rows) test(what, () => assert.deepEqual([...(parseMimeType(`text/html${text}`)?.parameters ?? [])], Object.entries(parameters)));
});
