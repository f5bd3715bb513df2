import type { EngineRecord, ResultRecord } from '../../reports/record.ts';
import type { EngineName } from '../engines/engine.ts';
import { isSameOrigin, isSameSite, parseUrl } from '../fetch/url.ts';
import type { AtTarget, RequestToTarget } from '../target/at-target.ts';
import { exchangesOf } from '../target/plain-exchanges.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { TargetAddress, TargetCase } from './target-case.ts';

/** One case of a target in one engine, performed and judged. */
export interface JudgedAtTarget {
  /** Null where nothing was asked. */
  readonly seen: AtTarget | null;
  readonly request: RequestToTarget | null;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly notes: readonly string[];
  readonly verdict: Verdict;
}

/** Writes down one case of a target in one engine. Secrets are still in it. */
export function targetRecord(engine: EngineName, { identity }: EngineRecord, given: TargetCase, { url, documentOrigin }: TargetAddress, { seen, request, duration, notes, verdict }: JudgedAtTarget): ResultRecord {
  const { expect, ...rest } = given;
  const [page, server] = [parseUrl(documentOrigin), parseUrl(url)];
  const relation = page === null || server === null || !isSameSite(page.origin, server.origin) ? 'cross-site' : isSameOrigin(page.origin, server.origin) ? 'same-origin' : 'same-site';
  const attempt = seen?.kind === 'asked' ? seen.attempt : null;
  return {
    type: 'result',
    engine,
    identity,
    case: { ...rest, document: { ...given.document, scheme: documentOrigin.startsWith('https:') ? 'https' : 'http', relation } },
    expect: expect ?? { readable: [], unreadable: [] },
    expectation: 'author',
    prediction: seen?.foretold.prediction ?? null,
    url,
    verdict,
    observation: {
      client: attempt?.client ?? null,
      before: [],
      exchanges: seen === null || request === null ? [] : exchangesOf(seen.foretold, request.script),
      words: attempt?.words ?? [],
      trouble: null,
      disturbance: null,
      disturbedAfterLastExchange: false,
    },
    before: [],
    duration,
    deadline: request?.deadline ?? null,
    deviations: [],
    target: { name: given.target.name, documentOrigin, notes: [...notes, ...(attempt?.cookiesSent === false ? ['The engine does not send these cookies to another site, so the answers that count are those without them.'] : []), ...(seen?.kind === 'asked' && seen.twin ? ['Only the preflight was asked of the target. The engine was shown the same answer by a twin of it, so that the request itself was never sent.'] : [])] },
  };
}
