import pc from 'picocolors';
import { verdictClass } from './exit-code.ts';
import type { MatrixModel } from './model.ts';
import type { ResultRecord } from './record.ts';
import { reasonLines } from './reason-lines.ts';
import { plain } from './terminal.ts';
import type { VerdictKind } from '../harness/verdict/verdict.ts';

const paint = { expected: pc.green, unexpected: pc.red, infrastructure: pc.yellow } as const;
/** Unexpected results that are written out; the matrix has them all. */
const mostShown = 20;

/** Writes a run's summary for a terminal: what is unexpected, then a table of verdicts by engine. */
export function summary(model: MatrixModel): string {
  return [unexpected(model), table(model), notes(model)].filter((part) => part !== '').join('\n\n');
}

function unexpected(model: MatrixModel): string {
  const results = model.sections.flatMap(({ scenarios }) => scenarios.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells))).filter((cell) => cell !== null);
  const bad = results.filter(({ verdict }) => verdictClass[verdict.kind] !== 'expected');
  // What failed in the same way is said once: one case in several engines, or a column as a whole.
  const groups = new Map<string, ResultRecord[]>();
  for (const result of bad) {
    const { kind, why, differences } = result.verdict;
    // What is wrong with a target is wrong with it in every engine.
    const whose = result.target === undefined ? result.engine : result.target.name;
    const key = JSON.stringify(differences.length > 0 ? [result.case.id, kind, differences] : [whose, kind, why]);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const blocks = [...groups.values()].slice(0, mostShown).map(block);
  if (groups.size > mostShown) blocks.push(`… and ${groups.size - mostShown} more, in the matrix`);
  return blocks.join('\n\n');
}

function block(group: readonly ResultRecord[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { verdict } = first;
  const word = paint[verdictClass[verdict.kind]](verdict.kind);
  const engines = [...new Set(group.map(({ engine }) => engine))].join(', ');
  const cases = new Set(group.map((result) => result.case.id)).size;
  if (cases > 1) return `${word}  ${engines}: ${cases} cases\n    ${plain(verdict.why)}`;
  const lines = [`${word}  ${engines}  ${plain(first.case.id)}`, `    ${pc.dim(plain(first.case.title))}`];
  if (verdict.why !== '' && (verdict.differences.length === 0 || verdict.kind !== 'deviates')) lines.push(`    ${plain(verdict.why)}`);
  for (const { element, expected, observed } of verdict.differences) lines.push(plain(`    ${element}: expected ${expected}, observed ${observed}`));
  lines.push(...reasonLines(first).map((line) => pc.dim(`    ${plain(line)}`)));
  return lines.join('\n');
}

function table({ columns }: MatrixModel): string {
  const kinds = (Object.keys(verdictClass) as VerdictKind[]).filter((kind) => columns.some(({ counts }) => (counts[kind] ?? 0) > 0));
  const rows = columns.map(({ engine, record, planned, counts }) => {
    const identity = record?.identity;
    const name = identity === null || identity === undefined ? `${engine} (${record?.status ?? 'not started'})` : `${engine} ${identity.version}`;
    return { name: plain(name), build: identity === null || identity === undefined ? '' : `${identity.build} build, ${identity.driver}`, planned, counts };
  });
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  const buildWidth = Math.max(0, ...rows.map(({ build }) => build.length));
  const head = `${''.padEnd(width)}  ${''.padEnd(buildWidth)}  ${'cases'.padStart(6)}  ${kinds.map((kind) => kind.padStart(Math.max(6, kind.length))).join('  ')}`;
  const body = rows.map(({ name, build, planned, counts }) => {
    const cells = kinds.map((kind) => {
      const count = counts[kind] ?? 0;
      const cell = (count === 0 ? '·' : String(count)).padStart(Math.max(6, kind.length));
      return count === 0 ? pc.dim(cell) : paint[verdictClass[kind]](cell);
    });
    return `${pc.bold(name.padEnd(width))}  ${pc.dim(build.padEnd(buildWidth))}  ${String(planned).padStart(6)}  ${cells.join('  ')}`;
  });
  return [pc.dim(head), ...body].join('\n');
}

function notes({ incomplete, end }: MatrixModel): string {
  const lines: string[] = [];
  if (incomplete !== null) lines.push(pc.yellow(`INCOMPLETE: ${incomplete}`));
  for (const error of end?.errors ?? []) lines.push(pc.red(plain(error)));
  for (const stale of end?.stale ?? []) lines.push(pc.red(plain(`out of date  ${stale}`)));
  if (end !== null && end.strays > 0) lines.push(pc.dim(`${end.strays} requests belonged to no case and were not counted`));
  for (const late of end?.late ?? []) lines.push(pc.yellow(plain(`A request came after its case was over: ${late}`)));
  return lines.join('\n');
}
