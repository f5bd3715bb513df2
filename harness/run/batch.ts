import { performance } from 'node:perf_hooks';
import { reachPath } from '../../servers/answer.ts';
import type { Origins } from '../../servers/topology.ts';
import type { AgentChannel } from '../agent/channel.ts';
import { waits } from '../agent/protocol.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import type { Engine } from '../engines/engine.ts';
import type { Observation, Trouble } from '../verdict/observation.ts';
import { stepsOfBound } from './bind.ts';
import type { BoundCase } from './bind.ts';

/** Cases that a page performs at a time: under the six connections that browsers open to one origin. */
export const concurrency = 5;

/** How long a page may be still before it counts as hanging, in milliseconds. */
export interface Patience {
  /** Without a sign of life. */
  readonly silence: number;
  /** Without a result, though alive; more than any single case may take. */
  readonly lull: number;
}

export const defaultPatience: Patience = { silence: 5000, lull: 15_000 };

/** Milliseconds after the last result, in which a request that must not come may still arrive. */
const quiet = 10;

/** Milliseconds that a result may be on its way. */
const slowestReport = 1000;

export interface Performed {
  readonly observation: Observation;
  readonly duration: number | null;
}

export interface BatchOutcome {
  readonly performed: ReadonlyMap<string, Performed>;
  /** Cases that are still to be performed. */
  readonly left: readonly BoundCase[];
  /** Why the engine cannot go on, if it cannot. */
  readonly lost: string | null;
}

/**
 * Lets a page perform cases of one document scheme, and joins what it saw with what the wire carried. A case of which
 * nothing reached an origin because ours had died is left to be performed again, once; `repeated` remembers which were.
 * Never rejects.
 */
export async function performBatch(origins: Origins, engine: Engine, channel: AgentChannel, cases: readonly BoundCase[], patience: Patience, repeated: Set<string>): Promise<BatchOutcome> {
  const seen = new Map<string, Seen>();
  let lastResult = performance.now();
  for (const { token } of cases) origins.log.expect(token);
  const finished = channel.perform(cases.map(({ page }) => page), cases[0]?.page ? schemeOf(cases[0]) : 'http', concurrency, (token, clients, duration) => {
    lastResult = performance.now();
    seen.set(token, { clients, duration, at: lastResult });
  });
  const watch = watchFor(engine, channel, patience, () => lastResult);
  const lost = await Promise.race([finished.then(() => null), watch.lost]);
  watch.stop();
  await settle(origins, cases, lost === null);

  const inFlight = lost === null ? [] : begunBut(cases, seen, origins);
  const said = await engine.takeWords();
  const performed = new Map<string, Performed>();
  const left: BoundCase[] = [];
  for (const bound of cases) {
    const { token } = bound;
    const report = seen.get(token);
    const begun = inFlight.includes(bound);
    const unbegun = report === undefined && lost !== null && !begun;
    const { disturbance, disturbedAfterLastExchange } = report === undefined ? undisturbed : disturbanceOf(token, report, origins);
    const untouched = report !== undefined && disturbance !== null && origins.log.count(token) === 0 && !repeated.has(token);
    if (unbegun || untouched) {
      if (untouched) repeated.add(token);
      left.push(bound);
      continue;
    }
    const exchanges = origins.log.take(token);
    // Those on the request for proof afterwards are not on the case.
    const words = said.filter(({ text, url }) => (text.includes(token) || url?.includes(token) === true) && url?.includes(token + reachPath) !== true);
    const trouble = report === undefined ? (lost ?? { kind: 'harness-error' as const, message: 'the page finished without a word on this case' }) : null;
    const unreachable = report === undefined ? {} : await proofsOf(bound, origins, report.at - report.duration - slowestReport, report.at);
    performed.set(token, { observation: { ...unreachable, client: report?.clients.at(-1) ?? null, before: report?.clients.slice(0, -1) ?? [], exchanges, words, trouble, disturbance, disturbedAfterLastExchange }, duration: report?.duration ?? null });
  }
  return { performed, left, lost: lost?.message ?? null };
}

