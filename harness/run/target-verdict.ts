import type { AtTarget, RequestToTarget } from '../target/at-target.ts';
import { callsHome } from '../target/calls-home.ts';
import { troubleTexts } from '../target/cause.ts';
import { keyOf, placeOf } from '../target/place.ts';
import { exchangesOf } from '../target/plain-exchanges.ts';
import { isAsPredicted, judgeTarget } from '../verdict/judge-target.ts';
import type { TargetClaim } from '../verdict/judge-target.ts';
import type { Trouble } from '../verdict/observation.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { TargetCase } from './target-case.ts';

/** Judges what was seen of a case of a target in one engine. */
export function targetVerdict(given: TargetCase, seen: AtTarget, request: RequestToTarget): Verdict {
  const nothing = { differences: [] };
  switch (seen.kind) {
    case 'not-asked':
      if (seen.notSent.because === 'consent') return { kind: 'skipped', why: seen.notSent.why, ...nothing };
      return seen.notSent.because === 'left-alone' ? { kind: 'not-run', why: seen.notSent.why, ...nothing } : { kind: 'inconclusive', why: `the request was led to where nothing may be sent: ${seen.notSent.why}`, ...nothing };
    case 'unseen':
      return { kind: 'inconclusive', why: seen.why, ...nothing };
    case 'no-answer': {
      const answer = seen.foretold.exchanges.at(-1)?.answer;
      const why = answer?.kind === 'failed' ? `${troubleTexts[answer.trouble].title} (${answer.code})` : 'the target gave no answer';
      return { kind: 'not-run', why: `not CORS: ${why}`, ...nothing };
    }
    case 'asked': {
      const claim: TargetClaim = { expect: given.expect ?? { readable: [], unreadable: [] }, prediction: seen.foretold.prediction, status: given.target.status, preflightOnly: seen.twin };
      const { attempt } = seen;
      // It worked when its canaries ran.
      const trouble: Trouble | null = attempt.trouble === null ? null : { kind: 'crash', message: attempt.trouble };
      const exchanges = exchangesOf(seen.foretold, request.script);
      const elsewhere = attempt.refused.filter(({ host }) => !callsHome(host));
      const led = elsewhere.length > 0 && attempt.client?.kind === 'network-error' && !isAsPredicted(claim, attempt.client, exchanges);
      if (led) return { kind: 'inconclusive', why: `the engine wanted to connect to ${[...new Set(elsewhere.map(keyOf))].join(', ')}, where the target had not led the plain client, so it was not let`, ...nothing };
      return judgeTarget(claim, { client: attempt.client, trouble, exchanges, reached: hasReached(seen) });
    }
  }
}

/** Says whether the engine, which had no connection before, made one to each origin that it had to reach. */
function hasReached({ attempt, foretold }: Extract<AtTarget, { kind: 'asked' }>): boolean {
  const made = new Set(attempt.connections.filter(({ failed }) => failed === null).map(keyOf));
  return foretold.exchanges.every(({ request, answer }) => answer.kind === 'not-sent' || made.has(keyOf(placeOf(request.url))));
}
