import { randomBytes } from 'node:crypto';
import { startOrigins } from '../../servers/topology.ts';
import type { Origins } from '../../servers/topology.ts';
import type { EngineRecord, ResultRecord, TargetState } from '../../reports/record.ts';
import { bundlePageScripts } from '../agent/channel.ts';
import { engineNames } from '../engines/engine.ts';
import type { Engine, EngineName } from '../engines/engine.ts';
import type { Resolution } from '../engines/resolve.ts';
import { exchangesOfCase } from '../verdict/observation.ts';
import { judgeSteps } from '../verdict/judge-steps.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { Claim } from '../verdict/judge.ts';
import { standardExpectation } from '../verdict/standard-expectation.ts';
import type { Case } from '../scenario/schema.ts';
import { defaultPatience } from './batch.ts';
import type { Patience } from './batch.ts';
import { bind, stepsOfBound } from './bind.ts';
import { cutBodies, cutWords, keptClient } from './cut-record.ts';
import { EngineSession } from './engine-session.ts';
import { predictFromWire } from './predict-case.ts';
import { isTargetCase } from './target-case.ts';
import type { TargetCase } from './target-case.ts';
import type { TargetRuns } from './target-runs.ts';

/** The answer to one request for cases. */
export interface Performance {
  readonly engine: EngineRecord;
  readonly results: readonly ResultRecord[];
  /** Requests so far that belonged to no case. */
  readonly strays: number;
  /** Requests so far that came after their case was over, as `METHOD origin target`. */
  readonly late: readonly string[];
}

export interface HostOptions {
  readonly resolve: (name: EngineName) => Resolution;
  readonly start: (resolution: Resolution) => Promise<Engine>;
  readonly patience?: Patience;
  /** Makes what performs the cases of targets, when there is the first one. */
  readonly targets?: () => Promise<TargetRuns>;
}

/** All that outlives a single case: the origins, the witness and the engines. One for a run. */
export class Host {
  readonly origins: Origins;
  readonly #sessions: ReadonlyMap<EngineName, EngineSession>;
  readonly #makeTargets: () => Promise<TargetRuns>;
  #targets: Promise<TargetRuns> | null = null;

  private constructor(origins: Origins, sessions: ReadonlyMap<EngineName, EngineSession>, makeTargets: () => Promise<TargetRuns>) {
    this.origins = origins;
    this.#sessions = sessions;
    this.#makeTargets = makeTargets;
  }

  /** Starts the origins. Engines are started when they are first needed. */
  static async start({ resolve, start, patience = defaultPatience, targets = noTargets }: HostOptions): Promise<Host> {
    const [origins, scripts] = await Promise.all([startOrigins(), bundlePageScripts()]);
    const sessions = new Map(engineNames.map((name) => [name, new EngineSession(origins, resolve(name), start, scripts, patience)]));
    return new Host(origins, sessions, targets);
  }

  /** Performs cases in one engine and judges them, in the order given. Throws only for an engine that nobody knows. */
  async perform(name: EngineName, cases: readonly Case[]): Promise<Performance> {
    const session = this.#sessions.get(name);
    if (session === undefined) throw new Error(`there is no engine ${JSON.stringify(name)}`);
    const ofTargets = cases.filter(isTargetCase);
    if (ofTargets.length === cases.length && cases.length > 0) return this.#performAtTargets(name, ofTargets);
    if (ofTargets.length > 0) throw new Error('cases of targets and others are performed apart');
    const bound = cases.map((given) => bind(given, this.origins.topology, randomBytes(16).toString('hex')));
    const performed = await session.perform(bound);
    const results = bound.map((one): ResultRecord => {
      const { expect: _expect, ...given } = one.case;
      const { observation, duration } = performed.get(one.token) ?? { observation: { client: null, before: [], exchanges: [], words: [], trouble: { kind: 'harness-error' as const, message: 'the case was lost' }, disturbance: null, disturbedAfterLastExchange: false }, duration: null };
      const exchanges = exchangesOfCase(observation.exchanges);
      const steps = stepsOfBound(one);
      const fromWire = steps.every(({ prediction }) => prediction !== null) || observation.trouble !== null ? [] : predictFromWire(steps, one.world, exchanges);
      const predictions = steps.map(({ prediction }, index) => prediction ?? fromWire[index] ?? null);
      const claims = steps.map(({ claim }, index) => withPrediction(claim, predictions[index] ?? null));
      const last = steps.length - 1;
      return {
        type: 'result',
        engine: name,
        identity: session.record.identity,
        case: given,
        expect: claims[last]?.expect ?? one.claim.expect,
        expectation: one.claim.expectation,
        prediction: predictions[last] ?? null,
        url: one.page.url,
        verdict: judgeSteps(claims, observation),
        observation: {
          ...observation,
          client: keptClient(observation.client),
          before: observation.before.map((client) => keptClient(client) ?? client),
          words: cutWords(observation.words),
          exchanges: exchanges.filter(({ step }) => step === last).map(cutBodies),
        },
        before: steps.slice(0, last).map((step, index) => ({
          url: step.asked.url,
          expect: claims[index]?.expect ?? step.claim.expect,
          expectation: step.claim.expectation,
          prediction: predictions[index] ?? null,
          exchanges: exchanges.filter((exchange) => exchange.step === index).map(cutBodies),
        })),
        duration,
        deadline: duration === null ? null : one.page.deadline,
        deviations: [],
      };
    });
    const { strays } = this.origins.log;
    const late = strays.filter(({ why }) => why === 'late').map(({ method, origin, target }) => `${method} ${origin}${target}`);
    return { engine: session.record, results, strays: strays.length - late.length, late };
  }

  /** One after the other: each has an engine to itself. */
  async #performAtTargets(name: EngineName, cases: readonly TargetCase[]): Promise<Performance> {
    const targets = await (this.#targets ??= this.#makeTargets());
    const performed: Awaited<ReturnType<TargetRuns['perform']>>[] = [];
    for (const given of cases) performed.push(await targets.perform(name, given));
    const [last] = performed.slice(-1);
    if (last === undefined) throw new Error('there is no case');
    return { engine: last.engine, results: performed.map(({ result }) => result), strays: 0, late: [] };
  }

  /** Says how each target is after the run; nothing where it had none. */
  async finishTargets(): Promise<readonly TargetState[]> {
    return this.#targets === null ? [] : (await this.#targets).finish();
  }

  /** Ends the engines and the origins. */
  async stop(): Promise<void> {
    await Promise.all([...[...this.#sessions.values()].map((session) => session.close()), this.#targets?.then((targets) => targets.close()).catch(() => undefined)]);
    await this.origins.stop();
  }
}

function noTargets(): Promise<TargetRuns> {
  return Promise.reject(new Error('no targets are configured'));
}

/** Completes a claim with what the standard says once it is known what a real server answered. */
function withPrediction(claim: Claim, prediction: Prediction | null): Claim {
  const untold = claim.expectation === 'standard' && claim.prediction === null && prediction !== null;
  return { ...claim, prediction, ...(untold ? { expect: standardExpectation(prediction) } : {}) };
}