/** Sees for the harness itself, where a case says that nobody is there, that this was so. */
async function proofsOf(bound: BoundCase, origins: Origins, start: number, end: number): Promise<Pick<Observation, 'unreachable'>> {
  const places = stepsOfBound(bound).flatMap(({ claim, asked }) => (claim.unreachable === undefined ? [] : [[claim.unreachable, asked.url] as const]));
  const proofs = await Promise.all(places.map(async ([kind, url]) => [kind, await origins.proveUnreachable(kind, url, start, end)] as const));
  const proved = proofs.filter(([, proof]) => proof !== null);
  return proved.length === 0 ? {} : { unreachable: Object.fromEntries(proved) };
}

/** What the page reported of one case. */
interface Seen {
  readonly clients: readonly ClientObservation[];
  readonly duration: number;
  /** When it came, by `performance.now()`. */
  readonly at: number;
}

const undisturbed = { disturbance: null, disturbedAfterLastExchange: false } as const;

/** Says what died under a case. */
function disturbanceOf(token: string, { clients, duration, at }: Seen, origins: Origins): Pick<Observation, 'disturbance' | 'disturbedAfterLastExchange'> {
  if (clients.every(({ kind }) => kind === 'response')) return undisturbed;
  // A beacon comes when the page has long reported it.
  const until = clients.some(({ kind }) => kind === 'sent') ? performance.now() : at;
  const died = origins.diedBetween(at - duration - 100, until);
  if (died.length === 0) return undisturbed;
  const last = origins.log.lastFinished(token);
  return { disturbance: `the ${died.join(' and the ')} died under the case`, disturbedAfterLastExchange: last !== null && origins.diedBetween(last, until).length > 0 };
}

function schemeOf(bound: BoundCase): 'http' | 'https' {
  return bound.case.document.scheme;
}

function watchFor(engine: Engine, channel: AgentChannel, patience: Patience, lastResult: () => number): { lost: Promise<Trouble>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const start = performance.now();
  const hung = new Promise<Trouble>((resolve) => {
    timer = setInterval(() => {
      const now = performance.now();
      const silence = now - Math.max(channel.lastSeen, start);
      if (silence > patience.silence) resolve({ kind: 'timeout', message: `the page gave no sign of life for ${Math.round(silence)} ms` });
      else if (now - lastResult() > patience.lull) resolve({ kind: 'timeout', message: `the page reported nothing for ${patience.lull} ms` });
    }, 100);
  });
  const died = engine.died.then((why): Trouble => ({ kind: 'crash', message: why }));
  return { lost: Promise.race([hung, died]), stop: () => clearInterval(timer) };
}

/**
 * The page begins cases in order, so those in flight are the first ones without a result, and any that reached the wire.
 * Those that wait are begun beside them, and take no one's place.
 */
function begunBut(cases: readonly BoundCase[], seen: ReadonlyMap<string, unknown>, origins: Origins): BoundCase[] {
  const open = cases.filter(({ token }) => !seen.has(token));
  const first = open.filter(({ page }) => !waits(page)).slice(0, concurrency);
  return open.filter((bound) => first.includes(bound) || origins.log.count(bound.token) > 0);
}

/** Milliseconds that a beacon may take: the page learns nothing of it, so nobody says when it is over. */
const longestBeacon = 3000;
/** Milliseconds after a beacon, in which a request that must not follow it may arrive. */
const quietAfterBeacons = 100;
/** Milliseconds that an exchange may go on when its case is over: longer than any answer is held back. */
const longestOpen = 4500;
/** The same where the page is lost. */
const longestOpenOfLost = 500;

/** Waits until what is on the wire has ended, and a little longer for what must not come. */
async function settle(origins: Origins, cases: readonly BoundCase[], alive: boolean): Promise<void> {
  const start = performance.now();
  const beacons = cases.filter(({ page }) => page.api === 'beacon');
  const missing = ({ token, prediction, before }: BoundCase): boolean =>
    prediction !== null && origins.log.countInStep(token, before.length) < prediction.exchanges.filter(({ optional }) => optional === null).length;
  const patience = alive ? longestOpen : longestOpenOfLost;
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const busy = (): boolean => {
    const elapsed = performance.now() - start;
    return (elapsed < patience && cases.some(({ token }) => origins.log.isOpen(token))) || (elapsed < longestBeacon && beacons.some(missing));
  };
  const after = alive && beacons.length > 0 ? quietAfterBeacons : quiet;
  await pause(quiet);
  if (beacons.length === 0 && !busy()) return;
  do {
    while (busy()) await pause(5);
    await pause(after);
  } while (busy());
}
