// Runs tests that stand beside their subjects: node scripts/unit.mjs [--browser] [words in the path …]
// With --browser those that start browsers (*.browser.test.ts), one file at a time; else all others.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const [browser, words] = [process.argv.includes('--browser'), process.argv.slice(2).filter((word) => !word.startsWith('--'))];
const files = ['harness', 'servers', 'reports', 'scripts']
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => path.join(folder, file)))
  .filter((file) => file.endsWith('.test.ts') && file.endsWith('.browser.test.ts') === browser)
  .filter((file) => words.every((word) => file.includes(word)))
  .sort();
if (files.length === 0) {
  console.error(`no test file matches ${words.join(' ')}`);
  process.exit(2);
}
const args = ['--import', 'tsx', '--test', '--test-reporter=spec', ...(browser ? ['--test-concurrency=1'] : []), ...files];
process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1);
