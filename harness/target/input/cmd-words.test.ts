import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isForCmd, splitCmdWords } from './cmd-words.ts';
import { isProblem } from './problem.ts';

const wordsOf = (text: string): string[] => {
  const command = splitCmdWords(text);
  assert.ok(!isProblem(command), isProblem(command) ? command.problem : '');
  return command.words.map((word) => word.text);
};

describe("words of Windows' cmd", () => {
  const rows: readonly [what: string, text: string, words: readonly string[]][] = [
    ['quotes that a caret hides from cmd', 'curl ^"a b^"', ['curl', 'a b']],
    ['an ampersand behind a caret', 'curl ^"x?a=1^&b=2^"', ['curl', 'x?a=1&b=2']],
    ['a quote in the value', 'curl ^"^{^\\^"a^\\^":1^}^"', ['curl', '{"a":1}']],
    ['a backslash, which the browser doubled', 'curl ^"a^\\^\\b^"', ['curl', 'a\\b']],
    ['a percent sign', 'curl ^"a^%^20b^"', ['curl', 'a%20b']],
    ['a line break in the value', 'curl ^"a^\n\nb^"', ['curl', 'a\nb']],
    ['a line break of Windows in the value', 'curl ^"a^\r\n\r\nb^"', ['curl', 'a\nb']],
    ['lines that go on', 'curl ^"a^" ^\n  -H ^"b: c^" ^\r\n  -s', ['curl', 'a', '-H', 'b: c', '-s']],
    ['plain quotes, in which a caret and an ampersand stand for themselves', 'curl "a^b&c"', ['curl', 'a^b&c']],
    ['plain quotes with an escaped quote', 'curl "{\\"a\\":1}"', ['curl', '{"a":1}']],
    ['plain quotes with two quotes for one', 'curl "{""a"":1}"', ['curl', '{"a":1}']],
    ['plain quotes with backslashes, which stay', 'curl "C:\\\\a\\b"', ['curl', 'C:\\\\a\\b']],
    ['an empty value', 'curl "" ^"^"', ['curl', '', '']],
  ];
  for (const [what, text, words] of rows) test(what, () => assert.deepEqual(wordsOf(text), words));

  test('an ampersand outside of quotes ends the command', () => {
    const command = splitCmdWords('curl ^"a^" & curl ^"b^"');
    assert.ok(!isProblem(command));
    assert.equal(command.rest, '& curl ^"b^"');
  });
  test('a quote never closed is a problem', () => {
    const command = splitCmdWords('curl ^"a^" ^\n ^"b');
    assert.ok(isProblem(command));
    assert.match(command.problem, /line 2, column 3/);
  });
  test('what a browser quotes is the word again', () => {
    const quote = (word: string): string => `^"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replace(/[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]/g, '^$&').replaceAll('\n', '^\n\n')}^"`;
    const word = fc.string({ unit: fc.constantFrom(...Array.from(` "\\^&|<>%!{}\n'$az`)) });
    fc.assert(fc.property(word, (given) => assert.deepEqual(wordsOf(`curl ${quote(given)}`), ['curl', given])), { numRuns: 500 });
  });
});

describe('a command is for cmd', () => {
  const rows: readonly [what: string, text: string, is: boolean][] = [
    ['if its first argument begins with a caret and a quote', 'curl ^"http://a/^"', true],
    ['if its first line ends with a caret', 'curl "http://a/" ^\n -s', true],
    ['not if it is for a shell', "curl 'http://a/' \\\n -s", false],
    ['not if a value has a caret', `curl 'http://a/' -d '^"' -d 'a ^\nb'`, false],
  ];
  for (const [what, text, is] of rows) test(what, () => assert.equal(isForCmd(text), is));
});
