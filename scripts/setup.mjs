// Sets the project up: dependencies, then browsers. Needs nothing but Node and npm, and is quick when nothing is missing.
// With --strict it exits with 3 when an engine is missing; without, the matrix says so in the engine's column.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const say = (text) => console.log(`setup: ${text}`);

/** Runs a program in the project's folder; its output is shown, or given back. */
function run(command, args, { show = false, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { ok: result.status === 0, status: result.status, out: result.stdout ?? '', error: (result.error?.message ?? '') + (result.stderr ?? '') };
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 20) return;
  console.error(`setup: this is Node ${process.versions.node}; Node 20 or newer is needed (https://nodejs.org).`);
  process.exit(2);
}

/** Installs the dependencies unless those of this very lock file are there. */
function installDependencies() {
  const mark = path.join(root, 'node_modules', '.cors-conformance-setup');
  const lock = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  // `npm ci` deletes node_modules first: what somebody installed without this script must not be lost, say offline.
  if (isInstalled()) return writeFileSync(mark, lock);
  say('installing the dependencies (npm ci) …');
  const { ok, status } = run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { show: true });
  if (!ok) {
    console.error(`setup: npm ci failed with exit code ${status}. Mend what it says above, then try again.`);
    process.exit(2);
  }
  writeFileSync(mark, lock);
}

/** Says whether node_modules holds what the lock file names, by npm's own list of what it installed. */
function isInstalled() {
  const read = (...file) => JSON.parse(readFileSync(path.join(root, ...file), 'utf8')).packages;
  try {
    const [wanted, found] = [read('package-lock.json'), read('node_modules', '.package-lock.json')];
    return Object.entries(wanted).every(([at, { version, optional }]) => at === '' || (found[at]?.version === version && existsSync(path.join(root, at))) || (optional === true && found[at] === undefined));
  } catch {
    return false;
  }
}

/** Asks the project itself which engines cannot be used. */
function missingEngines(launch) {
  const { out, error } = run(process.execPath, ['harness/cli/bin.mjs', 'doctor', '--json', ...(launch ? [] : ['--no-launch'])]);
  try {
    return JSON.parse(out).filter(({ trouble }) => trouble !== null).map(({ resolution, trouble }) => ({ name: resolution.name, trouble, remedy: resolution.remedy ?? null }));
  } catch {
    console.error(`setup: the engines could not be looked up:\n${error}`);
    process.exit(2);
  }
}

const names = (engines) => engines.map(({ name }) => name);

function installPlaywrightBuilds(engines) {
  say(`downloading Playwright's builds of ${names(engines).join(', ')} …`);
  const playwright = path.join('node_modules', '@playwright', 'test', 'cli.js');
  const { ok, out, error } = run(process.execPath, [playwright, 'install', ...names(engines)], { env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000' } });
  if (!ok) {
    const lines = `${out}\n${error}`.split('\n');
    const reason = lines.find((line) => /getaddrinfo|ECONN|ETIMEDOUT|server returned code/.test(line)) ?? lines.find((line) => line.includes('Error:')) ?? 'unknown error';
    say(`the download failed (${reason.replace(/^Error: /, '').trim()})`);
    return;
  }
  if (process.platform === 'linux' && asRoot() !== null) {
    say('installing the libraries they need …');
    const [command, ...args] = [...asRoot(), process.execPath, playwright, 'install-deps', ...names(engines)];
    run(command, args);
  }
}

/** The words before a command that needs root: none as root, sudo where it asks for no password, else null. */
function asRoot() {
  if (process.getuid?.() === 0) return [];
  return run('sudo', ['-n', 'true']).ok ? ['sudo', '-n'] : null;
}

const packages = { chromium: ['chromium'], firefox: ['firefox-esr'], webkit: ['webkit2gtk-driver', 'xvfb'] };

function installSystemPackages(engines) {
  const wanted = names(engines).flatMap((name) => packages[name]);
  if (process.platform !== 'linux' || !run('apt-get', ['--version']).ok) {
    say(`on this system (${process.platform}) browsers are not installed from packages`);
    return;
  }
  const root = asRoot();
  if (root === null) {
    say('installing packages needs root, and sudo asks for a password');
    return;
  }
  say(`installing ${wanted.join(' ')} (apt-get) …`);
  const apt = (...args) => {
    const [command, ...rest] = [...root, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    return run(command, rest);
  };
  apt('update', '-qq');
  const { ok, error } = apt('install', '-y', '-qq', '--no-install-recommends', ...wanted);
  if (!ok) say(`apt-get failed: ${error.trim().split('\n').at(-1)}`);
}

function explain(engines) {
  console.error('');
  for (const { name, trouble, remedy } of engines) {
    console.error(`setup: ${name} cannot be used: ${trouble}`);
    if (remedy !== null) console.error(`       by hand: ${remedy}`);
  }
  console.error('       `npx cors-conformance doctor` shows what was found. Without an engine, its column in the matrix says so, and the exit code is 3.\n');
}

checkNode();
installDependencies();
let missing = missingEngines(false);
if (missing.length > 0) {
  // An engine that was chosen by hand, by a path or an address, is not found by installing another.
  const chosen = ({ name }) => !['', 'playwright', 'system'].includes(process.env[`CORS_CONFORMANCE_${name.toUpperCase()}`] ?? '');
  for (const install of [installPlaywrightBuilds, installSystemPackages]) {
    const wanted = missing.filter((engine) => !chosen(engine));
    if (wanted.length === 0) break;
    install(wanted);
    missing = missingEngines(false);
  }
  say('starting each browser once …');
  missing = missingEngines(true);
  if (missing.length === 0) say('all three engines are there');
  else explain(missing);
}
if (missing.length > 0 && process.argv.includes('--strict')) process.exit(3);
