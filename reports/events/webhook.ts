/** Where a message is posted. The path and the query of its address are secrets: whoever has them can post there. */
export interface Webhook {
  readonly url: URL;
}

/** What is wrong with an address; it tells nothing of the address but its scheme and its host. */
export interface WebhookProblem {
  readonly problem: string;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Reads the address of a webhook: https, or http to this machine. */
export function readWebhook(address: string): Webhook | WebhookProblem {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return { problem: 'it is no address of a webhook' };
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: `${url.protocol} is no scheme of a webhook: https is` };
  if (url.protocol === 'http:' && !loopback.test(url.hostname)) return { problem: `${url.origin} would be told in the clear: only https will do, and http to this machine` };
  if (url.username !== '' || url.password !== '') return { problem: `the address at ${url.origin} has a user or a password, which cannot be sent` };
  return { url };
}

export interface Patience {
  /** Milliseconds until the head of an answer must be there. */
  readonly timeout: number;
  /** Milliseconds before it is tried again. */
  readonly pause: number;
}

const usual: Patience = { timeout: 10_000, pause: 1_000 };

/**
 * Posts JSON to a webhook; again, once, when there is no answer or one of 500 to 599. Gives null when it was taken (200 to 299),
 * else why not, in words that name the origin alone. A redirect is not followed: it would lead the message elsewhere.
 */
export async function post({ url }: Webhook, json: string, patience: Patience = usual): Promise<string | null> {
  let failed = await postOnce(url, json, patience);
  if (failed?.again === true) {
    await new Promise((resolve) => setTimeout(resolve, patience.pause));
    failed = await postOnce(url, json, patience);
  }
  return failed === null ? null : `the webhook at ${url.origin} ${failed.why}`;
}

async function postOnce(url: URL, json: string, { timeout }: Patience): Promise<{ readonly why: string; readonly again: boolean } | null> {
  try {
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: json, redirect: 'manual', signal: AbortSignal.timeout(timeout) });
    // What it says may be long, or never end.
    await response.body?.cancel().catch(() => undefined);
    if (response.ok) return null;
    const redirects = response.status >= 300 && response.status < 400;
    return { why: `answered with status ${response.status}${redirects ? ', a redirect, which is not followed' : ''}`, again: response.status >= 500 };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return { why: `did not answer within ${timeout} ms`, again: true };
    return { why: `could not be reached${codeOf(error)}`, again: true };
  }
}

/** Messages of errors may hold the address; their codes do not. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^\w+$/.test(code) ? ` (${code})` : '';
}
