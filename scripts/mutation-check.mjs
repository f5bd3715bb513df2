// The mutation check: breaks one rule of the model, or of targets, at a time, and demands that its tests notice each time.
// node scripts/mutation-check.mjs [words of the rule or its file …]
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutations, targetMutations } from './mutations.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const words = process.argv.slice(2);
const isChosen = ([what, file]) => words.every((word) => `${what} ${file}`.includes(word));
const [ofModel, ofTargets] = [mutations.filter(isChosen), targetMutations.filter(isChosen)];
const chosen = [...ofModel, ...ofTargets];
// Inside the project, so that its packages are found.
const folder = mkdtempSync(path.join(root, '.mutation-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Runs tests of one copy in one process, and stops at the first that fails. Resolves with `failed`, `passed`, or `broken` when no test ran. */
function runTests(copy, tests) {
  writeFileSync(path.join(copy, 'all.mjs'), tests.map((file) => `import './${file}';\n`).join(''));
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

/** A copy of the model, which needs nothing else. */
function copyModel(name) {
  const copy = path.join(folder, name);
  cpSync(path.join(root, 'harness/fetch'), path.join(copy, 'fetch'), { recursive: true });
  const all = readdirSync(path.join(copy, 'fetch'), { recursive: true }).map((file) => file.replaceAll(path.sep, '/')).filter((file) => file.endsWith('.test.ts'));
  const test = (files) => runTests(copy, files.map((file) => `fetch/${file}`));
  // The quick ones first: most broken rules are noticed by the tests beside them.
  const near = (file) => [file.replace('.ts', '.test.ts'), 'predict.test.ts'].filter((one) => all.includes(one));
  return {
    place: (file) => path.join(copy, 'fetch', file),
    asItIs: () => test(all),
    notice: async ([, file]) => {
      const first = near(file).length === 0 ? 'passed' : await test(near(file));
      return first === 'passed' ? test(all) : first;
    },
  };
}

/** A copy of all that the tests of targets need. */
function copyProject(name) {
  const copy = path.join(folder, name);
  for (const part of ['harness', 'servers', 'reports', 'scenarios', 'package.json']) cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
  const testsOf = ([, file, , , tests = file.replace('.ts', '.test.ts')]) => tests;
  return {
    place: (file) => path.join(copy, file),
    asItIs: () => runTests(copy, [...new Set(ofTargets.map(testsOf))]),
    notice: (mutation) => runTests(copy, [testsOf(mutation)]),
  };
}

const problems = [];
async function work(queue, { place, asItIs, notice }) {
  if (queue.length > 0 && (await asItIs()) !== 'passed') throw new Error('the tests fail as it is');
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [what, file, text, instead] = next;
    const source = readFileSync(place(file), 'utf8');
    const times = source.split(text).length - 1;
    if (times !== 1) {
      problems.push(`${what}: ${JSON.stringify(text)} stands ${times} times in ${file}`);
      continue;
    }
    writeFileSync(place(file), source.replace(text, () => instead));
    const outcome = await notice(next);
    if (outcome === 'passed') problems.push(`${what}: no test notices (${file}: ${text})`);
    if (outcome === 'broken') problems.push(`${what}: the change is no program, so it proves nothing (${file}: ${instead})`);
    writeFileSync(place(file), source);
  }
}

const workers = Array.from({ length: Math.min(4, os.availableParallelism()) }, (_, index) => String(index));
for (const [queue, copy] of [[[...ofModel], copyModel], [[...ofTargets], copyProject]]) {
  if (queue.length > 0) await Promise.all(workers.map((name) => work(queue, copy(`${copy.name}-${name}`))));
}
for (const problem of problems) console.error(problem);
console.log(`${chosen.length - problems.length} of ${chosen.length} broken rules are noticed by tests`);
process.exitCode = problems.length === 0 ? 0 : 1;
