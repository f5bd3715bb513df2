import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { sampleZip } from './sample-zip.ts';
import { scan } from './scan.ts';
import type { Written } from './scan.ts';

const value = 'swordfish-4711';
const secrets = [{ name: 'STAGING_TOKEN', value }];
const folder = mkdtempSync(path.join(tmpdir(), 'scan-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function fileOf(content: Buffer | string, name = 'file'): Written {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return { kind: 'file', file };
}

describe('a secret is found', () => {
  const line = `before ${value} after`;
  const deep = sampleZip([['resources/a.txt', line, 8]]);
  const rows: readonly (readonly [what: string, content: Buffer | string, found: string])[] = [
    ['plain', line, '@7 plain'],
    ['in UTF-16LE', Buffer.from(line, 'utf16le'), '@14 UTF-16LE'],
    ['in base64', Buffer.from(`user:${value}`).toString('base64'), '@6 base64'],
    ['percent-encoded', [...Buffer.from(value)].map((byte) => `%${byte.toString(16)}`).join(''), '@0 percent-encoded'],
    ['in JSON', `\\u0073${value.slice(1)}`, '@0 JSON-escaped'],
    ['in HTML', `&#x73;${value.slice(1)}`, '@0 HTML-escaped'],
    ['in a gzip file', gzipSync(line), 'the file, inflated @7 plain'],
    ['in a zip file, deflated', sampleZip([['other', 'nothing', 0], ['trace.trace', line, 8]]), 'trace.trace @7 plain'],
    ['in a zip file in a zip file', sampleZip([['inner.zip', deep, 8]]), 'inner.zip › resources/a.txt @7 plain'],
    ['in a pack of an HTML report', `<p><script type="text/plain" id="data">${deflateRawSync(line).toString('base64')}</script>`, 'the pack at 3 @7 plain'],
    ['in a zip file in base64 in an HTML report', `<template>data:application/zip;base64,${deep.toString('base64')}</template>`, 'resources/a.txt @7 plain'],
    ['in zlib in base64', `x ${deflateSync(line.repeat(3)).toString('base64')}`, 'the base64 at 2, inflated @7 plain'],
  ];
  for (const [what, content, found] of rows) {
    test(what, () => {
      const { leaks, unread } = scan([fileOf(content)], secrets);
      assert.deepEqual(unread, []);
      const [first] = leaks;
      assert.equal(first && `${first.inside.join(' › ')} @${first.offset} ${first.encoding}`.trim(), found);
      assert.equal(first?.secret, 'STAGING_TOKEN');
      assert.doesNotMatch(JSON.stringify(leaks), /swordfish/);
    });
  }
  test('in the name of a file, which is then told without it', () => {
    assert.deepEqual(scan([fileOf('', `trace-${value}.txt`)], secrets).leaks.map(({ file, offset }) => [path.basename(file), offset]), [['trace-‹STAGING_TOKEN›.txt', null]]);
  });
  test('in a text that went to the terminal', () => assert.equal(scan([{ kind: 'text', name: 'terminal', text: `é${value}` }], secrets).leaks[0]?.offset, 2));
});

describe('what could not be looked into is told', () => {
  const zip = sampleZip([['a', 'content of a', 8]]);
  const rows: readonly (readonly [what: string, written: Written, why: RegExp])[] = [
    ['a file that is not there', { kind: 'file', file: path.join(folder, 'none') }, /ENOENT/],
    ['a zip file that is cut', fileOf(zip.subarray(0, -10), 'cut'), /without a directory/],
    ['a zip file whose content is spoilt', fileOf(Buffer.from(zip.map((byte, index) => (index === 31 ? 0xff : byte))), 'spoilt'), /entry a: it cannot be inflated/],
    ['a gzip file that is cut', fileOf(gzipSync('x'.repeat(100)).subarray(0, -10), 'gz'), /gzip file that cannot be inflated/],
    ['a compression that is not known', fileOf(sampleZip([['a', 'x', 93]]), 'zstd'), /compression method 93/],
    ['a pack that is spoilt', fileOf('<script type="text/plain">AAAA////</script>', 'pack'), /no pack that can be inflated/],
  ];
  for (const [what, written, why] of rows) test(what, () => assert.match(scan([written], secrets).unread.join(), why));
  test('of what is clean there is nothing to tell', () => assert.deepEqual(scan([fileOf(zip), fileOf('swordfish', 'b'), fileOf('', 'c')], secrets), { leaks: [], unread: [] }));
});
