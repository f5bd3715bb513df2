import { performance } from 'node:perf_hooks';
import type { EngineRecord, ResultRecord, TargetState } from '../../reports/record.ts';
import type { Engine, EngineName, Proxied } from '../engines/engine.ts';
import type { Resolution } from '../engines/resolve.ts';
import { mayBegin, performAtTarget } from '../target/at-target.ts';
import type { RequestToTarget } from '../target/at-target.ts';
import type { SpecialAddress } from '../target/address.ts';
import { closerThanPage } from '../target/local-network.ts';
import { PagesAt } from '../target/page-at.ts';
import type { Attempt, RequestAt } from '../target/page-at.ts';
import type { ReadyTarget } from '../target/ready-target.ts';
import type { Redactor } from '../target/secrets/redact.ts';
import { checkTargetCanaries } from '../target/target-canaries.ts';
import type { Trouble } from '../verdict/observation.ts';
import { bothAttempts, isRepeated } from './both-attempts.ts';
import { cutBodies, cutWords, keptClient } from './cut-record.ts';
import { addressOf, bindTargetCase } from './target-case.ts';
import type { TargetAddress, TargetCase } from './target-case.ts';
import { targetRecord } from './target-record.ts';
import type { JudgedAtTarget } from './target-record.ts';
import { askAgain, stateAfter, stateBefore } from './target-state.ts';
import type { AskedFirst } from './target-state.ts';
import { targetVerdict } from './target-verdict.ts';

export interface TargetRunsOptions {
  readonly targets: ReadonlyMap<string, ReadyTarget>;
  readonly redactor: Redactor;
  readonly resolve: (name: EngineName) => Resolution;
  readonly start: (resolution: Resolution, proxied: Proxied) => Promise<Engine>;
}

/** What is known of one target in a run. */
interface Course {
  readonly target: ReadyTarget;
  /** What came of asking it before anything else. */
  probe: Promise<TargetState> | null;
  /** What it answered first, by what was asked. */
  readonly first: Map<string, AskedFirst>;
}

/** Performs the cases of targets: each in a page and an engine of its own, which has nothing of those before. */
export class TargetRuns {
  readonly #options: TargetRunsOptions;
  readonly #courses: ReadonlyMap<string, Course>;
  readonly #engines = new Map<EngineName, Promise<EngineRecord>>();
  readonly #open = new Set<PagesAt>();
  #closed = false;

  constructor(options: TargetRunsOptions) {
    this.#options = options;
    this.#courses = new Map([...options.targets].map(([name, target]) => [name, { target, probe: null, first: new Map() }]));
  }

  /** Says what is known of an engine, once it has shown that it holds to CORS in a page at an origin. */
  engine(name: EngineName, documentOrigin: string): Promise<EngineRecord> {
    const known = this.#engines.get(name) ?? this.#checkEngine(name, documentOrigin);
    this.#engines.set(name, known);
    return known;
  }

