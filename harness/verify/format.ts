import { reasonLines } from '../../reports/reason-lines.ts';
import type { EngineName } from '../engines/engine.ts';
import type { Ending, Finding } from './findings.ts';
import { optionsOf } from './rounds.ts';
import type { Round } from './rounds.ts';
import { longest } from './slow.ts';
import type { EndedRound, Verified } from './verify.ts';

/** Writes one line on a round that has ended. */
export function formatRound({ engine, round, milliseconds, changed }: EndedRound, total: number, cases: number): string {
  const place = `round ${String(round.number).padStart(String(total).length)} of ${total}${round.fresh ? ', fresh browser' : ''}`;
  const news = changed === 0 ? '' : `   ${changed} ended as in no round before`;
  return `${engine.padEnd(9)} ${place.padEnd(31)} ${cases} cases in ${(milliseconds / 1000).toFixed(1)} s${news}`;
}

/** Writes what was found: what happened, in which rounds, and the command that does it again with the same patterns of cases. */
export function formatFinding(finding: Finding, patterns: readonly string[]): string {
  const again = (engine: EngineName, [round]: readonly Round[]): string[] =>
    round === undefined ? [] : [`  again: ${['npx cors-conformance verify', ...patterns.map((pattern) => `'${pattern}'`)].join(' ')} --engine ${engine} ${optionsOf(round)}`];
  switch (finding.kind) {
    case 'unstable': {
      const [{ record }, ...others] = finding.endings;
      return [`unstable  ${record.engine}  ${record.case.id}`, `  ${record.case.title}`, ...finding.endings.flatMap(endingLines), ...again(record.engine, others[0]?.rounds ?? [])].join('\n');
    }
    case 'unexpected': {
      const { record } = finding.ending;
      return [`unexpected  ${record.engine}  ${record.case.id}`, `  ${record.case.title}`, ...endingLines(finding.ending), ...reasonLines(record).map((line) => `  ${line}`)].join('\n');
    }
    case 'slow': {
      const { record, rounds, worst } = finding;
      const { duration, deadline } = record;
      const most = deadline === null ? '' : ` of at most ${longest(record, deadline)} ms`;
      return [`slow  ${record.engine}  ${record.case.id}`, `  ${record.case.title}`, `  took up to ${duration} ms${most}; too long in ${nameRounds(rounds)}`, ...again(record.engine, [worst])].join('\n');
    }
  }
}

/** Writes the last line on an engine. */
export function formatVerified({ engine, rounds, findings, slowest, varied, trouble, late }: Verified): string {
  const end = slowest === null ? '' : `; slowest: ${slowest.case.id}, ${slowest.duration} ms`;
  const found = findings.length > 0 ? counted(findings.length, 'finding') : rounds === 0 ? 'nothing to compare' : 'nothing found';
  const lines = [`${engine.padEnd(9)} ${counted(rounds, 'round')}: ${found}${end}`];
  if (varied.length > 0) lines.push(`${' '.repeat(10)}not always the same, and need not be, for the standard leaves it open: ${varied.join(', ')}`);
  if (trouble !== null) lines.push(`${' '.repeat(10)}${trouble.why}`);
  if (late.length > 0) lines.push(`${' '.repeat(10)}came after their case was over: ${late.join(', ')}`);
  return lines.join('\n');
}

function endingLines({ record, differences, rounds }: Ending): string[] {
  const { kind, why } = record.verdict;
  const lines = differences.map(({ element, expected, observed }) => `    ${element}: expected ${expected}, observed ${observed}`);
  return [`  ${kind} in ${nameRounds(rounds)}${lines.length === 0 && why !== '' ? `: ${why}` : ''}`, ...lines];
}

/** Names rounds, neighbours together: `rounds 1-6, 8`. */
function nameRounds(rounds: readonly Round[]): string {
  const spans: [number, number][] = [];
  for (const { number } of rounds) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else spans.push([number, number]);
  }
  return `${rounds.length === 1 ? 'round' : 'rounds'} ${spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
