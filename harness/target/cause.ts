import type { Prediction } from '../fetch/predict.ts';
import { textOf } from '../explain/reasons.ts';
import type { Cause } from './explanation.ts';
import type { AskedAndAnswered, Foretold } from './foretell.ts';
import { hiddenError } from './hidden-error.ts';
import type { NetworkTrouble } from './plain-client.ts';

/** Finds what stands in a request's way, from what the servers answered and what the standard makes of it. */
export function causeOf({ prediction, exchanges }: Foretold): Cause {
  const last = exchanges.at(-1);
  if (last?.answer.kind === 'not-sent') return { kind: 'not-sent', why: last.answer.why };
  // A server that is down fails a request by the rule `network`; why it is down is more.
  if (last?.answer.kind === 'failed') return { kind: 'network', trouble: last.answer.trouble, code: last.answer.code, url: last.request.url };
  return causeOfOutcome(prediction);
}

function causeOfOutcome({ outcome }: Prediction): Cause {
  switch (outcome.kind) {
    case 'response':
      return outcome.type === 'opaque' || outcome.type === 'opaqueredirect' ? { kind: 'opaque' } : { kind: 'none', status: outcome.status, readable: outcome.headers.map(([name]) => name) };
    case 'network-error':
      return { kind: 'rule', stage: outcome.stage, reason: outcome.reason, facts: outcome.facts };
    case 'exception':
      return { kind: 'rule', stage: 'api', reason: outcome.reason, facts: null };
    case 'undetermined':
      return { kind: 'open', because: outcome.because };
    case 'sent':
    case 'aborted':
    case 'timed-out':
      return { kind: 'opaque' };
  }
}

/** What to do about a server that cannot be asked; CORS headers mend none of it. */
export const troubleTexts: Readonly<Record<NetworkTrouble, { readonly title: string; readonly mends: readonly string[] }>> = {
  name: { title: 'The name of the server cannot be found (DNS)', mends: ['Correct the host in the address, or give the name an address.', 'Look whether the name is known only inside a network that this machine is not in.'] },
  refused: { title: 'Nobody listens at that address: the connection was refused', mends: ['Start the server, or correct the port.', 'Look whether the server listens on another address of its machine, such as 127.0.0.1 only.'] },
  unreachable: { title: 'The server cannot be reached over the network', mends: ['Look whether a firewall, a VPN or a missing route is in between.'] },
  timeout: { title: 'The server did not answer in time', mends: ['Look whether the server hangs, or a firewall drops the request without a word.', 'If only the preflight hangs, the server waits for a body or a session that an OPTIONS request does not have.'] },
  certificate: { title: "The server's TLS certificate is not valid, so browsers refuse the connection", mends: ['Give the server a certificate for this name, in date, from an authority that browsers trust, with the intermediate certificates.', 'In development, open the address itself in the browser and accept its certificate, or trust your own authority.'] },
  tls: { title: 'No TLS connection can be made', mends: ['Look whether the server speaks TLS on this port at all: `http://` and `https://` are often mixed up.', 'Let the server offer TLS 1.2 or 1.3.'] },
  reset: { title: 'The server cut the connection without an answer', mends: ['Look into the logs of the server and of the proxies before it: a process that crashes, or a firewall that dislikes the request.'] },
  'not-http': { title: 'What answers there does not speak HTTP', mends: ['Correct the port, or the scheme.'] },
};

/** Says what would mend a cause, best first; `exchanges` tell of the server. */
export function mendsOf(cause: Cause, exchanges: readonly AskedAndAnswered[]): readonly string[] {
  switch (cause.kind) {
    case 'rule': {
      const hidden = hiddenError(cause);
      return [...(hidden === null ? [] : [hidden.mend]), ...textOf(cause.reason).mend(cause.facts)];
    }
    case 'limited':
      return [`Ask again later${cause.seconds === null ? '' : `, in ${cause.seconds} s`}, from another address, or with a key for which the server allows more.`, 'If pages meet this too: send fewer requests from them, and let the server send its CORS headers with this answer as well, or script sees a network error without a reason.'];
    case 'network':
      return troubleTexts[cause.trouble].mends;
    case 'not-sent':
    case 'open':
      return [];
    case 'opaque':
      return ['In mode `no-cors`, and with `redirect: manual`, script is shown no status, no header and no body, whatever the server does. To read the response, leave the mode out, and let the server name the origin of the page in `Access-Control-Allow-Origin`.'];
    case 'none': {
      const status = cause.status;
      if (status < 400) return [];
      const preflighted = exchanges.some(({ request }) => request.role === 'preflight');
      return [`CORS lets script read the response, and it is an error: status ${status}. That is the server's answer to the request itself${preflighted ? ', after a preflight that passed' : ''}.`];
    }
  }
}
