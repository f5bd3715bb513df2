import { answerTo } from '../../servers/answer.ts';
import type { PredictedExchange, World } from '../fetch/fetch-params.ts';
import type { HeaderPair } from '../fetch/header.ts';
import type { Prediction } from '../fetch/predict.ts';
import { constructRequest } from '../fetch/request-constructor.ts';
import type { FetchRequest, FetchResponse } from '../fetch/request.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { sendXmlHttpRequest } from '../fetch/xml-http-request.ts';
import type { BoundCase } from '../run/bind.ts';
import type { Expectation } from '../scenario/schema.ts';

/** A request as a server receives it, with the answer that the scenario declares. */
export interface Answered {
  readonly sent: PredictedExchange;
  readonly answer: FetchResponse;
}

/** One request of a case as the standard sees it, on paper: what steps it takes can be told from this alone. */
export interface Sighting {
  readonly asked: ScriptRequest;
  /** What the API makes of it; null where it throws. */
  readonly made: FetchRequest | null;
  /** What the engine holds when the request is made. */
  readonly world: World;
  readonly prediction: Prediction;
  readonly exchanges: readonly Answered[];
  readonly expect: Expectation;
  /** The requests that the case made before this one. */
  readonly before: readonly Sighting[];
}

/** Tells what a case's requests do by the standard, in order; none where a real server answers, since nobody declares what it says. */
export function sightingsOf({ asked, world, prediction, script, token, claim }: BoundCase): readonly Sighting[] {
  if (prediction === null) return [];
  const exchanges = prediction.exchanges.map((sent): Answered => {
    const { pathname } = new URL(sent.url);
    const headers = Object.entries(sent.headers).flatMap(([name, value]): HeaderPair[] => (value === null ? [] : [[name, value]]));
    return { sent, answer: answerTo(script, { method: sent.method, path: pathname.slice(token.length + 1), headers }) };
  });
  return [{ asked, made: requestOf(asked), world, prediction, exchanges, expect: claim.expect, before: [] }];
}

function requestOf(asked: ScriptRequest): FetchRequest | null {
  const made = asked.api === 'fetch' ? constructRequest(asked) : sendXmlHttpRequest(asked);
  return made.kind === 'request' ? made.request : null;
}
