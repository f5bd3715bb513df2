import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { makeRedactor } from './redact.ts';
import type { Redactor } from './redact.ts';
import { scan } from './scan.ts';

const runs = { numRuns: 100 };
const oddSigns = fc.constantFrom(...Array.from('abcXYZ019+/=_-%&?;: "\'\\<>\n\té漢😀‹›'));
const secretValue = fc
  .oneof(fc.string({ unit: oddSigns, minLength: 8, maxLength: 40 }), fc.string({ unit: 'grapheme', minLength: 8, maxLength: 30 }), fc.stringMatching(/^[A-Za-z0-9_-]{8,60}$/))
  .filter((text) => text.trim().length >= 8 && Buffer.from(text).toString() === text && new Set(text).size > 3 && !/[‹›]/.test(text));
const around = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: oddSigns, maxLength: 12 }), fc.constantFrom('https://api.example.com/?a=', '{"token":"', 'Cookie: a=', "-H 'Authorization: Bearer ", 'Basic ', '…'));

const encoders: Readonly<Record<string, (value: string, offset: number) => string>> = {
  'plain': (value) => value,
  'percent-encoded': (value) => encodeURIComponent(value),
  'percent-encoded in lower case': (value) => encodeURIComponent(value).toLowerCase() === value ? value : encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase()),
  'every byte percent-encoded': (value) => [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'form-encoded': (value) => new URLSearchParams({ '': value }).toString().slice(1),
  'JSON': (value) => JSON.stringify(value).slice(1, -1),
  'JSON in JSON': (value) => JSON.stringify(JSON.stringify(value)),
  'base64': (value, offset) => Buffer.from('x'.repeat(offset) + value + 'y'.repeat(offset)).toString('base64'),
  'base64url': (value, offset) => Buffer.from('x'.repeat(offset) + value).toString('base64url'),
  'hex': (value) => Buffer.from(value).toString('hex'),
  'UTF-8 bytes': (value) => Buffer.from(value).toString('latin1'),
  'UTF-16LE bytes': (value) => Buffer.from(value, 'utf16le').toString('latin1'),
};

function made(name: string, value: string): Redactor {
  const result = makeRedactor({ secrets: [{ name, value }], targetOrigins: ['https://api.example.com'], key: new Uint8Array(32) });
  assert.ok(result.kind === 'made');
  return result.redactor;
}

describe('for any secret, in any text', () => {
  for (const [what, encode] of Object.entries(encoders)) {
    const given = fc.tuple(secretValue, fc.integer({ min: 0, max: 2 }), around, around, around).map(([value, offset, before, between, after]) => ({ value, text: before + encode(value, offset) + between + encode(value, offset) + after }));
    test(`${what}: the scan finds it before, and nothing after`, () => {
      fc.assert(
        fc.property(given, ({ value, text }) => {
          const secrets = [{ name: 'S', value }];
          const look = (content: string) => scan([{ kind: 'text', name: 'text', text: content }], secrets).leaks;
          assert.notDeepEqual(look(text), []);
          const redactor = made('S', value);
          const shown = redactor.text(text);
          assert.deepEqual(look(shown), []);
          assert.equal(redactor.text(shown), shown, 'again changes nothing');
          const data = redactor.data({ [text]: [text, [['X-A', text], ['Cookie', `a=${text}`]]], url: text, headers: { Authorization: `Bearer ${text}` } });
          assert.ok(data.kind === 'redacted');
          assert.deepEqual(look(JSON.stringify(data.data)), []);
          assert.deepEqual(redactor.data(data.data), data);
        }),
        runs,
      );
    });
  }

  test('a text without it, and without names of secrets, stays as it is', () => {
    const plain = fc.stringMatching(/^[ -~]*$/).filter((text) => !/[:=@?#"'‹]|bearer|basic/i.test(text));
    fc.assert(fc.property(plain, (text) => void assert.equal(made('S', 'kH3k-9s!jQ').text(text), text)), runs);
  });

  test('any JSON is redacted without a throw, the same each time, and once for all', () => {
    const redactor = made('S', 'secret-42');
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (data) => {
        const once = redactor.data(data);
        assert.ok(once.kind === 'redacted');
        assert.deepEqual(redactor.data(data), once);
        assert.deepEqual(redactor.data(once.data), once);
      }),
      runs,
    );
  });
});
