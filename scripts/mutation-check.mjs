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

/** Runs tests of one copy in one process, and stops at the first that fails. Resolves with `failed`, `passed`, or `broken` when no test ran. */
function runTests(copy, tests) {
  writeFileSync(path.join(copy, 'all.mjs'), tests.map((file) => `import './fetch/${file}';\n`).join(''));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--test-reporter=tap', path.join(copy, 'all.mjs')], { cwd: copy, stdio: ['ignore', 'pipe', 'ignore'] });
    let failed = false;
    child.stdout.on('data', (chunk) => {
      if (failed || !/^\s*not ok /m.test(String(chunk))) return;
      failed = true;
      child.kill('SIGKILL');
    });
    child.on('close', (code) => resolve(failed ? 'failed' : code === 0 ? 'passed' : 'broken'));
  });
}

function makeCopy(name) {
  const copy = path.join(folder, name);
  cpSync(path.join(root, 'harness/fetch'), path.join(copy, 'fetch'), { recursive: true });
  const all = readdirSync(path.join(copy, 'fetch'), { recursive: true }).map((file) => file.replaceAll(path.sep, '/')).filter((file) => file.endsWith('.test.ts'));
  // The quick ones first: most broken rules are noticed by the tests beside them.
  const near = (file) => [file.replace('.ts', '.test.ts'), 'predict.test.ts'].filter((test) => all.includes(test));
  return {
    copy,
    test: () => runTests(copy, all),
    testWith: async (file) => {
      const first = near(file).length === 0 ? 'passed' : await runTests(copy, near(file));
      return first === 'passed' ? runTests(copy, all) : first;
    },
  };
}

const problems = [];
const queue = [...chosen];
async function work(name) {
  const { copy, test, testWith } = makeCopy(name);
  if ((await test()) !== 'passed') throw new Error('the tests of the model fail as it is');
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
    const outcome = await testWith(file);
    if (outcome === 'passed') problems.push(`${what}: no test of the model notices (${file}: ${text})`);
    if (outcome === 'broken') problems.push(`${what}: the change is no program, so it proves nothing (${file}: ${instead})`);
    writeFileSync(target, source);
  }
}

await Promise.all(Array.from({ length: Math.min(4, os.availableParallelism()) }, (_, index) => work(String(index))));
for (const problem of problems) console.error(problem);
console.log(`${chosen.length - problems.length} of ${chosen.length} broken rules of the model are noticed by its tests`);
process.exitCode = problems.length === 0 ? 0 : 1;
