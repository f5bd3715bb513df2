import type { Origins } from '../../servers/topology.ts';
import { AgentChannel } from '../agent/channel.ts';
import type { Engine, EngineName } from '../engines/engine.ts';
import type { Resolution } from '../engines/resolve.ts';
import type { EngineRecord } from '../../reports/record.ts';
import { judge } from '../verdict/judge.ts';
import type { Trouble } from '../verdict/observation.ts';
import { performBatch } from './batch.ts';
import type { Patience, Performed } from './batch.ts';
import type { BoundCase } from './bind.ts';
import { makeCanaries } from './canaries.ts';
import { publishCases } from './publish.ts';

/** Times that an engine is started anew after it was lost. */
const mostRestarts = 5;
/** Times that an engine which does not even start is tried. */
const mostFailedStarts = 2;
const longestOpening = 30_000;
/** Milliseconds that an origin may take to be started again. */
const longestRevival = 1000;

interface Running {
  readonly engine: Engine;
  readonly channel: AgentChannel;
}

/** One engine through a run: started when it is first needed, checked by canaries, started anew when it is lost. */
export class EngineSession {
  readonly #origins: Origins;
  readonly #resolution: Resolution;
  readonly #start: (resolution: Resolution) => Promise<Engine>;
  readonly #scripts: Readonly<Record<'page' | 'realm', string>>;
  readonly #patience: Patience;
  #running: Running | null = null;
  #starts = 0;
  #record: EngineRecord;
  #queue: Promise<unknown> = Promise.resolve();
  #closing = false;
  #giveUp: (why: string) => void = () => undefined;
  readonly #givenUp = new Promise<string>((resolve) => (this.#giveUp = resolve));

  constructor(origins: Origins, resolution: Resolution, start: (resolution: Resolution) => Promise<Engine>, scripts: Readonly<Record<'page' | 'realm', string>>, patience: Patience) {
    this.#patience = patience;
    this.#origins = origins;
    this.#resolution = resolution;
    this.#start = start;
    this.#scripts = scripts;
    this.#record = { type: 'engine', name: resolution.name, status: 'missing', identity: null, why: resolution.kind === 'missing' ? `${resolution.why}. To mend it: ${resolution.remedy}` : resolution.why, canaries: [] };
  }

  get name(): EngineName {
    return this.#resolution.name;
  }

  /** What is known of the engine so far. */
  get record(): EngineRecord {
    return this.#record;
  }

  /** Performs cases, batch after batch; every case has an entry in the end, by its token. Calls queue up. Never rejects. */
  perform(cases: readonly BoundCase[]): Promise<ReadonlyMap<string, Performed>> {
    const work = this.#queue.then(() => this.#perform(cases));
    this.#queue = work.catch(() => undefined);
    return work;
  }

  /** Ends the engine, without waiting for cases that are still to be performed. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#giveUp(ended.message);
    await this.#queue;
    await this.#end();
  }

  async #perform(cases: readonly BoundCase[]): Promise<ReadonlyMap<string, Performed>> {
    const { refused, withdraw } = await publishCases(cases, this.#origins.routes);
    const performed = new Map([...refused].map(([token, message]) => [token, notPerformed({ kind: 'harness-error', message })]));
    const repeated = new Set<string>();
    for (const scheme of ['http', 'https'] as const) {
      let left: readonly BoundCase[] = cases.filter((bound) => bound.case.document.scheme === scheme && !refused.has(bound.token));
      while (left.length > 0) {
        const trouble = (await this.#ensureRunning()) ?? (await this.#originsDown());
        const running = this.#running;
        if (trouble !== null || running === null) {
          for (const { token } of left) performed.set(token, notPerformed(trouble ?? { kind: 'harness-error', message: 'the engine is not running' }));
          break;
        }
        const outcome = await performBatch(this.#origins, running.engine, running.channel, left, this.#patience, repeated);
        for (const [token, one] of outcome.performed) performed.set(token, this.#closing && one.observation.trouble !== null ? notPerformed(ended) : one);
        left = outcome.left;
        if (outcome.lost !== null) await this.#end();
      }
    }
    withdraw();
    return performed;
  }

  /** Waits a moment for origins that died to be back. Returns which are not. */
  async #originsDown(): Promise<Trouble | null> {
    const until = performance.now() + longestRevival;
    while (this.#origins.down().length > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
    const down = this.#origins.down();
    return down.length === 0 ? null : { kind: 'harness-error', message: `the ${down.join(', the ')} does not accept connections` };
  }

