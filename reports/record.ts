import { z } from 'zod';
import { verdictClass } from './exit-code.ts';
import type { EngineIdentity, EngineName } from '../harness/engines/engine.ts';
import type { Prediction } from '../harness/fetch/predict.ts';
import type { Case, Expectation } from '../harness/scenario/schema.ts';
import type { Exchange } from '../servers/exchange-log.ts';
import type { Observation } from '../harness/verdict/observation.ts';
import type { Verdict, VerdictKind } from '../harness/verdict/verdict.ts';

/**
 * The lines of `results.jsonl`: one `run`, an `engine` for each engine that was asked for, a `result` a case and engine,
 * and one `end`. Without its end a run is incomplete. Everything that is shown is made from these lines alone.
 */

export const recordFormat = 1;

export interface RunRecord {
  readonly type: 'run';
  readonly format: typeof recordFormat;
  readonly startedAt: string;
  readonly commit: string | null;
  readonly platform: string;
  readonly node: string;
  readonly plan: {
    /** SHA-256 over the ids of the cases, by engine. */
    readonly hash: string;
    readonly size: number;
    /** Ids of the planned cases, by engine. */
    readonly cases: Readonly<Record<string, readonly string[]>>;
  };
}

export interface EngineRecord {
  readonly type: 'engine';
  readonly name: EngineName;
  /** `invalid`: a canary misbehaved, so nothing that it says counts. */
  readonly status: 'ready' | 'missing' | 'failed' | 'invalid';
  readonly identity: EngineIdentity | null;
  /** Why this build and driver; or what is wrong, and what to do. */
  readonly why: string;
  readonly canaries: readonly { readonly name: string; readonly verdict: Verdict; readonly ok: boolean }[];
}

/** One step before the last one; what script saw of it is in the observation. */
export interface StepRecord {
  readonly url: string;
  readonly expect: Expectation;
  readonly expectation: 'author' | 'standard';
  readonly prediction: Prediction | null;
  readonly exchanges: readonly Exchange[];
}

/** Of a case whose server is a target: nobody of ours stood at its wire. */
export interface TargetRecord {
  readonly name: string;
  /** Serialised origin of the page. */
  readonly documentOrigin: string;
  /** What should be known of this result beside its verdict, a sentence each. */
  readonly notes: readonly string[];
}

/** What was found of a target as a whole: before its cases, and after them. */
export interface TargetState {
  readonly name: string;
  /** `changed`: its policy was another one after the run than while it was under way. */
  readonly status: 'up' | 'down' | 'left-alone' | 'changed';
  /** One sentence; empty where it was up all the time. */
  readonly why: string;
}

export interface ResultRecord {
  readonly type: 'result';
  readonly engine: EngineName;
  readonly identity: EngineIdentity | null;
  readonly case: Omit<Case, 'expect'>;
  readonly expect: Expectation;
  /** Who says what is expected: the scenario's author, or the standard where the scenario leaves it out. */
  readonly expectation: 'author' | 'standard';
  /** What the standard says; for a real server, of what it answered. Null when nothing was observed of it. */
  readonly prediction: Prediction | null;
  /** The address that script asked for; null when the case was not run. */
  readonly url: string | null;
  readonly verdict: Verdict;
  /** What script saw of every step, and what the wire carried of the last one. */
  readonly observation: Observation;
  /** The steps before the last one. */
  readonly before: readonly StepRecord[];
  /** Milliseconds, of which none is known for a case that was not run. */
  readonly duration: number | null;
  /** Milliseconds that one request of it may take; null for a case that was not run. */
  readonly deadline: number | null;
  /** Not there where the servers are ours. Else `observation.exchanges` are those of a plain client, which asked what the standard says that browsers ask. */
  readonly target?: TargetRecord;
  /** What the known deviations that explain it say of themselves. */
  readonly deviations: readonly { readonly reason: string; readonly spec: string; readonly link: string | null }[];
}

export interface EndRecord {
  readonly type: 'end';
  readonly finishedAt: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly interrupted: boolean;
  readonly counts: Readonly<Record<string, Readonly<Partial<Record<VerdictKind, number>>>>>;
  /** Requests that belonged to no case, and those that came after their case was over. */
  readonly strays: number;
  readonly late: readonly string[];
  /** Errors outside any case. */
  readonly errors: readonly string[];
  /** Known deviations that the run shows to be out of date, a sentence each. */
  readonly stale: readonly string[];
  /** Not there in a run without targets. */
  readonly targets?: readonly TargetState[];
  readonly exitCode: number;
}

export type ResultLine = RunRecord | EngineRecord | ResultRecord | EndRecord;

const engineName = z.enum(['chromium', 'firefox', 'webkit']);
const kinds = Object.keys(verdictClass) as [VerdictKind, ...VerdictKind[]];
const identity = z.looseObject({ version: z.string(), build: z.string(), driver: z.string() }).nullable();
const resource = z.looseObject({ routes: z.record(z.string(), z.looseObject({})) });
const step = { expect: z.looseObject({}), prediction: z.looseObject({}).nullable() };
const verdict = z.looseObject({ kind: z.enum(kinds), why: z.string(), differences: z.array(z.looseObject({ element: z.string(), expected: z.string(), observed: z.string() })) });
const line = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('run'), format: z.literal(recordFormat), startedAt: z.string(), commit: z.string().nullable(), platform: z.string(), plan: z.looseObject({ cases: z.record(z.string(), z.array(z.string())) }) }),
  z.looseObject({ type: z.literal('engine'), name: engineName, status: z.enum(['ready', 'missing', 'failed', 'invalid']), identity, why: z.string(), canaries: z.array(z.looseObject({ ok: z.boolean() })) }),
  z.looseObject({ type: z.literal('result'), engine: engineName, identity, case: z.looseObject({ id: z.string(), scenarioId: z.string(), title: z.string(), spec: z.string(), tags: z.array(z.string()), document: z.looseObject({ scheme: z.string(), relation: z.string() }), resource, before: z.array(z.looseObject({ resource })) }), url: z.string().nullable(), ...step, before: z.array(z.looseObject({ url: z.string(), ...step })), verdict, observation: z.looseObject({ exchanges: z.array(z.looseObject({})), words: z.array(z.looseObject({ source: z.enum(['console', 'cdp', 'rdp']), code: z.string().nullable(), detail: z.string().nullable(), text: z.string(), url: z.string().nullable() })) }) }),
  z.looseObject({ type: z.literal('end'), exitCode: z.number(), duration: z.number(), interrupted: z.boolean(), errors: z.array(z.string()), stale: z.array(z.string()), late: z.array(z.string()), counts: z.record(z.string(), z.record(z.string(), z.number())) }),
]);

/**
 * Reads the text of a `results.jsonl`. A last line that is not whole is dropped, as a killed run leaves one; any other
 * line that does not fit throws, naming its number.
 */
export function parseResults(text: string): ResultLine[] {
  const lines = text.split('\n');
  const last = lines.pop();
  const result = lines.flatMap((written, index): ResultLine[] => {
    if (written === '') return [];
    let data: unknown;
    try {
      data = JSON.parse(written);
    } catch {
      throw new Error(`line ${index + 1} of the results is not JSON`);
    }
    const parsed = line.safeParse(data);
    if (!parsed.success) throw new Error(`line ${index + 1} of the results does not fit: ${z.prettifyError(parsed.error)}`);
    return [data as ResultLine];
  });
  void last;
  return result;
}