  /** Performs one case in one engine, and what is not as expected once more. Never rejects for the target's or the engine's sake. */
  async perform(name: EngineName, given: TargetCase): Promise<{ readonly engine: EngineRecord; readonly result: ResultRecord }> {
    const course = this.#courses.get(given.target.name);
    const address = course === undefined ? null : addressOf(given, course.target);
    if (course === undefined || address === null) throw new Error(`the configuration says nothing of the target ${given.target.name}`);
    const engine = this.#closed ? notStarted(name) : await this.engine(name, address.documentOrigin);
    const of = (one: JudgedAtTarget): ResultRecord => this.#redacted(targetRecord(name, engine, given, address, one));
    const trouble = this.#closed ? ended : troubleOf(engine);
    if (trouble !== null) return { engine, result: of(notAsked(trouble)) };
    const request = bindTargetCase(given, address, course.target);
    // What nobody gave leave for is no reason to ask anything.
    const state = mayBegin(request).ok ? await (course.probe ??= this.#told(stateBefore(course.target, address, request.preflightOnly))) : null;
    if (state !== null && state.status !== 'up') return { engine, result: of(notAsked({ kind: 'not-run', message: state.why })) };
    const closer = name === 'chromium' ? await closerThanPage(address.url, address.documentOrigin, new Map()) : null;
    const once = (): Promise<JudgedAtTarget> => this.#once(name, given, request, address, course);
    const first = await once();
    const judged = isRepeated(first) ? bothAttempts(first, await once()) : first;
    return { engine, result: of(closer === null ? judged : { ...judged, notes: [...judged.notes, closerWords(closer)] }) };
  }

  /** Asks each target again what it was asked in the run, and says how each is by now. Nothing is sent to one that had no case. */
  async finish(): Promise<readonly TargetState[]> {
    const states: TargetState[] = [];
    for (const { target, probe, first } of this.#courses.values()) {
      if (probe === null) continue;
      const state = await probe;
      const leave = target.client.leave();
      if (state.status !== 'up') states.push(state);
      else states.push(await this.#told(leave.ok ? stateAfter(target, [...first.values()]) : Promise.resolve({ name: target.name, status: 'left-alone', why: leave.why })));
    }
    return states;
  }

  /** Hides secrets in what is said of a target. */
  async #told(state: Promise<TargetState>): Promise<TargetState> {
    const { why, ...rest } = await state;
    return { ...rest, why: this.#options.redactor.text(why) };
  }

  /** Performs a case once, and again as long as the target limits requests: to script a 429 without CORS headers is a network error like any other. */
  async #once(name: EngineName, given: TargetCase, request: RequestToTarget, { documentOrigin }: TargetAddress, { target, first }: Course): Promise<JudgedAtTarget> {
    const start = performance.now();
    for (let times = 1; ; times++) {
      const limits = target.client.limits;
      const seen = await performAtTarget(request, target.client, (at) => this.#inFreshPage(name, documentOrigin, at));
      const { foretold } = seen;
      const key = JSON.stringify([request.script, request.cookie]);
      if (seen.kind === 'asked' && !first.has(key)) first.set(key, { request, foretold });
      const notes = times === 1 ? [] : [`${target.name} limited requests meanwhile (status 429), so this was asked ${times} times: before, the engine may have met a limit, and got no response that script could read.`];
      const judged: JudgedAtTarget = { seen, request, duration: Math.round(performance.now() - start), notes, verdict: targetVerdict(given, seen, request) };
      if (seen.kind !== 'asked' || isSettled(judged)) return judged;
      // Asked at once: whoever limits does so still.
      await askAgain(request, target);
      if (target.client.limits === limits) return judged;
      if (times === mostLimited) return { ...judged, verdict: { kind: 'not-run', why: `not run: ${target.name} limits requests (status 429), and ${name} may have met a limit each of the ${times} times that it asked`, differences: [] } };
    }
  }

  async #inFreshPage(name: EngineName, origin: string, request: RequestAt): Promise<Attempt> {
    return this.#withPages(origin, this.#options.resolve(name), async (pages) => {
      const [attempt] = await pages.perform(request);
      if (attempt === undefined) throw new Error('there is no engine to ask');
      return attempt;
    });
  }

  /** Opens a page in an engine just started, and ends both whatever happens. */
  async #withPages<T>(origin: string, resolution: Resolution, use: (pages: PagesAt) => Promise<T>): Promise<T> {
    const pages = await PagesAt.open({ origin, engines: [resolution], start: this.#options.start });
    this.#open.add(pages);
    try {
      if (this.#closed) await pages.close();
      return await use(pages);
    } finally {
      this.#open.delete(pages);
      if (!this.#closed) await pages.close();
    }
  }

  /** Ends the engines that are open, and lets no more cases begin. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map((pages) => pages.close()));
  }

  async #checkEngine(name: EngineName, documentOrigin: string): Promise<EngineRecord> {
    const resolution = this.#options.resolve(name);
    const without = { type: 'engine', name, identity: null, canaries: [] } as const;
    if (resolution.kind === 'missing') return { ...without, status: 'missing', why: `${resolution.why}. To mend it: ${resolution.remedy}` };
    return this.#withPages(documentOrigin, resolution, async (pages): Promise<EngineRecord> => {
      const { attempt, results } = await checkTargetCanaries(pages, documentOrigin, canaryDeadline);
      if (attempt.trouble !== null) return { ...without, status: 'failed', why: attempt.trouble };
      const bad = results.filter(({ ok }) => !ok);
      const canaries = results.map(({ name: canary, ok, why }) => ({ name: canary, ok, verdict: { kind: ok ? ('conforms' as const) : ('deviates' as const), why, differences: [] } }));
      const why = bad.length === 0 ? resolution.why : `canary: ${bad.map((one) => `${one.name}; here: ${one.why}`).join('; ')}. Nothing that this engine says can be trusted.`;
      return { type: 'engine', name, identity: attempt.identity, status: bad.length === 0 ? 'ready' : 'invalid', why, canaries };
    });
  }

  /** Hides secrets in all that was observed. What the author wrote has them only by name. */
  #redacted(whole: ResultRecord): ResultRecord {
    const { case: given, ...rest } = whole;
    const hidden = this.#options.redactor.data(rest);
    if (hidden.kind === 'refused') throw new Error(hidden.problem.problem);
    const { observation } = hidden.data;
    // Cut thereafter, since half a secret is not recognised.
    return { ...hidden.data, case: given, observation: { ...observation, client: keptClient(observation.client), words: cutWords(observation.words), exchanges: observation.exchanges.map(cutBodies) } };
  }
}

/** Times that a case is performed because the target limits requests. */
const mostLimited = 5;

/** Says whether a verdict does not depend on whether the engine differs from what the standard makes of the answers. */
function isSettled(judged: JudgedAtTarget): boolean {
  const { kind, differences } = judged.verdict;
  return !isRepeated(judged) || (kind === 'deviates' && differences.every(({ from }) => from === 'expectation'));
}

/** Source: https://wicg.github.io/local-network-access/ */
function closerWords(closer: SpecialAddress): string {
  return `The server is at a ${closer} address, which Chromium does not see here. By itself, from version 142, it asks the person before a page of a public network may ask there (Local Network Access), and refuses it to a page over http.`;
}

/** Milliseconds for a canary's request, which goes to this machine. */
const canaryDeadline = 10_000;

/** Of cases that were still to be asked when the run was ended. */
const ended: Trouble = { kind: 'not-run', message: 'the run was ended' };

function notStarted(name: EngineName): EngineRecord {
  return { type: 'engine', name, identity: null, canaries: [], status: 'failed', why: ended.message };
}

function notAsked({ kind, message }: Trouble): JudgedAtTarget {
  return { seen: null, request: null, duration: null, notes: [], verdict: { kind, why: message, differences: [] } };
}

function troubleOf({ status, why }: EngineRecord): Trouble | null {
  switch (status) {
    case 'ready':
      return null;
    case 'missing':
    case 'failed':
      return { kind: 'unsupported', message: why };
    case 'invalid':
      return { kind: 'harness-error', message: why };
  }
}
