import { performance } from 'node:perf_hooks';
import type { EngineRecord, ResultRecord, TargetState } from '../../reports/record.ts';
import type { Engine, EngineName, Proxied } from '../engines/engine.ts';
import type { Resolution } from '../engines/resolve.ts';
import { isSafe, performAtTarget } from '../target/at-target.ts';
import type { RequestToTarget } from '../target/at-target.ts';
import { troubleTexts } from '../target/cause.ts';
import { jarOf } from '../target/cookies.ts';
import type { SpecialAddress } from '../target/address.ts';
import { closerThanPage } from '../target/local-network.ts';
import { foretell } from '../target/foretell.ts';
import type { Foretold } from '../target/foretell.ts';
import { PagesAt } from '../target/page-at.ts';
import type { Attempt, RequestAt } from '../target/page-at.ts';
import { exchangesOf } from '../target/plain-exchanges.ts';
import type { ReadyTarget } from '../target/ready-target.ts';
import type { Redactor } from '../target/secrets/redact.ts';
import { checkTargetCanaries } from '../target/target-canaries.ts';
import type { Trouble } from '../verdict/observation.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { cutBodies, cutWords, keptClient } from './cut-record.ts';
import { policyChange } from './policy-change.ts';
import { addressOf, bindTargetCase } from './target-case.ts';
import type { TargetAddress, TargetCase } from './target-case.ts';
import { targetRecord } from './target-record.ts';
import type { JudgedAtTarget } from './target-record.ts';
import { targetVerdict } from './target-verdict.ts';

export interface TargetRunsOptions {
  readonly targets: ReadonlyMap<string, ReadyTarget>;
  readonly redactor: Redactor;
  readonly resolve: (name: EngineName) => Resolution;
  readonly start: (resolution: Resolution, proxied: Proxied) => Promise<Engine>;
}

/** Requests by which it is seen at the end whether a target has changed meanwhile. */
const mostAskedAgain = 20;

/** What is known of one target in a run. */
interface Course {
  readonly target: ReadyTarget;
  /** What came of asking it before anything else. */
  probe: Promise<TargetState> | null;
  /** What it answered first, by what was asked. */
  readonly first: Map<string, { readonly request: RequestToTarget; readonly foretold: Foretold }>;
}

