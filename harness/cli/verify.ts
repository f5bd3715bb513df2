import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../reports/terminal.ts';
import type { EngineName } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { checkCatalogue } from '../run/catalogue.ts';
import { Host } from '../run/host.ts';
import { isTargetCase } from '../run/target-case.ts';
import { settings } from '../run/settings.ts';
import { formatProblems } from '../scenario/problem.ts';
import { matchesCase } from '../verdict/deviations.ts';
import { exitCodeOf } from '../verify/exit-code.ts';
import { endingsOf } from '../verify/findings.ts';
import { formatFinding, formatRound, formatVerified } from '../verify/format.ts';
import { planRounds } from '../verify/rounds.ts';
import { verify } from '../verify/verify.ts';
import type { Verified } from '../verify/verify.ts';
import { listenForInterruption } from './interruption.ts';

export interface VerifyCommand {
  /** Patterns of case ids; none for all. */
  readonly patterns: readonly string[];
  readonly rounds: number;
  readonly fresh: number;
  readonly seed: number;
  readonly engines: readonly EngineName[];
}

/**
 * Performs the catalogue again and again, and reports each case that does not end the same way each time, ends unexpectedly,
 * or takes nearly all of its time. Returns 0 when there is none, 1 when there is, 2 for a mistake in a scenario file or when
 * nothing was selected, 3 when an engine could not be had or the harness failed, 130 or 143 when it was interrupted.
 */
export async function runVerify({ patterns, rounds: shared, fresh, seed, engines }: VerifyCommand): Promise<number> {
  const { cases: loaded, deviations, problems } = await checkCatalogue(settings.scenarios);
  // A target is not there to be asked over and over.
  const all = loaded.filter((one) => !isTargetCase(one));
  if (problems.length > 0) {
    console.error(formatProblems(problems));
    return 2;
  }
  const cases = patterns.length === 0 ? all : all.filter(({ id }) => patterns.some((pattern) => matchesCase(pattern, id)));
  const rounds = planRounds(seed, shared, fresh);
  if (cases.length === 0 || rounds.length === 0) {
    console.error(cases.length === 0 ? `No case matches ${patterns.join(', ')}.` : 'There is no round to perform: give --rounds or --fresh.');
    return 2;
  }
  console.log(`${cases.length} cases in ${engines.join(', ')}: ${shared} rounds in one browser, ${fresh} with a fresh one; seed ${seed}`);
  const machine = thisMachine();
  const interruption = listenForInterruption();
  const verified = await verify({
    cases,
    known: deviations,
    engines,
    rounds,
    startHost: () => Host.start({ resolve: (name) => resolveEngine(name, machine), start: startEngine }),
    signal: interruption.signal,
    onRound: (ended) => console.log(formatRound(ended, rounds.length, cases.length)),
  });
  interruption.ignore();

  const findings = verified.flatMap((one) => one.findings);
  for (const finding of findings) console.log(`\n${plain(formatFinding(finding, patterns))}`);
  console.log(`\n${verified.map((one) => plain(formatVerified(one))).join('\n')}`);
  if (interruption.by() !== null) console.log('Interrupted: the rounds that had ended were compared.');
  const file = await writeRecords(verified);
  if (file !== null) console.log(`\nThe records: ${path.relative(process.cwd(), file)}`);
  return exitCodeOf(verified, interruption.by());
}

/** Writes one result of each ending of what was found, as in results.jsonl, with its round. Returns the file. */
async function writeRecords(verified: readonly Verified[]): Promise<string | null> {
  const file = path.join(settings.out, 'verify.jsonl');
  await rm(file, { force: true });
  const lines = verified.flatMap(({ findings }) => findings.flatMap(endingsOf)).map(({ round, record }) => JSON.stringify({ ...record, round }));
  if (lines.length === 0) return null;
  await mkdir(settings.out, { recursive: true });
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}
