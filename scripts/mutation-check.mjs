// The mutation check: breaks one rule of the model at a time, and demands that the model's tests notice each time.
// node scripts/mutation-check.mjs [words of the rule …]
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutations } from './mutations.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const words = process.argv.slice(2);
const chosen = mutations.filter(([what]) => words.every((word) => what.includes(word)));
// Inside the project, so that its packages are found.
const folder = mkdtempSync(path.join(root, '.mutation-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/**
 * Runs the model's tests of one copy in one process, those of the changed file first, and stops at the first that fails.
 * Resolves with whether any did.
 */
function testsFail(copy, changed = '') {
  const tests = readdirSync(path.join(copy, 'fetch'), { recursive: true }).map((file) => file.replaceAll(path.sep, '/')).filter((file) => file.endsWith('.test.ts'));
  const rank = (file) => (file === changed.replace('.ts', '.test.ts') ? 0 : file === 'predict.test.ts' ? 1 : file.includes('/') ? 3 : file.includes('property') ? 4 : 2);
  tests.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  writeFileSync(path.join(copy, 'all.mjs'), tests.map((file) => `import './fetch/${file}';\n`).join(''));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--test-reporter=tap', path.join(copy, 'all.mjs')], { cwd: copy, stdio: ['ignore', 'pipe', 'ignore'] });
    let failed = false;
    child.stdout.on('data', (chunk) => {
      if (failed || !/^\s*not ok /m.test(String(chunk))) return;
      failed = true;
      child.kill('SIGKILL');
    });
    child.on('close', (code) => resolve(failed || code !== 0));
  });
}

function makeCopy(name) {
  const copy = path.join(folder, name);
  cpSync(path.join(root, 'harness/fetch'), path.join(copy, 'fetch'), { recursive: true });
  return copy;
}

const problems = [];
const queue = [...chosen];
async function work(name) {
  const copy = makeCopy(name);
  if (await testsFail(copy)) throw new Error('the tests of the model fail as it is');
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [what, file, text, instead] = next;
    const target = path.join(copy, 'fetch', file);
    const source = readFileSync(target, 'utf8');
    const times = source.split(text).length - 1;
    if (times !== 1) {
      problems.push(`${what}: ${JSON.stringify(text)} stands ${times} times in ${file}`);
      continue;
    }
    writeFileSync(target, source.replace(text, () => instead));
    if (!(await testsFail(copy, file))) problems.push(`${what}: no test of the model notices (${file}: ${text})`);
    writeFileSync(target, source);
  }
}

await Promise.all(Array.from({ length: Math.min(4, os.availableParallelism()) }, (_, index) => work(String(index))));
for (const problem of problems) console.error(problem);
console.log(`${chosen.length - problems.length} of ${chosen.length} broken rules of the model are noticed by its tests`);
process.exitCode = problems.length === 0 ? 0 : 1;
