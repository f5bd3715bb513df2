import pc from 'picocolors';
import { verdictClass } from '../exit-code.ts';
import { changeKinds, changeWords } from './classify.ts';
import type { ChangeKind } from './classify.ts';
import type { Comparison, EngineComparison, Side } from './comparison.ts';
import { changesByKind, conclusion, identityChangeWords, loneWords, notReachedWords } from './groups.ts';
import type { Group } from './groups.ts';
import { short } from './inert.ts';
import { sentencesOf } from './sentences.ts';

type Colors = ReturnType<typeof pc.createColors>;

/** What is written out; `--json` has all of it. */
const most = { groups: 20, ids: 5, lone: 5 } as const;

const paint = { regression: 'red', lost: 'yellow', changed: 'cyan', gained: 'blue', fixed: 'green' } as const satisfies Record<ChangeKind, keyof Colors>;

/** Writes a comparison for a terminal: regressions first, then the other changes, then the cases that one run alone has, and a table. */
export function comparisonText(comparison: Comparison, colors: Colors = pc): string {
  const kinds = changesByKind(comparison).map(({ kind, count, engines }) => {
    const parts = engines.map(({ engine, groups }) => [engineLine(engine, colors), ...groups.slice(0, most.groups).map((group) => groupText(group, colors)), ...leftOut(groups)].join('\n'));
    return [`${colors.bold(colors[paint[kind]](kind.toUpperCase()))}  ${count}: ${changeWords[kind]}`, ...parts].join('\n\n');
  });
  return [head(comparison, colors), ...kinds, lists(comparison, colors), table(comparison, colors), conclusion(comparison)].filter((part) => part !== '').join('\n\n');
}

function head({ before, after }: Comparison, colors: Colors): string {
  const side = (word: string, { name, startedAt, commit, platform, incomplete }: Side): string => {
    const facts = [startedAt, commit === null ? null : `commit ${commit.slice(0, 10)}`, platform].filter((fact) => fact !== null).map(short);
    const trouble = incomplete === null ? [] : [colors.yellow(`  INCOMPLETE: ${short(incomplete)}`)];
    return [`${colors.bold(word)}  ${short(name)}  ${colors.dim(facts.join('  '))}`, ...trouble].join('\n');
  };
  return `${side('before', before)}\n${side('after ', after)}`;
}

function engineLine(engine: EngineComparison, colors: Colors): string {
  return `engine ${colors.bold(short(engine.engine))}  ${short(identityChangeWords(engine))}`;
}

function groupText({ first, changes }: Group, colors: Colors): string {
  const ids = changes.slice(0, most.ids).map(({ id }) => `  ${colors[paint[first.kind]]('*')} ${short(id)}`);
  if (changes.length > most.ids) ids.push(`    … and ${changes.length - most.ids} more alike`);
  const title = changes.length === 1 ? [`title: ${short(first.title)}`] : [];
  const lines = sentencesOf(first).map((sentence) => sentence.map((part) => (typeof part === 'string' ? part : short(part.value))).join(''));
  return [...ids, ...title.map(colors.dim), ...lines].map((line, index) => (index < ids.length ? line : `      ${line}`)).join('\n');
}

function leftOut(groups: readonly Group[]): string[] {
  const left = groups.slice(most.groups).reduce((sum, { changes }) => sum + changes.length, 0);
  return left === 0 ? [] : [`  … and ${left} more; --json has them all`];
}

/** The cases that one run alone has; those that are not as expected first. */
function lists({ engines }: Comparison, colors: Colors): string {
  const blocks = engines.flatMap((engine) => {
    const parts = [loneWords('added', engine.added), loneWords('deleted', engine.deleted), notReachedWords(engine.notReached)].filter((words) => words !== null);
    const listed = engine.added.filter(({ verdict }) => verdictClass[verdict] !== 'expected');
    const lines = listed.slice(0, most.lone).map(({ id, verdict }) => `  ${colors.red('*')} ${short(id)}: ${verdict}`);
    if (listed.length > most.lone) lines.push(`  … and ${listed.length - most.lone} more`);
    return parts.length === 0 ? [] : [[`engine ${colors.bold(short(engine.engine))}  ${parts.join('; ')}`, ...lines].join('\n')];
  });
  return blocks.join('\n');
}

function table({ engines }: Comparison, colors: Colors): string {
  const columns = (['unchanged', ...changeKinds, 'added', 'deleted', 'notReached'] as const).filter((column) => column === 'unchanged' || column === 'regression' || engines.some(({ counts }) => counts[column] > 0));
  const words = (column: (typeof columns)[number]): string => (column === 'notReached' ? 'not reached' : column);
  const width = Math.max(...engines.map(({ engine }) => short(engine).length), 0);
  const cell = (column: (typeof columns)[number], text: string): string => text.padStart(Math.max(6, words(column).length));
  const rows = engines.map(({ engine, counts, in: where }) => {
    const cells = columns.map((column) => {
      const text = cell(column, counts[column] === 0 ? '·' : String(counts[column]));
      return counts[column] === 0 ? colors.dim(text) : column in paint ? colors[paint[column as ChangeKind]](text) : text;
    });
    return `${colors.bold(short(engine).padEnd(width))}  ${where === 'both' ? cells.join('  ') : colors.yellow(`only in the ${where === 'before' ? 'first' : 'second'} run: not compared`)}`;
  });
  return engines.length === 0 ? '' : [colors.dim(`${''.padEnd(width)}  ${columns.map((column) => cell(column, words(column))).join('  ')}`), ...rows].join('\n');
}
