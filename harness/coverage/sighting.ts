import type { PredictedExchange, World } from '../fetch/fetch-params.ts';
import { makeRequest, predictIn } from '../fetch/predict.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { FetchRequest, FetchResponse } from '../fetch/request.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { stepsOfBound } from '../run/bind.ts';
import type { BoundCase } from '../run/bind.ts';
import { respondByScript } from '../run/predict-case.ts';
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
  /** In order; those to which no response comes are left out. */
  readonly exchanges: readonly Answered[];
  readonly expect: Expectation;
  /** The requests that the case made before this one. */
  readonly before: readonly Sighting[];
}

/** Tells what a case's requests do by the standard, in order; none where a real server answers, since nobody declares what it says. */
export function sightingsOf(bound: BoundCase): readonly Sighting[] {
  const sightings: Sighting[] = [];
  let held = bound.world;
  for (const { asked, wait, script, prediction, claim } of stepsOfBound(bound)) {
    if (prediction === null) return [];
    const respond = respondByScript(script, { served: bound.origins, unreachable: bound.unreachable }, `/${bound.token}/`);
    const exchanges = prediction.exchanges.flatMap((sent): Answered[] => {
      const answer = respond(sent);
      return typeof answer === 'string' || !('status' in answer) ? [] : [{ sent, answer }];
    });
    const world = { ...held, now: held.now + wait };
    const made = makeRequest(asked);
    sightings.push({ asked, made: made.kind === 'request' ? made.request : null, world, prediction, exchanges, expect: claim.expect, before: [...sightings] });
    held = predictIn(asked, respond, world).world;
  }
  return sightings;
}