  /** Starts the engine unless it runs. Returns why there is none. */
  async #ensureRunning(): Promise<Trouble | null> {
    if (this.#closing) return ended;
    if (this.#running !== null) return null;
    const { why, status } = this.#record;
    if (this.#resolution.kind === 'missing') return { kind: 'unsupported', message: why };
    if (status === 'invalid') return { kind: 'harness-error', message: why };
    // An engine that has worked here before is not unsupported.
    if (status === 'failed' && this.#starts >= mostFailedStarts) return { kind: this.#record.identity === null ? 'unsupported' : 'not-run', message: why };
    if (this.#starts > mostRestarts) return { kind: 'not-run', message: `the engine was lost ${this.#starts} times: ${why}` };
    this.#starts++;
    try {
      this.#running = await this.#open();
    } catch (error) {
      const message = messageOf(error);
      this.#record = { ...this.#record, status: 'failed', why: message };
      return this.#ensureRunning();
    }
    return this.#checkCanaries(this.#running);
  }

  async #open(): Promise<Running> {
    const started = await this.#start(this.#resolution);
    // To be ended and to die end a batch in the same way.
    const engine: Engine = { identity: started.identity, died: Promise.race([started.died, this.#givenUp]), open: (url) => started.open(url), takeWords: () => started.takeWords(), close: () => started.close() };
    const channel = new AgentChannel(this.#origins.topology.document, this.#origins.routes, this.#scripts);
    try {
      await engine.open(channel.url('http'));
      await Promise.race([
        channel.opened,
        engine.died.then((why) => Promise.reject(new Error(why))),
        new Promise((_resolve, reject) => setTimeout(() => reject(new Error(`the page asked for nothing within ${longestOpening} ms`)), longestOpening).unref()),
      ]);
      return { engine, channel };
    } catch (error) {
      channel.close();
      await engine.close();
      throw error;
    }
  }

  async #checkCanaries({ engine, channel }: Running): Promise<Trouble | null> {
    const canaries = makeCanaries(this.#origins.topology);
    const cases = canaries.map(({ bound }) => bound);
    const { withdraw } = await publishCases(cases, this.#origins.routes);
    const { performed, lost } = await performBatch(this.#origins, engine, channel, cases, this.#patience, new Set());
    withdraw();
    if (lost !== null) {
      this.#record = { ...this.#record, status: 'failed', why: lost };
      await this.#end();
      return this.#ensureRunning();
    }
    const results = canaries.map(({ name, bound, mustBe, mustSee }) => {
      const observation = performed.get(bound.token)?.observation ?? notPerformed({ kind: 'not-run', message: 'the engine was lost' }).observation;
      const verdict = judge(bound.claim, observation);
      return { name, verdict, ok: verdict.kind === mustBe && (mustSee === undefined || observation.client?.kind === mustSee) };
    });
    const bad = results.filter(({ ok }) => !ok);
    this.#record = { ...this.#record, identity: engine.identity, status: bad.length === 0 ? 'ready' : 'invalid', why: this.#resolution.why, canaries: results };
    if (bad.length === 0) return null;
    const message = `canary: ${bad.map(({ name, verdict }) => `${name}; here: ${verdict.kind}${verdict.why === '' ? '' : ` (${verdict.why})`}`).join('; ')}. Nothing that this engine says can be trusted.`;
    this.#record = { ...this.#record, why: message };
    await this.#end();
    return { kind: 'harness-error', message };
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    running?.channel.close();
    await running?.engine.close();
  }
}

/** Of cases that were still to be performed, or in flight, when the session was closed. */
const ended: Trouble = { kind: 'not-run', message: 'the run was ended' };

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function notPerformed(trouble: Trouble): Performed {
  return { observation: { client: null, before: [], exchanges: [], words: [], trouble, disturbance: null, disturbedAfterLastExchange: false }, duration: null };
}
