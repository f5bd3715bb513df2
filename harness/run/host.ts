import { randomBytes } from 'node:crypto';
import type { Exchange } from '../../servers/exchange-log.ts';
import { startOrigins } from '../../servers/topology.ts';
import type { Origins } from '../../servers/topology.ts';
import type { EngineRecord, ResultRecord } from '../../reports/record.ts';
import { bundlePageScripts } from '../agent/channel.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import { engineNames } from '../engines/engine.ts';
import type { Engine, EngineName, EngineWords } from '../engines/engine.ts';
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
import { EngineSession } from './engine-session.ts';
import { predictFromWire } from './predict-case.ts';

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
}

/** All that outlives a single case: the origins, the witness and the engines. One for a run. */
export class Host {
  readonly origins: Origins;
  readonly #sessions: ReadonlyMap<EngineName, EngineSession>;

  private constructor(origins: Origins, sessions: ReadonlyMap<EngineName, EngineSession>) {
    this.origins = origins;
    this.#sessions = sessions;
  }

  /** Starts the origins. Engines are started when they are first needed. */
  static async start({ resolve, start, patience = defaultPatience }: HostOptions): Promise<Host> {
    const [origins, scripts] = await Promise.all([startOrigins(), bundlePageScripts()]);
    const sessions = new Map(engineNames.map((name) => [name, new EngineSession(origins, resolve(name), start, scripts, patience)]));
    return new Host(origins, sessions);
  }

  /** Performs cases in one engine and judges them, in the order given. Throws only for an engine that nobody knows. */
  async perform(name: EngineName, cases: readonly Case[]): Promise<Performance> {
    const session = this.#sessions.get(name);
    if (session === undefined) throw new Error(`there is no engine ${JSON.stringify(name)}`);
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

  /** Ends the engines and the origins. */
  async stop(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
    await this.origins.stop();
  }
}

/** Completes a claim with what the standard says once it is known what a real server answered. */
function withPrediction(claim: Claim, prediction: Prediction | null): Claim {
  const untold = claim.expectation === 'standard' && claim.prediction === null && prediction !== null;
  return { ...claim, prediction, ...(untold ? { expect: standardExpectation(prediction) } : {}) };
}

function keptClient(client: ClientObservation | null): ClientObservation | null {
  return client?.kind === 'response' ? { ...client, body: cut(client.body) } : client;
}

/** Words of a case that a record keeps. */
const keptWords = 50;

function cutWords(words: readonly EngineWords[]): EngineWords[] {
  const cutOrNone = (text: string | null): string | null => (text === null ? null : cut(text));
  const kept = words.slice(0, keptWords).map(({ source, code, detail, text, url }) => ({ source, code, detail: cutOrNone(detail), text: cut(text), url: cutOrNone(url) }));
  return words.length <= keptWords ? kept : [...kept, { source: 'console', code: null, detail: null, text: `… (cut; ${words.length} words)`, url: null }];
}

/** Characters of a body that a record keeps. The verdict was made from the whole. */
const keptInRecord = 2000;

function cut(body: string): string {
  return body.length <= keptInRecord ? body : `${body.slice(0, keptInRecord)}… (cut; ${body.length} characters)`;
}

function cutBodies(exchange: Exchange): Exchange {
  const { requestBody, response, exact } = exchange;
  return { ...exchange, requestBody: cut(requestBody), response: response === null ? null : { ...response, body: cut(response.body) }, ...(exact?.kind === 'bytes' ? { exact: { ...exact, bytes: cut(exact.bytes) } } : {}) };
}
