import { readFileSync } from 'node:fs';
import { visibleJson } from '../../reports/compare/inert.ts';
import { writeWhole } from '../../reports/jsonl.ts';
import type { EngineName } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import type { InputProblem } from '../target/asked-request.ts';
import { scenarioOf } from '../target/as-scenario.ts';
import { explain } from '../target/explain.ts';
import type { Explanation } from '../target/explanation.ts';
import { formatExplanation } from '../target/format-explanation.ts';
import { hideSecrets } from '../target/hide-secrets.ts';
import { isProblem } from '../target/input/problem.ts';
import { listenForInterruption } from './interruption.ts';
import { readAsked, readResolve } from './asked-on-command-line.ts';
import type { AskedOnCommandLine } from './asked-on-command-line.ts';

export interface ExplainCommand extends AskedOnCommandLine {
  readonly engines: readonly EngineName[];
  readonly resolve: readonly string[];
  /** A file. */
  readonly cacert: string | undefined;
  readonly send: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly json: boolean;
  /** A file to save it in, as a scenario. */
  readonly write: string | undefined;
}

/** Seconds. */
const longestTimeout = 3600;

/**
 * Explains why a request works or fails. `har` names a file. Returns 0 when every engine can make it, 1 when one cannot, 2
 * for a mistake in what was asked, 3 when it is not known, since an engine could not be had or the request may not be sent,
 * 130 or 143 when it was interrupted.
 */
export async function runExplain(command: ExplainCommand): Promise<number> {
  if (command.timeout < 1 || command.timeout > longestTimeout) return refuse({ problem: `--timeout is ${command.timeout} s: at least 1, at most ${longestTimeout}`, tryThis: '--timeout 15' });
  const files = readFiles(command);
  if (isProblem(files)) return refuse(files);
  const read = readAsked({ ...command, har: files.har });
  const resolve = readResolve(command.resolve);
  if (isProblem(read)) return refuse(read);
  if (isProblem(resolve)) return refuse(resolve);
  const machine = thisMachine();
  const interruption = listenForInterruption();
  const explanation = await explain(read.asked, {
    origin: read.origin,
    engines: command.engines.map((name) => resolveEngine(name, machine)),
    start: startEngine,
    consent: command.send,
    resolve,
    ca: files.ca,
    timeout: command.timeout * 1000,
    signal: interruption.signal,
  });
  interruption.ignore();
  const by = interruption.by();
  if (by !== null) return by === 'SIGINT' ? 130 : 143;
  const shown = hideSecrets(explanation);
  console.log(command.json ? visibleJson(shown) : formatExplanation(shown));
  if (command.write !== undefined) {
    const scenario = scenarioOf(explanation);
    if (typeof scenario !== 'string') return refuse(scenario);
    writeWhole(command.write, scenario);
    console.error(`Saved as a scenario: ${command.write}`);
  }
  return exitCodeOf(explanation);
}

function exitCodeOf({ engines, works, cause }: Explanation): number {
  if (works) return 0;
  const known = engines.some(({ result }) => result === 'fails') || cause.kind === 'rule' || cause.kind === 'network';
  return known ? 1 : 3;
}

function refuse({ problem, tryThis }: InputProblem): number {
  console.error(`${problem}\n    try: ${tryThis}`);
  return 2;
}

function readFiles({ har, cacert }: ExplainCommand): { readonly har: string | undefined; readonly ca: readonly string[] } | InputProblem {
  try {
    return { har: har === undefined ? undefined : readFileSync(har, 'utf8'), ca: cacert === undefined ? [] : [readFileSync(cacert, 'utf8')] };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), tryThis: 'give a file that is there and may be read' };
  }
}
