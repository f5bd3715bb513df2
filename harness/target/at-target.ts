import type { PageRequest } from '../agent/protocol.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import type { Leave } from './consent.ts';
import { jarOf, setCookieValues } from './cookies.ts';
import { foretell } from './foretell.ts';
import type { Foretold, NotSent } from './foretell.ts';
import type { Attempt, RequestAt } from './page-at.ts';
import type { TargetClient } from './target-client.ts';
import { startTwin } from './twin.ts';

/** One request to a target: for the model, and for a page. */
export interface RequestToTarget {
  readonly script: ScriptRequest;
  readonly page: Omit<PageRequest, 'wait' | 'enter' | 'deadline'>;
  /** Value of the `Cookie` header, where the engine sends it; null for none. */
  readonly cookie: string | null;
  /** Only the preflight may reach the target. */
  readonly preflightOnly: boolean;
  /** Says whether a request of a method may be sent. */
  readonly consent: (method: string) => Leave;
  /** Milliseconds. */
  readonly deadline: number;
}

/** What was seen of one request in one engine. */
export type AtTarget =
  /** Nothing was asked of the engine. */
  | { readonly kind: 'not-asked'; readonly foretold: Foretold; readonly notSent: NotSent }
  /** No engine could be shown what the target answers to the preflight, which is all that may be sent. */
  | { readonly kind: 'unseen'; readonly foretold: Foretold; readonly why: string }
  /** The target could not be asked, so nothing that an engine sees would say anything of it. */
  | { readonly kind: 'no-answer'; readonly foretold: Foretold }
  | {
      readonly kind: 'asked';
      readonly foretold: Foretold;
      readonly attempt: Attempt;
      /** Whether the target itself was asked by the engine, or a twin that gives the same answer to the preflight. */
      readonly twin: boolean;
    };

/** Opens a fresh page in the engine, makes the request there, and closes it. */
export type Perform = (request: RequestAt) => Promise<Attempt>;

/** Says whether anything may be sent for a request: where not, not even a preflight, which a server may count or log. */
export function mayBegin({ script, preflightOnly, consent }: Pick<RequestToTarget, 'script' | 'preflightOnly' | 'consent'>): Leave {
  return preflightOnly ? { ok: true } : consent(script.method);
}

/**
 * Makes a request to a target: first with the plain client, as the standard says that a browser does, and at once thereafter in an
 * engine, from a page that has nothing of former requests. Never rejects for the target's or the engine's sake.
 */
export async function performAtTarget(request: RequestToTarget, client: TargetClient, perform: Perform): Promise<AtTarget> {
  const { script, page, cookie, preflightOnly, consent, deadline } = request;
  const leave = mayBegin(request);
  if (!leave.ok) return notAsked({ kind: 'not-sent', because: 'consent', why: leave.why }, { exchanges: [], prediction: await nothingAsked(script) });
  const ask = (jar: string | null): Promise<Foretold> => foretell(script, (one) => client.ask(one), ({ method }) => whyNotSent(method, preflightOnly, consent), jarOf(jar, page.url));
  const foretold = await ask(cookie);
  const last = foretold.exchanges.at(-1)?.answer;
  const [first] = foretold.exchanges;
  if (last?.kind === 'failed') return { kind: 'no-answer', foretold };
  if (last?.kind === 'not-sent' && !(preflightOnly && last.because === 'consent')) return notAsked(last, foretold);
  const twin = preflightOnly && first !== undefined ? await startTwin(first) : null;
  if (preflightOnly && twin === null) return { kind: 'unseen', foretold, why: first?.request.role === 'preflight' ? 'the answer to the preflight is one that a twin of the server cannot give, so no engine could be shown it' : 'only the preflight may be sent, and by the standard there is none' };
  try {
    const targets = new Set(foretold.exchanges.map(({ request }) => new URL(request.url).origin));
    let refused = null as string | null;
    const turn = async (): Promise<string | null> => {
      const leave = twin === null ? await client.start(foretold.exchanges.length) : { ok: true as const };
      return (refused = leave.ok ? null : leave.why);
    };
    const attempt = await perform({ request: page, targets, resolve: twin?.resolve ?? client.resolve, cookies: twin === null ? setCookieValues(cookie, page.url) : [], turn, deadline });
    if (refused !== null) return notAsked({ kind: 'not-sent', because: 'left-alone', why: refused }, foretold);
    // An engine that keeps the cookies to itself asks something else than the plain client did.
    const asked = attempt.cookiesSent === false ? await ask(null) : foretold;
    if (asked.exchanges.at(-1)?.answer.kind === 'failed') return { kind: 'no-answer', foretold: asked };
    return { kind: 'asked', foretold: asked, attempt, twin: twin !== null };
  } finally {
    await twin?.stop();
  }
}

function whyNotSent(method: string, preflightOnly: boolean, consent: (method: string) => Leave): string | null {
  if (preflightOnly) return method === 'OPTIONS' ? null : 'with `preflightOnly` nothing but the preflight is sent';
  // A redirect may change the method.
  const leave = consent(method);
  return leave.ok ? null : leave.why;
}

function notAsked(notSent: NotSent, foretold: Foretold): AtTarget {
  return { kind: 'not-asked', foretold, notSent };
}

/** What the standard says of a request of which nothing is answered. */
async function nothingAsked(script: ScriptRequest): Promise<Foretold['prediction']> {
  const { prediction } = await foretell(script, () => Promise.reject(new Error('nothing is asked')), () => 'not asked');
  return prediction;
}
