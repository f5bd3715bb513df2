import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { apacheFormat, caddyQuote, double, haproxyFormat, haproxyQuote, nginxQuote, regexEscape, single, xmlQuote } from './quote.ts';

const rows: readonly [what: string, quote: (text: string) => string, text: string, quoted: string][] = [
  ['single quotes', single, String.raw`a'b\c"$d#{e}`, String.raw`'a\'b\\c"$d#{e}'`],
  ['double quotes', double, String.raw`a'b\c"d`, String.raw`"a'b\\c\"d"`],
  ['a dollar in nginx', nginxQuote, '$host"', '"${cors_dollar}host\\""'],
  ['a percent in a header of Apache', apacheFormat, '%{SECRET}e"', '"%%{SECRET}e\\""'],
  ['a quote in HAProxy', haproxyQuote, "a'b$c", String.raw`'a'\''b$c'`],
  ['a percent in HAProxy', haproxyFormat, '%[src]', "'%%[src]'"],
  ['a brace in Caddy', caddyQuote, '{env.SECRET}', String.raw`"\{env.SECRET\}"`],
  ['XML', xmlQuote, `<a href="b">'&`, '"&#60;a href=&#34;b&#34;&#62;&#39;&#38;"'],
  ['a regular expression', regexEscape, 'http://[::1].a*', String.raw`http://\[::1\]\.a\*`],
];

describe('quote', () => {
  for (const [what, quote, text, quoted] of rows) test(what, () => assert.equal(quote(text), quoted));
  for (const [what, quote] of rows)
    test(`${what}: a line break is a bug, not a value`, () => assert.throws(() => quote('a\nb'), /not printable/));
  test('JavaScript reads the value back', () => {
    const text = String.raw`a'b\c"\u0041${'`'}$\{x}`;
    assert.equal(runInNewContext(single(text)), text);
    assert.equal(JSON.parse(double(text)), text);
  });
});
