import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseConfig } from '../target/config.ts';
import { projectsOf, targetTag } from './target-projects.ts';
import type { Project } from './target-projects.ts';

const origins = ['https://api.example.com'];
const loaded = parseConfig({ targets: { 'staging': { origins, secrets: { token: 'STAGING_TOKEN', again: 'STAGING_TOKEN' } }, 'staging-eu': { origins }, 'Staging': { origins }, 'a_1': { origins }, 'eu': { origins } } }, null);
assert.ok(loaded.kind === 'loaded');
const projects = projectsOf(loaded.config.targets);
const engines = ['chromium', 'firefox', 'webkit'];

/** The projects that run a test, as Playwright chooses them: by the titles above it, its own and its tags. */
function thatRun(id: string, ...tags: readonly string[]): string[] {
  const title = (project: Project): string => [project.name, 'conformance.spec.ts', id, ...tags.map((tag) => `@${tag}`)].join(' ');
  return projects.filter((project) => (project.grep?.test(title(project)) ?? true) && project.grepInvert?.test(title(project)) !== true).map(({ name }) => name);
}

describe('the projects of Playwright', () => {
  test('are one an engine, where there is no target', () => assert.deepEqual(projectsOf({}).map(({ name }) => name), engines));
  test('and one an engine for each target', () => assert.deepEqual(projects.map(({ name }) => name), [...engines, ...['staging', 'staging-eu', 'Staging', 'a_1', 'eu'].flatMap((target) => engines.map((engine) => `${target}/${engine}`))]));
  test('know their engine, their target, and the names of its secrets, each once', () => {
    assert.deepEqual(projects.find(({ name }) => name === 'staging/webkit')?.metadata, { engine: 'webkit', target: 'staging', secrets: ['STAGING_TOKEN'] });
    assert.deepEqual(projects[0]?.metadata, { engine: 'chromium' });
  });
  test('run one case at a time', () => assert.deepEqual([...new Set(projects.map(({ workers }) => workers))], [1]));

  const ofTarget = (target: string): string[] => engines.map((engine) => `${target}/${engine}`);
  const rows: readonly (readonly [what: string, tags: readonly string[], run: readonly string[]])[] = [
    ['a scenario of ours is run by the engines alone', ['origin'], engines],
    ['one without tags, too', [], engines],
    ['one of a target by that target’s', ['access', 'target-staging'], ofTarget('staging')],
    ['one of a target whose name goes on', ['target-staging-eu'], ofTarget('staging-eu')],
    ['one of a target in other letters', ['target-Staging'], ofTarget('Staging')],
    ['one of a target with a number', ['target-a_1'], ofTarget('a_1')],
    ['one of a target whose name ends another one', ['target-eu'], ofTarget('eu')],
    ['one of a target that nobody configured by none', ['target-live'], []],
    ['a tag after it changes nothing', ['target-staging', 'x'], ofTarget('staging')],
  ];
  for (const [what, tags, run] of rows) test(what, () => assert.deepEqual(thatRun('staging/eu/profile', ...tags), run));
  test('the tag of a target is that of its cases', () => assert.equal(targetTag('staging'), '@target-staging'));
});
