import { identityWords } from '../compare/groups.ts';
import { oneLine, short } from '../compare/inert.ts';
import { verdictWords } from '../html/words.ts';
import type { EngineTrend, History, TrendPoint } from './history.ts';
import { noLetter, verdictLetters, verdictsOf } from './letters.ts';

/** Cases that are written out; the matrix has them all. */
const mostCases = 20;

/** Writes a history as plain text: for each engine the share that conforms and what was unexpected, then the cases that are not steady. */
export function historyText(history: History): string {
  const { runs, engines } = history;
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) return 'No run yet.';
  const count = runs.length === 1 ? '1 run' : `${runs.length} runs`;
  const head = `${count} of the whole catalogue, ${short(day(first.startedAt))} to ${short(day(last.startedAt))}; a character a run, the oldest first`;
  return [head, ...engines.map((engine) => trendText(engine, history)), unsteady(history)].filter((part) => part !== '').join('\n\n');
}

function trendText({ engine, points }: EngineTrend, { runs }: History): string {
  const known = points.filter((point) => point !== null);
  const latest = known.at(-1);
  const shares = known.flatMap(({ conforming }) => (conforming === null ? [] : [conforming]));
  const [lowest, highest] = [Math.min(...shares), Math.max(...shares)];
  const now = latest === undefined ? null : latest.conforming;
  const range = shares.length === 0 ? 'never to be had' : `${now === null ? `${latest?.status ?? 'not run'} in its last run` : percent(now)}${lowest === highest ? '' : `  (lowest ${percent(lowest)}, highest ${percent(highest)})`}`;
  const spark = points.map((point) => (point === null ? ' ' : point.conforming === null ? '-' : bar(point.conforming, lowest, highest))).join('');
  return [
    `engine ${short(engine)}  ${short(identityWords(latest?.identity ?? null))}`,
    `  conforming  ${spark}  ${range}`,
    `  unexpected  ${points.map((point) => digit(point, 'unexpected')).join('')}  ${latest?.unexpected ?? 0} in its last run`,
    ...(known.some(({ failed }) => failed > 0) ? [`  failed      ${points.map((point) => digit(point, 'failed')).join('')}  ${latest?.failed ?? 0} in its last run: timeouts, crashes, an engine that could not be had`] : []),
    ...versions(points, runs),
  ].join('\n');
}

/** The share in eight steps below the highest of all runs; they cover a percent at least, so that one case does not look like all. */
function bar(share: number, lowest: number, highest: number): string {
  return '█▇▆▅▄▃▂▁'[Math.round(((highest - share) / Math.max(highest - lowest, 0.01)) * 7)] ?? ' ';
}

function digit(point: TrendPoint | null, what: 'unexpected' | 'failed'): string {
  if (point === null) return ' ';
  return point[what] === 0 ? '·' : point[what] > 9 ? '+' : String(point[what]);
}

/** Says since when there is which version, where there was more than one. */
function versions(points: EngineTrend['points'], runs: History['runs']): string[] {
  const changes: string[] = [];
  let before: string | null = null;
  for (const [at, point] of points.entries()) {
    if (point?.identity === null || point?.identity === undefined) continue;
    const words = identityWords(point.identity);
    if (words !== before) changes.push(`              ${day(runs[at]?.startedAt ?? '')}  ${words}`);
    before = words;
  }
  return changes.length < 2 ? [] : [changes[0]?.replace(/^ {12}/, '  versions  ') ?? '', ...changes.slice(1)].map(oneLine);
}

/** The cases that ended in more than one way, those that changed most often first. */
function unsteady({ strips }: History): string {
  const rows = Object.entries(strips)
    .flatMap(([id, own]) => Object.entries(own).map(([engine, strip]) => ({ id, engine, strip, changes: changesIn(strip) })))
    .filter(({ changes }) => changes > 0)
    .sort((one, other) => other.changes - one.changes);
  if (rows.length === 0) return 'Each case ended the same way in all runs that tried it.';
  const shown = rows.slice(0, mostCases);
  const width = Math.max(...shown.map(({ engine }) => short(engine).length));
  const lines = shown.map(({ id, engine, strip }) => `  ${short(engine).padEnd(width)}  ${verdictsOf(strip).map((kind) => (kind === null ? ' ' : verdictWords[kind].shape)).join('')}  ${short(id)}`);
  const kinds = new Set(shown.flatMap(({ strip }) => verdictsOf(strip).filter((kind) => kind !== null)));
  const legend = [...kinds].map((kind) => `${verdictWords[kind].shape} ${verdictWords[kind].word}`).join('   ');
  return [`${rows.length} ${rows.length === 1 ? 'result' : 'results'} did not end the same way in all runs, those that changed most often first:`, ...lines, ...(rows.length > mostCases ? [`  … and ${rows.length - mostCases} more`] : []), `  ${legend}`].join('\n');
}

/** Runs that did not try the case say nothing of how steady it is. */
const untried = new Set<string>([noLetter, verdictLetters.unsupported, verdictLetters.skipped, verdictLetters['not-run']]);

/** Counts how often a case ended otherwise than in the run before that tried it. */
export function changesIn(strip: string): number {
  const letters = Array.from(strip).filter((letter) => !untried.has(letter));
  return letters.filter((letter, at) => at > 0 && letter !== letters[at - 1]).length;
}

const day = (time: string): string => time.slice(0, 10);
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
