import { verdictClass } from '../exit-code.ts';
import { capital } from '../divergences/words.ts';
import { changeKinds, changeWords } from './classify.ts';
import type { Comparison, EngineComparison, Side } from './comparison.ts';
import { changesByKind, conclusion, identityChangeWords, loneWords, notReachedWords } from './groups.ts';
import type { Group } from './groups.ts';
import { code } from './inert.ts';
import { sentencesOf } from './sentences.ts';

/** What is written out, so that it fits into a comment of a pull request; `--json` has all of it. */
const most = { groups: 20, ids: 10, lone: 10 } as const;

/**
 * Writes a comparison as Markdown, for a CI's summary or a pull request. All that comes from a stream stands in code, where
 * no letter of it is a sign, and never at the beginning of a line.
 */
export function comparisonMarkdown(comparison: Comparison): string {
  const { before, after } = comparison;
  const kinds = changesByKind(comparison).map(({ kind, count, engines }) => {
    const parts = engines.map(({ engine, groups }) => [`### ${capital(kind)}: engine ${code(engine.engine)}`, ...groups.slice(0, most.groups).map(groupText), ...leftOut(groups)].join('\n\n'));
    return [`## ${capital(kind)}: ${count}`, `${capital(changeWords[kind])}.`, ...parts].join('\n\n');
  });
  const lone = lists(comparison);
  const parts = ['# Two runs compared', `**${conclusion(comparison)}**`, `${sideText('Before', before)}\n${sideText('After', after)}`, table(comparison), ...kinds, ...(lone === '' ? [] : ['## Cases that one run alone has', lone])];
  return `${parts.join('\n\n')}\n`;
}

function sideText(word: string, { name, startedAt, commit, platform, incomplete }: Side): string {
  const facts = [name, startedAt, commit === null ? null : `commit ${commit.slice(0, 10)}`, platform].filter((fact) => fact !== null).map(code);
  return `- ${word}: ${facts.join(', ')}${incomplete === null ? '' : `; **incomplete**: ${code(incomplete)}`}`;
}

function table({ engines }: Comparison): string {
  const columns = ['unchanged', ...changeKinds, 'added', 'deleted', 'notReached'] as const;
  const rows = engines.map((engine) => `| ${code(engine.engine)} | ${code(identityChangeWords(engine))} | ${columns.map((column) => (engine.in === 'both' ? engine.counts[column] : '')).join(' | ')} |`);
  return [`| engine | version | ${columns.map((column) => (column === 'notReached' ? 'not reached' : column)).join(' | ')} |`, `|---|---|${columns.map(() => '--:|').join('')}`, ...rows].join('\n');
}

function groupText({ first, changes }: Group): string {
  const ids = changes.slice(0, most.ids).map(({ id }) => code(id)).join(', ');
  const more = changes.length > most.ids ? ` and ${changes.length - most.ids} more` : '';
  const title = changes.length === 1 ? [`  - title: ${code(first.title)}`] : [];
  const lines = sentencesOf(first).map((sentence) => `  - ${sentence.map((part) => (typeof part === 'string' ? part : code(part.value))).join('')}`);
  return [`- ${ids}${more}`, ...title, ...lines].join('\n');
}

function leftOut(groups: readonly Group[]): string[] {
  const left = groups.slice(most.groups).reduce((sum, { changes }) => sum + changes.length, 0);
  return left === 0 ? [] : [`- … and ${left} more`];
}

function lists({ engines }: Comparison): string {
  return engines.flatMap((engine: EngineComparison) => {
    const parts = [loneWords('added', engine.added), loneWords('deleted', engine.deleted), notReachedWords(engine.notReached)].filter((words) => words !== null);
    const bad = engine.added.filter(({ verdict }) => verdictClass[verdict] !== 'expected');
    const lines = bad.slice(0, most.lone).map(({ id, verdict }) => `  - ${code(id)}: ${verdict}`);
    if (bad.length > most.lone) lines.push(`  - … and ${bad.length - most.lone} more`);
    return parts.length === 0 ? [] : [`- engine ${code(engine.engine)}: ${parts.join('; ')}`, ...lines];
  }).join('\n');
}
