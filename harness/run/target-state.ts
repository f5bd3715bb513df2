import type { TargetState } from '../../reports/record.ts';
import { isSafeMethod, normalizeMethod } from '../fetch/method.ts';
import type { RequestToTarget } from '../target/at-target.ts';
import { troubleTexts } from '../target/cause.ts';
import { jarOf } from '../target/cookies.ts';
import { foretell } from '../target/foretell.ts';
import type { Foretold } from '../target/foretell.ts';
import { exchangesOf } from '../target/plain-exchanges.ts';
import type { ReadyTarget } from '../target/ready-target.ts';
import { policyChange } from './policy-change.ts';
import type { TargetAddress } from './target-case.ts';

/** What a target was asked in a run, and what it answered first. */
export interface AskedFirst {
  readonly request: RequestToTarget;
  readonly foretold: Foretold;
}

type Target = Pick<ReadyTarget, 'name' | 'client'>;

/** Requests by which it is seen at the end whether a target has changed meanwhile. */
const mostAskedAgain = 20;

/**
 * Asks a target whether it is there at all, as simply as can be: with a GET, or with OPTIONS at an address where nothing but a
 * preflight may be sent. Secrets are still in what it says.
 */
export async function stateBefore({ name, client }: Target, { url, documentOrigin }: TargetAddress, preflightOnly: boolean): Promise<TargetState> {
  const answer = await client.ask({ method: preflightOnly ? 'OPTIONS' : 'GET', url, headers: [['Accept', '*/*'], ['Origin', documentOrigin], ['User-Agent', 'Mozilla/5.0 (compatible; cors-conformance)']], body: null });
  const { origin } = new URL(url);
  const down = (why: string): TargetState => ({ name, status: 'down', why: `${name} is down, so nothing was asked of it: ${why}` });
  if (answer.kind === 'not-sent') return { name, status: 'left-alone', why: answer.why };
  if (answer.kind === 'failed') return down(`${origin}: ${troubleTexts[answer.trouble].title} (${answer.code})`);
  if ([502, 503, 504].includes(answer.status)) return down(`${origin} answers with status ${answer.status}`);
  if (answer.status === 429) return { name, status: 'left-alone', why: limits(name) };
  return { name, status: 'up', why: '' };
}

/**
 * Asks a target again what it was asked in the run, evenly chosen, and says how it is by now. What may change something is not
 * asked again, but its preflight. Secrets are still in what it says.
 */
export async function stateAfter({ name, client }: Target, asked: readonly AskedFirst[]): Promise<TargetState> {
  for (const { request, foretold } of spread(asked, mostAskedAgain)) {
    const { script } = request;
    const now = await askAgain(request, { client });
    const answer = now.exchanges.at(-1)?.answer;
    if (answer?.kind === 'not-sent' && answer.because === 'left-alone') return { name, status: 'left-alone', why: answer.why };
    if (answer?.kind === 'response' && answer.status === 429) return { name, status: 'left-alone', why: limits(name) };
    const [was, is] = [foretold, now].map((one) => exchangesOf(one, script).filter(({ role }) => !isPreflightAlone(request) || role === 'cors-preflight-request'));
    const change = answer?.kind === 'failed' ? `it does not answer any more (${answer.code})` : policyChange(was ?? [], is ?? []);
    if (change !== null) return { name, status: 'changed', why: `${name} changed while it was being tested, so some results are of one state and some of another: ${script.method} ${script.url} from ${script.origin}: ${change}` };
  }
  return { name, status: 'up', why: '' };
}

/** Asks a target once more what it was asked; of what may change something, the preflight alone. */
export function askAgain(request: RequestToTarget, { client }: Pick<Target, 'client'>): Promise<Foretold> {
  const { script, cookie, page } = request;
  return foretell(script, (one) => client.ask(one), ({ method }) => (!isPreflightAlone(request) || method === 'OPTIONS' ? null : 'only its preflight is asked again'), jarOf(cookie, page.url));
}

function isPreflightAlone({ script, preflightOnly }: RequestToTarget): boolean {
  return preflightOnly || !isSafeMethod(normalizeMethod(script.method));
}

function limits(name: string): string {
  return `not run: ${name} limits requests (status 429), also after a pause`;
}

/** Chooses so many of a list, evenly. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
  return list.length <= most ? list : Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)] as T);
}
