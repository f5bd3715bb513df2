import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { verdictClass } from '../exit-code.ts';
import { observedWords, verdictWords } from '../html/words.ts';
import { reasonLines } from '../reason-lines.ts';
import { code, prose } from './markdown-text.ts';
import { groupBy, isExpected } from './run.ts';
import type { Ending, EngineRun, ExportRun } from './run.ts';

/** Most bytes of the whole; what a page or a step's summary takes without trouble. */
export const mostBytes = 200 * 1024;
/** Most bytes of each part, so that a long one leaves room for those after it. Together with the rest less than `mostBytes`. */
const room = { troubles: 16_384, unexpected: 81_920, differences: 49_152, deviations: 40_960 } as const;
/** Differences of one result that are written out. */
const mostDifferences = 8;

/** Writes a run's summary for people, as Markdown in which nothing from outside acts: the unexpected first, then what engines do differently, counts, and known deviations. */
export function markdown(run: ExportRun): string {
  const parts = [head(run), troubles(run), unexpected(run), differences(run), counts(run), deviations(run)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function head({ model: { run, end, incomplete }, engines, troubles: wrong }: ExportRun): string {
  const bad = engines.flatMap(({ endings }) => endings).filter((ending) => !isExpected(ending));
  const result = incomplete !== null ? 'incomplete' : bad.length > 0 ? `${bad.length} results are not as expected` : wrong.length > 0 ? 'the run had trouble' : 'as expected';
  const facts = [
    ...(run === null ? [] : [`begun ${code(run.startedAt)}`, `on ${prose(run.platform)}`, ...(run.commit === null ? [] : [`commit ${code(run.commit.slice(0, 12))}`])]),
    ...(end === null ? [] : [`${(end.duration / 1000).toFixed(1)} s`, `exit code ${end.exitCode}`]),
  ];
  return [`# CORS conformance: ${result}`, ...(incomplete === null ? [] : [`**Incomplete:** ${prose(incomplete)}.`]), ...(facts.length === 0 ? [] : [`Run ${facts.join(', ')}.`])].join('\n\n');
}

function troubles({ troubles: all }: ExportRun): string {
  // That it is incomplete stands above.
  const others = all.filter(({ message }) => !message.startsWith('incomplete: '));
  if (others.length === 0) return '';
  return `## What is wrong with the run\n\n${fitting(others.map(({ name, message }) => `- ${prose(name)}: no. ${prose(message)}`), room.troubles)}`;
}

function unexpected({ engines }: ExportRun): string {
  const bad = engines.flatMap(({ endings }) => endings).filter((ending) => !isExpected(ending));
  if (bad.length === 0) return '';
  // What failed in the same way is said once, as in the summary of a run: one case in several engines, or a column as a whole.
  const groups = groupBy(bad, ({ engine, id, kind, why, result }) => JSON.stringify((result?.verdict.differences.length ?? 0) > 0 ? [id, kind, result?.verdict.differences] : [engine, kind, why]));
  const findings = [...groups.values()].sort((a, b) => rank(a) - rank(b));
  return `## Not as expected: ${bad.length} results\n\n${fitting(findings.map(finding), room.unexpected)}`;
}

/** Findings come before what only says that there is no result. */
function rank([first]: readonly Ending[]): number {
  return first !== undefined && verdictClass[first.kind] === 'unexpected' ? 0 : 1;
}

function finding(group: readonly Ending[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { kind, why, result, id } = first;
  const word = `**${verdictWords[kind].word}** in ${[...new Set(group.map(({ engine }) => engine))].join(', ')}`;
  if (new Set(group.map((one) => one.id)).size > 1) return `- ${word}: ${group.length} cases, such as ${code(id)}${why === '' ? '' : `. ${prose(why)}`}`;
  const all = result?.verdict.differences ?? [];
  return [
    `- ${word}: ${code(id)}${result === null ? '' : `: ${prose(result.case.title)}`}`,
    ...(why === '' || (kind === 'deviates' && all.length > 0) ? [] : [`  - ${prose(why)}`]),
    ...all.slice(0, mostDifferences).map(({ element, expected, observed }) => `  - ${prose(element)}: expected ${code(expected)}, observed ${code(observed)}`),
    ...(all.length > mostDifferences ? [`  - … and ${all.length - mostDifferences} more differences`] : []),
    ...(result === null ? [] : [...reasonLines(result).map((line) => `  - ${prose(line)}`), `  - in ${code(`${result.case.file}:${result.case.line}`)}`]),
  ].join('\n');
}

function differences({ engines }: ExportRun): string {
  // An engine without a result does not differ from another one.
  const rows = [...groupBy(engines.flatMap(({ endings }) => endings), ({ id }) => id).values()].filter((endings) => new Set(endings.filter(({ kind }) => verdictClass[kind] !== 'infrastructure').map(ended)).size > 1);
  if (rows.length === 0) return '';
  const groups = groupBy(rows, (endings) => JSON.stringify([endings[0]?.scenarioId, endings.map((ending) => [ending.engine, ended(ending)])]));
  const lines = [...groups.values()].map((group) => {
    const [first = []] = group;
    const cells = engines.map(({ engine }) => first.find((ending) => ending.engine === engine)).map((ending) => (ending === undefined ? '' : prose(ended(ending))));
    return `| ${code(first[0]?.scenarioId ?? '')} | ${group.length} | ${cells.join(' | ')} |`;
  });
  return folded(`Where the engines differ: ${rows.length} cases`, ['scenario', 'cases', ...engines.map(({ engine }) => engine)], lines, room.differences);
}

function ended({ kind, result }: Ending): string {
  const seen = result === null ? '' : observedWords(result);
  return `${verdictWords[kind].shape} ${verdictWords[kind].word}${seen === '' ? '' : `, ${seen}`}`;
}

function counts({ engines }: ExportRun): string {
  if (engines.length === 0) return '';
  const kinds = (Object.keys(verdictClass) as VerdictKind[]).filter((kind) => engines.some(({ endings }) => endings.some((ending) => ending.kind === kind)));
  const lines = engines.map((engine) => `| ${engineWords(engine)} | ${[engine.endings.length, ...kinds.map((kind) => engine.endings.filter((ending) => ending.kind === kind).length)].join(' | ')} |`);
  return `## Results\n\n${table(['engine', 'cases', ...kinds.map((kind) => verdictWords[kind].word)], lines)}`;
}

function engineWords({ engine, record }: EngineRun): string {
  const identity = record?.identity ?? null;
  return identity === null ? `${engine} (${record?.status ?? 'not started'})` : `${engine} ${prose(identity.version, 60)} (${identity.build} build, ${identity.driver})`;
}

function deviations({ engines }: ExportRun): string {
  const shown = engines.flatMap(({ engine, endings }) => endings.flatMap(({ result }) => (result?.deviations ?? []).map(({ reason }) => ({ engine, reason }))));
  if (shown.length === 0) return '';
  const groups = [...groupBy(shown, ({ reason }) => reason)].sort(([, a], [, b]) => b.length - a.length);
  const lines = groups.map(([reason, all]) => `| ${prose(reason)} | ${engines.map(({ engine }) => all.filter((one) => one.engine === engine).length).map((count) => (count === 0 ? '' : count)).join(' | ')} |`);
  return folded(`Known deviations: ${groups.length}`, ['what differs from the standard', ...engines.map(({ engine }) => engine)], lines, room.deviations);
}

/** A table under its heading; a long one is closed until it is clicked. */
function folded(heading: string, columns: readonly string[], lines: readonly string[], most: number): string {
  const { shown, rest } = fit(lines, most);
  const body = `${table(columns, shown)}${rest}`;
  return lines.length <= 12 ? `## ${heading}\n\n${body}` : `## ${heading}\n\n<details><summary>Show</summary>\n\n${body}\n\n</details>`;
}

function table(columns: readonly string[], lines: readonly string[]): string {
  return [`| ${columns.join(' | ')} |`, `|${columns.map(() => '---').join('|')}|`, ...lines].join('\n');
}

function fitting(items: readonly string[], most: number): string {
  const { shown, rest } = fit(items, most);
  return `${shown.join('\n')}${rest}`;
}

/** Takes as many of the items as there is room for, in bytes, and says how much was cut. */
function fit(items: readonly string[], most: number): { readonly shown: readonly string[]; readonly rest: string } {
  const sizes = items.map((item) => Buffer.byteLength(item) + 1);
  let size = 0;
  const over = sizes.findIndex((one) => (size += one) > most);
  if (over === -1) return { shown: items, rest: '' };
  const bytes = sizes.slice(over).reduce((sum, one) => sum + one, 0);
  return { shown: items.slice(0, over), rest: `\n\nCut here: ${items.length - over} of ${items.length} entries, ${Math.ceil(bytes / 1024)} KiB, are left out; the matrix has all of them.` };
}
