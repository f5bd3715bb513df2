import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { whyNotWhole } from '../../reports/events/whole.ts';
import { writeWhole } from '../../reports/jsonl.ts';
import { byEngine, matrixModel } from '../../reports/model.ts';
import type { ResultLine, ResultRecord } from '../../reports/record.ts';
import { plain } from '../../reports/terminal.ts';
import { expiryFinding, httpsAddress, noBaseline, readBaseline } from '../scenario/baseline.ts';
import { addDays } from '../scenario/day.ts';
import type { Day } from '../scenario/day.ts';
import { addEntries } from '../scenario/edit-baseline.ts';
import { formatProblems } from '../scenario/problem.ts';
import { namesCase } from '../verdict/accepted.ts';
import { proposeEntries } from '../verdict/propose-entries.ts';
import type { Proposal } from '../verdict/propose-entries.ts';
import { readResults } from './read-results.ts';

export interface BaselineCommand {
  readonly results: string;
  /** The file to add entries to; else they are shown. */
  readonly write: string | undefined;
  readonly owner: string | undefined;
  readonly link: string | undefined;
  /** Default: 30 days from today. */
  readonly expires: string | undefined;
  /** Pattern of the scenarios or cases that are accepted; default: all. */
  readonly only: string | undefined;
  readonly today: Day;
  /** What the environment says of being a CI; `false` and nothing are none. */
  readonly ci: string | undefined;
}

const usualDays = 30;

/**
 * Accepts what deviates unexpectedly in a whole run. Returns 0, 1 when some of it must be dealt with by hand, or 2 when it is
 * refused: in CI, of a run that is not whole, without somebody who answers for it, or when a file cannot be read or written.
 */
export async function baseline(command: BaselineCommand): Promise<number> {
  const { results, write, only } = command;
  const lines = await readResults(results);
  if (lines === null) return 2;
  const mistake = mistakeIn(command) ?? whyRefused(results, lines);
  if (mistake !== null) return refuse(mistake);
  const [text, loaded] = write === undefined ? ['', { baseline: noBaseline, problems: [] }] : await readBoth(write, command.today);
  if (text === null) return 2;
  if (loaded.problems.length > 0) return refuse(`${formatProblems(loaded.problems)}\n\nMend ${write} first.`);
  const answerable = { link: command.link ?? '', owner: command.owner ?? '', expires: command.expires ?? addDays(command.today, usualDays) };
  const proposal = proposeEntries(recordsOf(lines), loaded.baseline, answerable, (record) => only === undefined || namesCase(only, record.case));
  return write === undefined ? show(proposal) : add(write, text, proposal, command.today);
}

function recordsOf(lines: readonly ResultLine[]): readonly ResultRecord[] {
  return [...byEngine(matrixModel(lines)).values()].flatMap(({ results }) => [...results.values()]);
}

/** Finds what is wrong with the command, whatever the results are. */
function mistakeIn({ write, owner, link, expires, today, ci }: BaselineCommand): string | null {
  if (write !== undefined && ci !== undefined && ci !== '' && ci !== 'false') return 'A baseline is never written in CI (the environment variable CI is set): people say what is accepted. Write it on a machine of yours, or leave --write out to see what would be added.';
  if (write !== undefined && (owner === undefined || link === undefined)) return 'Each accepted deviation needs somebody who answers for it, and a place where it is dealt with: --owner and --link.';
  if (owner?.trim() === '') return '--owner is empty.';
  if (link !== undefined && !httpsAddress.test(link)) return '--link is no https address.';
  const finding = expires === undefined ? null : expiryFinding(expires, today);
  return finding === null ? null : `--expires is not ${finding.expected}.`;
}

function whyRefused(results: string, lines: readonly ResultLine[]): string | null {
  const why = whyNotWhole(lines);
  return why === null ? null : `${results} cannot say what is to be accepted: ${why}. Run \`npx playwright test\` to its end first.`;
}

function refuse(why: string): number {
  console.error(plain(why));
  return 2;
}

function show({ entries }: Proposal): number {
  if (entries.length === 0) console.log('Nothing deviates unexpectedly: there is nothing to accept.');
  else process.stdout.write(plain(addEntries('', entries)));
  return 0;
}

function add(file: string, before: string, { entries, left }: Proposal, today: Day): number {
  if (entries.length > 0) {
    const text = addEntries(before, entries);
    const { problems } = readBaseline(file, text, today);
    if (problems.length > 0) throw new Error(`the entries made for ${file} do not fit: ${formatProblems(problems)}`);
    try {
      writeWhole(file, text);
    } catch (error) {
      return refuse(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const added = entries.map(({ scenario, engine, reason }) => `  ${scenario}  ${engine}  ${reason}`);
  const count = entries.length === 0 ? 'nothing to add' : `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} added`;
  console.log(plain([`${path.relative(process.cwd(), path.resolve(file))}: ${count}`, ...added].join('\n')));
  if (left.length > 0) console.error(plain(['Not accepted:', ...left.map((sentence) => `  ${sentence}`)].join('\n')));
  return left.length === 0 ? 0 : 1;
}

/** Reads what is accepted already, and the text that says so; no text when it cannot be read, and then it has said why. */
async function readBoth(file: string, today: Day): Promise<[text: string | null, ReturnType<typeof readBaseline>]> {
  const nothing = { baseline: noBaseline, problems: [] };
  try {
    const text = await readFile(file, 'utf8');
    return [text, readBaseline(file, text, today)];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return ['', nothing];
    console.error(plain(`${file} cannot be read (${code ?? String(error)}).`));
    return [null, nothing];
  }
}
