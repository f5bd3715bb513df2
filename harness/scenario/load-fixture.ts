import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { loadScenarios } from './load.ts';
import type { Loaded } from './load.ts';
import { formatProblems } from './problem.ts';
import type { Problem } from './problem.ts';

// For tests: scenario files that are written, loaded and removed again, and places in them.

/** A text with `‸` taken out, and the places where it stood: 1-based, as editors count. */
export interface Marked {
  readonly text: string;
  readonly places: readonly { readonly line: number; readonly column: number }[];
}

/** Takes the marks out of a text. A test puts one before each thing that is wrong. */
export function readMarks(marked: string): Marked {
  const [first = '', ...rest] = marked.split('‸');
  let text = first;
  const places = rest.map((part) => {
    const lines = text.split('\n');
    text += part;
    return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  });
  return { text, places };
}

/** Writes files into a folder of their own, calls `use` with the folder, and removes it. */
export async function withFolder<T>(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cors-conformance-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Loads a folder that holds these files. Names of files in the answer start below that folder. */
export async function loadFiles(files: Readonly<Record<string, string>>): Promise<Loaded> {
  return withFolder(files, async (folder) => {
    const below = (file: string): string => path.relative(folder, path.resolve(file)).replaceAll(path.sep, '/');
    const loaded = await loadScenarios(folder);
    return {
      files: loaded.files.map(below),
      cases: loaded.cases.map((one) => ({ ...one, file: below(one.file) })),
      problems: loaded.problems.map((problem) => ({ ...problem, file: below(problem.file) })),
    };
  });
}

/** Loads one file, which must have no problem. */
export async function loadText(text: string): Promise<Loaded['cases']> {
  const { cases, problems } = await loadFiles({ 'a.yaml': text });
  assert.deepEqual(problems, [], formatProblems(problems));
  return cases;
}

const parts = {
  id: 'a-scenario',
  title: 'A scenario',
  spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
  resource: '{ response: { body: hello } }',
  expect: '{ outcome: network-error, exchanges: [request] }',
};

/** Writes a file with one scenario that is well-formed but for the fields given, each as YAML; null leaves one out. */
export function scenarioText(fields: Readonly<Record<string, string | null>> = {}): string {
  const all: Readonly<Record<string, string | null>> = { ...parts, ...fields };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`    ${name}: ${value}`]));
  return `scenarios:\n  -${lines.join('\n').slice(3)}\n`;
}

/** What must be said at one `‸` of a text: words of the message, of what was expected, of the hint. */
export interface Said {
  readonly message: RegExp;
  readonly expected?: RegExp;
  readonly hint?: RegExp;
}

/**
 * Loads a file and checks that it has a problem at each `‸`, with these words, in their order, and no other problem;
 * with `more` there may be others, which follow from the first.
 */
export async function checkProblems(marked: string, said: readonly Said[], more = false): Promise<void> {
  const { text, places } = readMarks(marked);
  assert.equal(places.length, said.length, 'the test marks as many places as it expects problems');
  const { problems } = await loadFiles({ 'folder/a.yaml': text });
  for (const [index, want] of said.entries()) checkProblem(problems, { file: 'folder/a.yaml', line: 0, column: 0, ...places[index] }, want);
  if (!more) assert.equal(problems.length, said.length, `${said.length} expected, but ${formatProblems(problems)}`);
}

function checkProblem(problems: readonly Problem[], at: { file: string; line: number; column: number }, want: Said): void {
  const here = problems.filter(({ file, line, column }) => file === at.file && line === at.line && column === at.column);
  const found = here.find(({ message }) => want.message.test(message));
  assert.ok(found !== undefined, `nothing like ${want.message} at ${at.line}:${at.column}, but ${formatProblems(problems)}`);
  if (want.expected !== undefined) assert.match(found.expected ?? '', want.expected);
  if (want.hint !== undefined) assert.match(found.hint ?? '', want.hint);
}
