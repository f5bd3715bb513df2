import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { reasons } from '../fetch/reason.ts';
import { textOf } from './reasons.ts';

const folder = path.join(import.meta.dirname, '../../docs/reasons');
const page = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

describe('docs/reasons', () => {
  test('has a page for each reason, and no other', () => {
    assert.deepEqual(readdirSync(folder).sort(), ['README.md', ...reasons.map((reason) => `${reason}.md`)].sort());
  });
  for (const reason of reasons) {
    const { title, link, engines } = textOf(reason);
    test(`${reason}.md holds title, code, link, and what the engines call it`, () => {
      const text = page(`${reason}.md`);
      assert.equal(text.split('\n', 1)[0], `# ${title}`);
      for (const part of [`\`${reason}\``, `](${link})`, ...engines.webkit]) assert.ok(text.includes(part), part);
      for (const code of [...engines.chromium, ...engines.firefox]) assert.match(text, new RegExp(`\`${code.replace(/[.]/g, '\\.')}\\d?\``));
    });
    test(`${reason}.md has its sections, and links to pages that are there`, () => {
      const text = page(`${reason}.md`);
      assert.deepEqual([...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading), ['How it looks', 'Why', 'How to mend it', 'In the standard']);
      for (const [, to] of text.matchAll(/\]\(([^)#:]+)\)/g)) assert.ok(reasons.some((other) => `${other}.md` === to), to);
    });
  }
  test('README.md lists each page with its title, in order', () => {
    const listed = [...page('README.md').matchAll(/^\| \[`(.*?)`\]\((.*?)\) \| (.*?) \|$/gm)].map(([, ...cells]) => cells);
    assert.deepEqual(listed, reasons.map((reason) => [reason, `${reason}.md`, textOf(reason).title]));
  });
});
