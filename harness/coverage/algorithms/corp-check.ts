import { getHeader } from '../../fetch/header.ts';
import { isSameOrigin, isSchemelesslySameSite, schemeOf } from '../../fetch/url.ts';
import { both, failedFor, gotType, either, lastAnswer } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';

const blocked = failedFor('corp');
const allowed = gotType('opaque');
const checked = either(allowed, blocked);
const policy = (value: RegExp): By => lastAnswer(({ answer }) => value.test(getHeader(answer.headers, 'Cross-Origin-Resource-Policy') ?? ''));
const none = lastAnswer(({ answer }) => getHeader(answer.headers, 'Cross-Origin-Resource-Policy') === null);
const known = /^(?:same-origin|same-site|cross-origin)$/;
/** Something holds of the page's origin and the one that answered last. */
const between = (test: (page: string, origin: string) => boolean): By => ({ asked, exchanges }) => {
  const last = exchanges.at(-1);
  return last !== undefined && test(asked.origin, new URL(last.sent.url).origin);
};

export const corpCheck: CoveredAlgorithm = {
  title: 'cross-origin resource policy check',
  link: 'https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check',
  steps: [
    { step: '1–2', says: 'finds the embedder policy of the page', by: checked },
    { step: '3', says: 'the internal check, as if the page had none, blocks: blocked', by: blocked },
    { step: '4', says: 'an embedder policy that only reports would block: a report', outside: 'no page of a scenario has an embedder policy' },
    { step: '5', says: 'the internal check with the page’s policy allows: allowed', by: allowed },
    { step: '6–7', says: 'it blocks: a report, and blocked', outside: 'no page of a scenario has an embedder policy' },
  ],
};

export const corpInternalCheck: CoveredAlgorithm = {
  title: 'cross-origin resource policy internal check',
  link: 'https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check',
  steps: [
    { step: '1', says: 'navigations without an embedder policy are allowed', outside: 'script’s own requests are never navigations' },
    { step: '2', says: 'reads `Cross-Origin-Resource-Policy`', by: both(checked, policy(/(?:)/)) },
    { step: '2', says: 'two lines, or a list, are one value that means nothing: allowed', by: both(allowed, policy(/,/)) },
    { step: '3', says: 'a value that is none of the three (another case, a misspelling) means nothing: allowed', by: both(allowed, lastAnswer(({ answer }) => !known.test(getHeader(answer.headers, 'Cross-Origin-Resource-Policy') ?? 'same-origin'))) },
    { step: '4', says: 'no policy, and a page without an embedder policy: nothing changes', by: both(allowed, none) },
    { step: '4', says: 'no policy, and a page with Cross-Origin-Embedder-Policy: same-origin', outside: 'no page of a scenario has an embedder policy' },
    { step: '5', says: 'no policy: allowed', by: both(allowed, none) },
    { step: '5', says: '`cross-origin`: allowed', by: both(allowed, policy(/^cross-origin$/)) },
    { step: '5', says: '`same-origin`, at the page’s own origin after a redirect from another one: allowed', by: both(allowed, policy(/^same-origin$/), between(isSameOrigin)) },
    { step: '5', says: '`same-origin`, at another origin: blocked', by: both(blocked, policy(/^same-origin$/)) },
    { step: '5', says: '`same-site`, at the same site: allowed', by: both(allowed, policy(/^same-site$/)) },
    { step: '5', says: '`same-site`, at another site: blocked', by: both(blocked, policy(/^same-site$/), between((page, origin) => !isSchemelesslySameSite(page, origin))) },
    { step: '5', says: '`same-site`, an http page and an https address of the same site: blocked', by: both(blocked, policy(/^same-site$/), between((page, origin) => isSchemelesslySameSite(page, origin) && schemeOf(page) === 'http' && schemeOf(origin) === 'https')) },
  ],
};
