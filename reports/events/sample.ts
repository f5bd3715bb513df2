import type { HeaderList } from '../../harness/fetch/header.ts';
import type { Reason } from '../../harness/fetch/reason.ts';
import type { Difference, VerdictKind } from '../../harness/verdict/verdict.ts';
import type { Exchange, ExchangeRole } from '../../servers/exchange-log.ts';
import type { EndRecord, ResultLine, ResultRecord } from '../record.ts';
import { endLine, engineLine, resultLine, runLine } from '../sample.ts';

/** Runs against a target, for tests of events. */

/** Makes an exchange of a target; without a status there was no answer. */
export function answered(role: ExchangeRole, status: number | null, headers: HeaderList = [['Access-Control-Allow-Origin', '*']]): Exchange {
  return {
    token: '',
    step: 0,
    role,
    origin: 'https://api.example.com',
    method: role === 'cors-preflight-request' ? 'OPTIONS' : 'GET',
    target: '/v1/profile',
    requestHeaders: [['Origin', 'https://app.example.com'], ['Authorization', 'Bearer secret-of-the-request']],
    requestBody: 'secret body',
    response: status === null ? null : { status, statusText: '', headers, body: 'secret answer', bodyLength: 13 },
    startedAt: 1,
    finishedAt: 2,
  };
}

export interface GivenResult {
  readonly exchanges?: readonly Exchange[];
  readonly reason?: Reason | null;
  readonly differences?: readonly Difference[];
  readonly why?: string;
}

/** Makes a result of the target `staging`. What deviates is given no response, for a reason of the standard. */
export function targetResult(id: string, engine: ResultRecord['engine'], kind: VerdictKind, { exchanges = [answered('cors-request', 200)], reason = 'acao-missing', differences, why = '' }: GivenResult = {}): ResultRecord {
  const line = resultLine(id, engine, kind, { why });
  const facts = { origin: 'https://app.example.com', url: 'https://api.example.com/v1/profile', method: 'GET', header: null, sent: null, wanted: null, status: 200, preflight: false };
  return {
    ...line,
    case: { ...line.case, target: { name: 'staging', origin: null, path: '/v1/profile', documentOrigin: null, preflightOnly: false, allowUnsafeMethods: false, status: null } },
    url: 'https://api.example.com/v1/profile',
    target: { name: 'staging', documentOrigin: 'https://app.example.com', notes: [] },
    prediction: reason === null ? null : { outcome: { kind: 'network-error', stage: 'cors-check', reason, facts }, exchanges: [], trace: [], events: null, open: [] },
    verdict: { kind, why, differences: differences ?? (kind === 'deviates' || kind === 'known-deviation' ? [{ element: 'outcome', expected: 'cors', observed: 'network-error' }] : []) },
    observation: { ...line.observation, exchanges },
  };
}

/** Makes a run of these results, with its end if it has one. `unreached` are cases of the plan without a result. */
export function targetRun(results: readonly ResultRecord[], end: Partial<EndRecord> | null = {}, unreached: Readonly<Record<string, readonly string[]>> = {}): readonly ResultLine[] {
  const engines = [...new Set(results.map(({ engine }) => engine))];
  const planned = Object.fromEntries([...new Set([...engines, ...Object.keys(unreached)])].map((engine) => [engine, [...results.filter((result) => result.engine === engine).map((result) => result.case.id), ...(unreached[engine] ?? [])]]));
  return [runLine(planned), ...engines.map((engine) => engineLine(engine)), ...results, ...(end === null ? [] : [endLine({ targets: [{ name: 'staging', status: 'up', why: '' }], ...end })])];
}
