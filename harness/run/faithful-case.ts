import { answerTo, cookieCheckPath, reachPath } from '../../servers/answer.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import { faithfulClient, faithfulExchanges, onlyTheAuthorSays } from '../verdict/faithful.ts';
import type { Observation } from '../verdict/observation.ts';
import { observation, wire } from '../verdict/sample.ts';
import { stepsOfBound } from './bind.ts';
import type { BoundCase, BoundStep } from './bind.ts';

/** What a whole case would show in an engine that does what the standard says, for tests. */

/** Makes the log of one step. Of exchanges that may be left out, those are made that are expected. */
function logOf({ prediction, script, claim }: BoundStep, step: number, token: string): Exchange[] {
  if (prediction === null) return [];
  const expected = claim.expect.exchanges;
  const all = expected === undefined || expected.length === prediction.exchanges.length;
  const exchanges = prediction.exchanges.filter(({ optional }) => all || optional === null);
  const log = faithfulExchanges({ ...prediction, exchanges }, ({ method, target, requestHeaders }) => answerTo(script, { method, path: target.replace(/\?.*$/, '').slice(token.length + 1), headers: requestHeaders }));
  return log.map((exchange, index) => ({ ...exchange, step, requestHeaders: [...exchange.requestHeaders, ...onlyTheAuthorSays(expected?.[index], exchanges[index], exchange)] }));
}

/** Makes the harness's own exchanges around a case: which cookies are kept, which step begins, and that the origin is there. */
export function aroundCase(bound: BoundCase): Exchange[] {
  const { token, page, before } = bound;
  const [first = bound] = before;
  const kept = (first.claim.cookies ?? []).map((cookie) => cookie.split(';')[0]?.trim() ?? '').join('; ');
  return [
    { ...wire.cookieCheck(kept), target: `/${token}${cookieCheckPath}` },
    ...(before.length === 0 ? [] : stepsOfBound(bound).map((_step, index) => wire.enter(index))),
    ...(page.reach === null ? [] : [wire.reach({ origin: new URL(page.reach).origin, target: `/${token}${reachPath}` })]),
  ];
}

/** Makes both witnesses of a case; where the standard leaves a step open, script saw nothing. */
export function faithfulObservation(bound: BoundCase): Observation {
  const steps = stepsOfBound(bound);
  const clients = steps.flatMap(({ prediction, asked }): ClientObservation[] => (prediction === null ? [] : [faithfulClient(prediction, asked.api)].filter((client) => client !== null)));
  const unreachable = Object.fromEntries(steps.flatMap(({ claim }) => (claim.unreachable === undefined ? [] : [[claim.unreachable, 'seen']])));
  return observation(clients.at(-1) ?? null, [...aroundCase(bound), ...steps.flatMap((step, index) => logOf(step, index, bound.token))], { before: clients.slice(0, -1), unreachable });
}