/** Performs the cases of targets: each in a page and an engine of its own, which has nothing of those before. */
export class TargetRuns {
  readonly #options: TargetRunsOptions;
  readonly #courses: ReadonlyMap<string, Course>;
  readonly #engines = new Map<EngineName, Promise<EngineRecord>>();

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
    const engine = await this.engine(name, address.documentOrigin);
    const of = (one: JudgedAtTarget): ResultRecord => this.#redacted(targetRecord(name, engine, given, address, one));
    const trouble = troubleOf(engine);
    if (trouble !== null) return { engine, result: of(notAsked(trouble)) };
    const request = bindTargetCase(given, address, course.target);
    const state = await (course.probe ??= this.#probe(course.target, address));
    if (state.status !== 'up') return { engine, result: of(notAsked({ kind: 'not-run', message: state.why })) };
    const closer = name === 'chromium' ? await closerThanPage(address.url, address.documentOrigin, new Map()) : null;
    const once = (): Promise<JudgedAtTarget> => this.#once(name, given, request, address, course);
    const first = await once();
    const judged = repeated.has(first.verdict.kind) ? bothOf(first, await once()) : first;
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
      else if (!leave.ok) states.push({ name: target.name, status: 'left-alone', why: this.#options.redactor.text(leave.why) });
      else states.push(await this.#stateAfter(target, spread([...first.values()], mostAskedAgain)));
    }
    return states;
  }

  async #stateAfter(target: ReadyTarget, asked: readonly { readonly request: RequestToTarget; readonly foretold: Foretold }[]): Promise<TargetState> {
    for (const { request, foretold } of asked) {
      const now = await ask(request, target);
      const [last] = now.exchanges.slice(-1);
      const change = last?.answer.kind === 'failed' ? `it does not answer any more (${last.answer.code})` : policyChange(exchangesOf(foretold, request.script), exchangesOf(now, request.script));
      if (change === null) continue;
      return { name: target.name, status: 'changed', why: this.#options.redactor.text(`${target.name} changed while it was being tested, so some results are of one state and some of another: ${request.script.method} ${request.script.url} from ${request.script.origin}: ${change}`) };
    }
    return { name: target.name, status: 'up', why: '' };
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
      const judged: JudgedAtTarget = { seen, request, duration: Math.round(performance.now() - start), notes: [], verdict: targetVerdict(given, seen, request) };
      if (seen.kind !== 'asked' || isSettled(judged.verdict)) return judged;
      // Asked at once: whoever limits does so still.
      if (isSafe(request.script.method)) await ask(request, target);
      if (target.client.limits === limits) return judged;
      if (times === mostLimited) return { ...judged, verdict: { kind: 'not-run', why: `not run: ${target.name} limits requests (status 429), and ${name} may have met a limit each of the ${times} times that it asked`, differences: [] } };
    }
  }

  async #inFreshPage(name: EngineName, origin: string, request: RequestAt): Promise<Attempt> {
    const pages = await PagesAt.open({ origin, engines: [this.#options.resolve(name)], start: this.#options.start });
    try {
      const [attempt] = await pages.perform(request);
      if (attempt === undefined) throw new Error('there is no engine to ask');
      return attempt;
    } finally {
      await pages.close();
    }
  }

  /** Asks a target whether it is there at all, as simply as can be. */
  async #probe({ name, client }: ReadyTarget, { url, documentOrigin }: TargetAddress): Promise<TargetState> {
    const answer = await client.ask({ method: 'GET', url, headers: [['Accept', '*/*'], ['Origin', documentOrigin], ['User-Agent', 'Mozilla/5.0 (compatible; cors-conformance)']], body: null });
    const { origin } = new URL(url);
    const down = (why: string): TargetState => ({ name, status: 'down', why: this.#options.redactor.text(`${name} is down, so nothing was asked of it: ${why}`) });
    if (answer.kind === 'not-sent') return { name, status: 'left-alone', why: this.#options.redactor.text(answer.why) };
    if (answer.kind === 'failed') return down(`${origin}: ${troubleTexts[answer.trouble].title} (${answer.code})`);
    if ([502, 503, 504].includes(answer.status)) return down(`${origin} answers with status ${answer.status}`);
    if (answer.status === 429) return { name, status: 'left-alone', why: `not run: ${name} limits requests (status 429), also after a pause` };
    return { name, status: 'up', why: '' };
  }

  async #checkEngine(name: EngineName, documentOrigin: string): Promise<EngineRecord> {
    const resolution = this.#options.resolve(name);
    const without = { type: 'engine', name, identity: null, canaries: [] } as const;
    if (resolution.kind === 'missing') return { ...without, status: 'missing', why: `${resolution.why}. To mend it: ${resolution.remedy}` };
    const pages = await PagesAt.open({ origin: documentOrigin, engines: [resolution], start: this.#options.start });
    try {
      const { attempt, results } = await checkTargetCanaries(pages, documentOrigin, canaryDeadline);
      if (attempt.trouble !== null) return { ...without, status: 'failed', why: attempt.trouble };
      const bad = results.filter(({ ok }) => !ok);
      const canaries = results.map(({ name: canary, ok, why }) => ({ name: canary, ok, verdict: { kind: ok ? ('conforms' as const) : ('deviates' as const), why, differences: [] } }));
      const why = bad.length === 0 ? resolution.why : `canary: ${bad.map((one) => `${one.name}; here: ${one.why}`).join('; ')}. Nothing that this engine says can be trusted.`;
      return { type: 'engine', name, identity: attempt.identity, status: bad.length === 0 ? 'ready' : 'invalid', why, canaries };
    } finally {
      await pages.close();
    }
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
function isSettled({ kind, differences }: Verdict): boolean {
  return !repeated.has(kind) || (kind === 'deviates' && differences.every(({ from }) => from === 'expectation'));
}

/** Source: https://wicg.github.io/local-network-access/ */
function closerWords(closer: SpecialAddress): string {
  return `The server is at a ${closer} address, which Chromium does not see here. By itself, from version 142, it asks the person before a page of a public network may ask there (Local Network Access), and refuses it to a page over http.`;
}

/** Milliseconds for a canary's request, which goes to this machine. */
const canaryDeadline = 10_000;

/** Verdicts that one more attempt may show to be chance. */
const repeated: ReadonlySet<string> = new Set(['deviates', 'inconclusive', 'timeout', 'crash']);

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

/** Of two attempts the second one is kept; that the first one ended differently is said, and not hidden. */
function bothOf(first: JudgedAtTarget, again: JudgedAtTarget): JudgedAtTarget {
  if (first.verdict.kind === again.verdict.kind) return { ...again, notes: [...again.notes, `It was asked again by itself, in a fresh page, and ended in the same way${first.verdict.why === again.verdict.why ? '' : `, though at first: ${first.verdict.why}`}.`] };
  const said = ({ verdict: { kind, why } }: JudgedAtTarget): string => (why === '' ? kind : `${kind} (${why})`);
  return { ...again, verdict: { ...first.verdict, kind: 'flaky', why: `at first ${said(first)}; asked again, ${said(again)}` } };
}

function ask(request: RequestToTarget, target: ReadyTarget): Promise<Foretold> {
  const { script, cookie, page, preflightOnly, consent } = request;
  return foretell(script, (one) => target.client.ask(one), ({ method }) => {
    const leave = preflightOnly ? { ok: method === 'OPTIONS', why: 'only the preflight is to be sent' } : consent(method);
    return leave.ok ? null : leave.why;
  }, jarOf(cookie, page.url));
}

/** Chooses so many of a list, evenly. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
  return list.length <= most ? list : Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)] as T);
}
