import type { Exchange } from '../../servers/exchange-log.ts';
import type { Unreachable } from '../../servers/unreachable.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import type { EngineWords } from '../engines/engine.ts';
import type { VerdictKind } from './verdict.ts';

/** Why a case has no observation that could be judged. */
export interface Trouble {
  readonly kind: Extract<VerdictKind, 'timeout' | 'crash' | 'unsupported' | 'not-run' | 'harness-error'>;
  readonly message: string;
}

/** Both witnesses of one case: what script saw and what the wire carried, and the engine's own words. */
export interface Observation {
  readonly client: ClientObservation | null;
  /** What script saw of the steps before the last one. */
  readonly before: readonly ClientObservation[];
  readonly exchanges: readonly Exchange[];
  /** Of one step: the exchanges of the steps before it. */
  readonly earlier?: readonly Exchange[];
  readonly words: readonly EngineWords[];
  readonly trouble: Trouble | null;
  /** How the harness itself saw, at the time, that nobody was where the case says so; not there where it did not. */
  readonly unreachable?: Readonly<Partial<Record<Unreachable, string>>>;
  /** What went wrong on our side at the time; what is not proved nevertheless is nobody's deviation. */
  readonly disturbance: string | null;
  /** It went wrong after the last exchange: a further request, forbidden or not, may have met a dead origin. */
  readonly disturbedAfterLastExchange: boolean;
}

/** Tells the exchanges of the case itself from the harness's own around it. */
export function exchangesOfCase(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter(({ role }) => role !== 'setup' && role !== 'reachability');
}

/** Names the observed outcome in the standard's words; `response` is XHR's, which is not told the type. */
export function observedOutcome(client: ClientObservation): string {
  switch (client.kind) {
    case 'response':
      return client.type ?? 'response';
    case 'network-error':
    case 'aborted':
    case 'timed-out':
    case 'sent':
      return client.kind;
    case 'loaded':
      return 'response';
    case 'refused':
      return 'exception';
    case 'timeout':
    case 'setup-failed':
      return client.kind;
  }
}
