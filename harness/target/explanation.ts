import type { Agreement } from '../explain/agreement.ts';
import type { Facts } from '../fetch/fetch-params.ts';
import type { OpenQuestion, Reason, Stage } from '../fetch/reason.ts';
import type { TraceStep } from '../fetch/trace.ts';
import type { EngineIdentity, EngineName, EngineWords } from '../engines/engine.ts';
import type { Advice } from './advice.ts';
import type { AskedRequest } from './asked-request.ts';
import type { AskedAndAnswered } from './foretell.ts';
import type { NetworkTrouble } from './plain-client.ts';
import type { Limit } from './polite-client.ts';
import type { Probe } from './probes.ts';

/** Why a request does not do what it should, as the answers of the servers show it. */
export type Cause =
  /** Nothing stands in its way. */
  | { readonly kind: 'none'; readonly status: number; readonly readable: readonly string[] }
  /** The response is there, and script is shown nothing of it, as it asked: mode `no-cors`, or a redirect taken by hand. */
  | { readonly kind: 'opaque' }
  /** No CORS: the server could not be asked, or gave no answer. */
  | { readonly kind: 'network'; readonly trouble: NetworkTrouble; readonly code: string; readonly url: string }
  /** No CORS: the server limits requests, and wants to be left alone for longer than we wait. */
  | ({ readonly kind: 'limited' } & Limit)
  | { readonly kind: 'rule'; readonly stage: Stage | 'api'; readonly reason: Reason; readonly facts: Facts | null }
  /** All that may be sent without consent was as it should be. */
  | { readonly kind: 'not-sent'; readonly why: string }
  | { readonly kind: 'open'; readonly because: OpenQuestion };

/** What one engine did with the request. */
export interface EngineAnswer {
  readonly engine: EngineName;
  readonly identity: EngineIdentity | null;
  /** `preflight-passes`: a twin of the server gave the same answer to the preflight, and the engine would have sent the request. */
  readonly result: 'works' | 'preflight-passes' | 'fails' | 'not-asked';
  /** What script was told, or why the engine was not asked. */
  readonly says: string;
  /** What it told developers of this request. */
  readonly words: readonly EngineWords[];
  readonly agreement: Agreement;
  /** Whether it did something else than the servers' answers let expect. */
  readonly surprising: boolean;
  /** Whether it sends the cookies of the request to the server; null where there are none for it, or that could not be seen. */
  readonly cookiesSent: boolean | null;
}

/** What comes of a request without its cookies. */
export interface WithoutCookies {
  readonly cause: Cause;
  readonly exchanges: readonly AskedAndAnswered[];
}

/** All that was found out about one request. */
export interface Explanation {
  readonly format: 1;
  readonly asked: AskedRequest;
  /** Serialised origin of the page. */
  readonly origin: string;
  readonly works: boolean;
  readonly cause: Cause;
  readonly exchanges: readonly AskedAndAnswered[];
  readonly trace: readonly TraceStep[];
  readonly engines: readonly EngineAnswer[];
  /** As in the engines that do not send the cookies; null where all do, or it was not asked. */
  readonly withoutCookies: WithoutCookies | null;
  /** What would mend it, best first. */
  readonly mends: readonly string[];
  /** The same on the servers that were recognised. */
  readonly advice: readonly Advice[];
  readonly probes: readonly Probe[];
}
