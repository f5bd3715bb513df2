import type { Reason } from '../fetch/reason.ts';
import { apiReasonTexts } from './api-reasons.ts';
import { corsCheckReasonTexts } from './cors-check-reasons.ts';
import { fetchReasonTexts, redirectReasonTexts } from './fetch-reasons.ts';
import { preflightReasonTexts } from './preflight-reasons.ts';
import type { ReasonText } from './reason-text.ts';

/** What to say of each reason. A reason without its texts does not compile. */
export const reasonTexts = {
  ...apiReasonTexts,
  ...fetchReasonTexts,
  ...preflightReasonTexts,
  ...corsCheckReasonTexts,
  ...redirectReasonTexts,
} as const satisfies Record<Reason, ReasonText>;

/** Gives the texts of a reason. */
export function textOf(reason: Reason): ReasonText {
  return reasonTexts[reason];
}
