import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Node, Scalar, YAMLError } from 'yaml';
import type { Finding, Problem } from './problem.ts';
import { show } from './problem.ts';

/** Plain data out of a YAML file. Every scalar is a string, exactly as written: `null`, `012` and `true` included. */
export type SourceValue = string | SourceValue[] | { [key: string]: SourceValue };

/** A YAML file as data, with the place of every value in it. */
export interface Source {
  readonly file: string;
  readonly data: SourceValue | null;
  readonly problems: readonly Problem[];
  /** Turns a finding into a problem at its place, or at that of the nearest enclosing value that the file holds. */
  locate(finding: Finding): Problem;
}

const deepest = 64;

/** Keys that mean something to every JavaScript object. */
export const forbiddenKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads YAML in the failsafe schema, so that no value is ever changed by guessing its type. Anchors, aliases and tags are
 * refused: shared shapes belong into a matrix, and without aliases no small file can grow large.
 */
export function readSource(file: string, text: string): Source {
  const lines = new LineCounter();
  const problems: Problem[] = [];
  const places = new Map<string, { key?: number; value: number }>();
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const report = (offset: number, problem: Omit<Problem, 'file' | 'line' | 'column'>): void => {
    problems.push({ file, ...at(offset), ...problem });
  };

  function walk(node: Node | null | undefined, path: readonly PropertyKey[], key?: number): SourceValue {
    const start = node?.range?.[0] ?? key ?? 0;
    places.set(JSON.stringify(path), key === undefined ? { value: start } : { key, value: start });
    if (path.length > deepest) {
      report(start, { message: `nested more than ${deepest} levels deep`, expected: 'a scenario file' });
      return '';
    }
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) {
      report(text.lastIndexOf(`&${anchor}`, start), {
        message: `the anchor &${anchor} is not supported`,
        expected: 'the value itself',
        hint: 'use `matrix` for what several cases share; quote the value if it starts with `&`',
      });
    }
    if (isMap(node)) {
      const map: Record<string, SourceValue> = {};
      for (const pair of node.items) {
        const keyNode = pair.key as Node | null;
        const offset = keyNode?.range?.[0] ?? start;
        if (!isScalar(keyNode)) {
          report(offset, { message: 'a key must be a plain word', hint: 'a value that starts with `{` or `[` must be quoted' });
          continue;
        }
        const name = scalarText(keyNode);
        if (forbiddenKeys.includes(name)) {
          report(offset, { message: `the key ${show(name)} is not allowed` });
          continue;
        }
        map[name] = walk(pair.value as Node | null, [...path, name], offset);
      }
      return map;
    }
    if (isSeq(node)) return node.items.map((item, index) => walk(item as Node, [...path, index]));
    if (isAlias(node)) {
      // An empty alias is an unquoted `*`, which the parser has reported already.
      if (node.source !== '') {
        report(start, {
          message: `the alias *${node.source} is not supported`,
          expected: 'the value itself',
          hint: 'use `matrix` for what several cases share; quote the value if it starts with `*`',
        });
      }
      return '*';
    }
    return isScalar(node) ? scalarText(node) : '';
  }

  let data: SourceValue | null = null;
  try {
    const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const errors = [...document.errors, ...document.warnings];
    // The parser turns its own stack overflow into an error of the YAML; what it says after that is noise.
    const overflow = errors.findIndex(({ message }) => message.includes('call stack'));
    for (const error of overflow === -1 ? errors : errors.slice(0, overflow)) problems.push({ file, ...at(error.pos[0]), ...explain(error) });
    if (overflow !== -1) report(errors[overflow]?.pos[0] ?? 0, { message: 'nested too deeply to be read', expected: 'a scenario file' });
    if (document.contents !== null && overflow === -1) data = walk(document.contents, []);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push({ file, line: 1, column: 1, message: 'nested too deeply to be read', expected: 'a scenario file' });
  }

  return {
    file,
    data,
    problems,
    locate({ path, atKey, ...finding }) {
      for (let length = path.length; length >= 0; length--) {
        const place = places.get(JSON.stringify(path.slice(0, length)));
        if (place === undefined) continue;
        const offset = atKey === true && length === path.length ? (place.key ?? place.value) : place.value;
        return { file, ...at(offset), ...finding };
      }
      return { file, line: 1, column: 1, ...finding };
    },
  };
}

/** In the failsafe schema a scalar is a string; an empty one may be null. */
function scalarText({ value }: Scalar): string {
  return typeof value === 'string' ? value : '';
}

function explain(error: YAMLError): Omit<Problem, 'file' | 'line' | 'column'> {
  switch (error.code) {
    case 'BAD_ALIAS':
      return { message: 'an unquoted `*` starts an alias in YAML', expected: 'a quoted value', hint: "quote the `*`: '*'" };
    case 'TAB_AS_INDENT':
      return { message: 'a tab cannot indent YAML', expected: 'spaces', hint: 'replace the tab by two spaces' };
    case 'DUPLICATE_KEY':
      return { message: 'the same key occurs twice', expected: 'each key once', hint: 'for several header lines of one name give a list of values' };
    case 'MULTIPLE_DOCS':
      return { message: 'a second YAML document starts here', expected: 'one document a file', hint: 'put it into a file of its own' };
    case 'TAG_RESOLVE_FAILED':
      return { message: error.message, expected: 'no tags', hint: 'quote the value if it starts with `!`' };
    default:
      return { message: error.message, expected: 'well-formed YAML' };
  }
}
