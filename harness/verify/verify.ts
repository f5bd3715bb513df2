import { performance } from 'node:perf_hooks';
import type { EngineName } from '../engines/engine.ts';
import { explainRecord } from '../run/explain-record.ts';
import type { Host } from '../run/host.ts';
import { mostInBatch } from '../run/work-ahead.ts';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import type { Case } from '../scenario/schema.ts';
import { Comparison, troubleOf } from './findings.ts';
import type { Finding, Trouble } from './findings.ts';
import { nameAddresses } from './naming.ts';
import { batchesOf, shuffled } from './rounds.ts';
import type { Round } from './rounds.ts';
import type { ResultRecord } from '../../reports/record.ts';

export interface VerifyOptions {
  readonly cases: readonly Case[];
  readonly known: readonly KnownDeviation[];
  readonly engines: readonly EngineName[];
  readonly rounds: readonly Round[];
  readonly startHost: () => Promise<Host>;
  /** Ends it early. */
  readonly signal: AbortSignal;
  readonly onRound: (ended: EndedRound) => void;
}

export interface EndedRound {
  readonly engine: EngineName;
  readonly round: Round;
  readonly milliseconds: number;
  /** Cases that ended as in no round before. */
  readonly changed: number;
}

/** What all rounds of one engine brought. */
export interface Verified {
  readonly engine: EngineName;
  /** Rounds that were performed to their end. */
  readonly rounds: number;
  readonly findings: readonly Finding[];
  readonly slowest: ResultRecord | null;
  /** Cases that ended in several ways, of which the standard says that all are right. */
  readonly varied: readonly string[];
  readonly trouble: Trouble | null;
  /** Requests that came after their case was over. */
  readonly late: readonly string[];
}

/** Performs the cases round after round, in all engines at once, and compares how each case ended. */
export function verify(options: VerifyOptions): Promise<Verified[]> {
  return Promise.all(options.engines.map((engine) => verifyEngine(engine, options)));
}

async function verifyEngine(engine: EngineName, options: VerifyOptions): Promise<Verified> {
  const comparison = new Comparison();
  const late = new Set<string>();
  const so: { rounds: number; trouble: Trouble | null } = { rounds: 0, trouble: null };
  for (const together of sharingBrowser(options.rounds)) {
    if (options.signal.aborted || so.trouble !== null) break;
    const work = withHost(options, async (host) => {
      for (const round of together) {
        const start = performance.now();
        const outcome = await performRound(host, engine, round, options, comparison);
        if (options.signal.aborted) return;
        for (const request of outcome.late) late.add(request);
        so.trouble = outcome.trouble;
        if (so.trouble !== null) return;
        so.rounds++;
        options.onRound({ engine, round, milliseconds: performance.now() - start, changed: outcome.changed });
      }
    });
    // A mistake of ours must not cost what was found before.
    await work.catch((error: unknown) => (so.trouble = { engine, why: `the harness failed. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` }));
  }
  return { engine, ...so, findings: comparison.findings(), slowest: comparison.slowest, varied: comparison.varied, late: [...late] };
}

/** Groups the rounds by browser. */
function sharingBrowser(rounds: readonly Round[]): Round[][] {
  const shared = rounds.filter(({ fresh }) => !fresh);
  return [...(shared.length === 0 ? [] : [shared]), ...rounds.filter(({ fresh }) => fresh).map((round) => [round])];
}

async function performRound(host: Host, engine: EngineName, round: Round, { cases, known, signal }: VerifyOptions, comparison: Comparison): Promise<{ changed: number; trouble: Trouble | null; late: readonly string[] }> {
  const naming = nameAddresses(host.origins.topology);
  let changed = 0;
  let late: readonly string[] = [];
  for (const batch of batchesOf(shuffled(cases, round.seed), mostInBatch)) {
    const performed = await host.perform(engine, batch);
    // What was ended in the middle says nothing.
    if (signal.aborted) break;
    const trouble = troubleOf(performed.engine);
    if (trouble !== null) return { changed, trouble, late };
    ({ late } = performed);
    for (const result of performed.results) {
      const record = explainRecord(result, known);
      if (comparison.note(round, record, (text) => naming(text, record.url))) changed++;
    }
  }
  return { changed, trouble: null, late };
}

/** Lets something be done with a host of its own, and ends the host; at once, when all is to end early. */
async function withHost({ startHost, signal }: VerifyOptions, work: (host: Host) => Promise<void>): Promise<void> {
  const host = await startHost();
  const stop = once(() => host.stop());
  const stopEarly = (): void => void stop();
  signal.addEventListener('abort', stopEarly);
  try {
    if (!signal.aborted) await work(host);
  } finally {
    signal.removeEventListener('abort', stopEarly);
    await stop();
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let under: Promise<T> | null = null;
  return () => (under ??= work());
}
