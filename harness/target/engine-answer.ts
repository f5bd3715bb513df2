import { callsHome } from './calls-home.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import type { EngineName } from '../engines/engine.ts';
import { agreement } from '../explain/agreement.ts';
import type { SpecialAddress } from './address.ts';
import type { Cause, EngineAnswer } from './explanation.ts';
import type { Attempt } from './page-at.ts';
import { keyOf } from './place.ts';

/** Makes the answer of an engine that was not asked, or of which nothing is proved. */
export const notAsked = (engine: EngineName, says: string): EngineAnswer => ({ engine, identity: null, result: 'not-asked', says, words: [], agreement: { kind: 'silent' }, surprising: false, cookiesSent: null });

/** Says what came of an attempt, as against what the answers of the servers let expect; a cause of null is not known. */
export function answerOf({ engine, identity, trouble, client, words, connections, refused, cookiesSent }: Attempt, cause: Cause | null, targets: ReadonlySet<string>, fromTwin: boolean): EngineAnswer {
  if (trouble !== null || client === null) return { ...notAsked(engine, trouble ?? 'the page said nothing'), identity };
  const result = client.kind !== 'response' ? 'fails' : fromTwin ? 'preflight-passes' : 'works';
  const own = words.filter(({ url, text }) => isOf(url, text, targets));
  const reason = cause?.kind === 'rule' ? cause.reason : cause?.kind === 'network' ? 'network' : null;
  const expected = cause === null ? null : expectedOf(cause);
  const surprising = expected !== null && expected !== result;
  // It failed by our doing, perhaps: the server led it where it had not led the plain client.
  const elsewhere = refused.filter(({ host }) => !callsHome(host));
  if (result === 'fails' && surprising && elsewhere.length > 0) return { ...notAsked(engine, `it wanted to connect to ${[...new Set(elsewhere.map(keyOf))].join(', ')}, which had no part in the request as the server answered us, so we did not let it`), identity, cookiesSent };
  const failed = connections.find((one) => one.failed !== null);
  const proof = failed === undefined ? '' : `; its connection to ${failed.host}:${failed.port} failed (${failed.failed ?? ''})`;
  return { engine, identity, result, says: (result === 'preflight-passes' ? 'the preflight lets the request through' : saysOf(client)) + (fromTwin ? ', asked with a twin of the server that gives the same answer to the preflight' : '') + proof, words: own, agreement: agreement(reason, own), surprising, cookiesSent };
}

function expectedOf(cause: Cause): EngineAnswer['result'] | null {
  switch (cause.kind) {
    case 'none':
    case 'opaque':
      return 'works';
    case 'not-sent':
      return 'preflight-passes';
    case 'open':
      return null;
    case 'network':
    case 'rule':
    case 'limited':
      return 'fails';
  }
}

function isOf(url: string | null, text: string, targets: ReadonlySet<string>): boolean {
  return [...targets].some((target) => url?.startsWith(target) === true || text.includes(target));
}

function saysOf(client: ClientObservation): string {
  switch (client.kind) {
    case 'response':
      return client.type === 'opaque' || client.type === 'opaqueredirect' ? `a response of type ${client.type}, of which script sees nothing` : `status ${client.status}, and script reads the response`;
    case 'network-error':
    case 'aborted':
    case 'timed-out':
      return client.error === null ? 'a network error' : `${client.error.name}: ${client.error.message}`;
    case 'refused':
      return `${client.error.name}: ${client.error.message}`;
    case 'timeout':
      return `no answer within ${client.after} ms`;
    case 'setup-failed':
      return client.message;
    case 'loaded':
    case 'sent':
      return client.kind;
  }
}

/** Chromium asks the person before a page reaches a closer network; behind the proxy it cannot know that it does. */
export function withoutProof(answer: EngineAnswer, closer: SpecialAddress | null): EngineAnswer {
  if (closer === null || answer.engine !== 'chromium' || answer.result !== 'works') return answer;
  return { ...answer, result: 'not-asked', surprising: false, says: `it works here, where Chromium does not see that the server is at a ${closer} address. From version 142 it asks the person before such a request (Local Network Access), and refuses it to a page over http` };
}

