import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isProblem } from './problem.ts';
import { splitShellWords } from './shell-words.ts';

const wordsOf = (text: string): string[] => {
  const command = splitShellWords(text);
  assert.ok(!isProblem(command), isProblem(command) ? command.problem : '');
  return command.words.map((word) => word.text);
};

describe('words of a POSIX shell', () => {
  const rows: readonly [what: string, text: string, words: readonly string[]][] = [
    ['nothing', '', []],
    ['blanks and empty lines before', ' \t\n\n a', ['a']],
    ['blanks between', 'a  b\tc ', ['a', 'b', 'c']],
    ['an escaped line break between', 'a \\\n  b', ['a', 'b']],
    ['an escaped line break of Windows', 'a \\\r\n  b', ['a', 'b']],
    ['an escaped line break in a word, which goes on', 'a\\\nb', ['ab']],
    ['an escaped blank', 'a\\ b', ['a b']],
    ['an escaped quote', "a\\'b", ["a'b"]],
    ['single quotes, in which nothing is special', `'a "$b" \\n \`c\`'`, ['a "$b" \\n `c`']],
    ['single quotes with a line break', "'a\nb'", ['a\nb']],
    ['empty quotes, which are a word', `'' ""`, ['', '']],
    ['pieces that touch', `a'b'"c"$'d'`, ['abcd']],
    ["a single quote in a word, as it is usually written", `'it'\\''s'`, ["it's"]],
    ['double quotes with the four escapes', '"\\" \\\\ \\$ \\`"', ['" \\ $ `']],
    ['double quotes with other escapes, which stay', '"\\n \\x"', ['\\n \\x']],
    ['double quotes with an escaped line break', '"a\\\nb"', ['ab']],
    ['a dollar sign that names nothing', '$ a$ "$" "5$ "', ['$', 'a$', '$', '5$ ']],
    ['a number sign, which begins no comment', 'a #b', ['a', '#b']],
    ['bash: letters', String.raw`$'\n\t\r\a\b\e\f\v\\\'\"\?'`, ['\n\t\r\u0007\b\u001b\f\v\\\'"?']],
    ['bash: a code point in four digits', String.raw`$'\u0021\u00fc'`, ['!ü']],
    ['bash: two halves of an emoji', String.raw`$'\ud83d\ude00'`, ['😀']],
    ['bash: a code point in eight digits', String.raw`$'\U0001F600'`, ['😀']],
    ['bash: a code point that is none', String.raw`$'\UFFFFFFFF'`, ['\ufffd']],
    ['bash: bytes that are UTF-8', String.raw`$'\xc3\xbc'`, ['ü']],
    ['bash: one that is not, as Firefox writes it', String.raw`$'\xfc!'`, ['ü!']],
    ['bash: octal', String.raw`$'\101\12'`, ['A\n']],
    ['bash: a control character', String.raw`$'\cA'`, ['\u0001']],
    ['bash: an escape that is none', String.raw`$'\q\xz'`, ['\\q\\xz']],
    ['a backslash at the end', 'a\\', ['a']],
  ];
  for (const [what, text, words] of rows) test(what, () => assert.deepEqual(wordsOf(text), words));

  const ends: readonly [what: string, text: string, words: readonly string[], rest: string][] = [
    ['a line break', 'a b\nc', ['a', 'b'], 'c'],
    ['a pipe', 'a | jq .', ['a'], '| jq .'],
    ['a semicolon that touches', 'a;b', ['a'], ';b'],
    ['a redirection', 'a > b', ['a'], '> b'],
    ['a redirection of standard error', 'a 2>/dev/null', ['a'], '>/dev/null'],
  ];
  for (const [what, text, words, rest] of ends) {
    test(`${what} ends the command`, () => {
      const command = splitShellWords(text);
      assert.ok(!isProblem(command));
      assert.deepEqual([command.words.map((word) => word.text), command.rest], [words, rest]);
    });
  }

  const problems: readonly [what: string, text: string, problem: RegExp][] = [
    ['a single quote never closed', "a \\\n 'b", /quote at line 2, column 2 is never closed/],
    ['a double quote never closed', 'a "b', /quote at line 1, column 3/],
    ["bash's quote never closed", "a $'b\\'", /line 1, column 3/],
    ['a variable', 'a $TOKEN', /variable at line 1, column 3/],
    ['a variable in double quotes', 'a "x ${TOKEN}"', /variable at line 1, column 6/],
    ['a variable without a name', 'a $1', /variable at line/],
    ['a substitution', 'a $(b)', /substitution/],
    ['a substitution in backticks, in double quotes', 'a "`b`"', /substitution/],
  ];
  for (const [what, text, problem] of problems) {
    test(`${what} is a problem`, () => {
      const command = splitShellWords(text);
      assert.ok(isProblem(command));
      assert.match(command.problem, problem);
    });
  }
});

describe('a word that was quoted', () => {
  const code = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const quotings: Readonly<Record<string, (word: string) => string>> = {
    'in single quotes': (word) => `'${word.replaceAll("'", "'\\''")}'`,
    'in double quotes': (word) => `"${word.replace(/["\\$`]/g, '\\$&')}"`,
    'as Chrome does': (word) => `$'${word.replace(/[^ -~]|['\\!]/g, code)}'`,
    'by backslashes': (word) => (word === '' ? "''" : word.replace(/[^\n]/g, '\\$&').replaceAll('\n', "'\n'")),
  };
  const words = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...Array.from(` '"\\$\`\n!#;&|a`)) })), { maxLength: 4 });
  for (const [how, quote] of Object.entries(quotings)) {
    test(`${how} is the word again`, () => fc.assert(fc.property(words, (given) => assert.deepEqual(wordsOf(given.map(quote).join(' ')), given))));
  }
});

test('any text ends in words or in a problem', () => {
  const text = fc.string({ unit: fc.oneof(fc.constantFrom(...Array.from(` '"\\$\`\n\r;&|<>(){}ux0a`)), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })), maxLength: 60 });
  fc.assert(fc.property(text, (given) => { splitShellWords(given); }), { numRuns: 1000 });
});
