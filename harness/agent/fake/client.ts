import http from 'node:http';
import https from 'node:https';
import type { AgentChannel, Scheme } from '../channel.ts';

/** A response to a plain client that plays the agent page. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** A request under way; a test that ends early destroys it. */
export interface Sent {
  readonly request: http.ClientRequest;
  /** Rejects when the connection ends before the response. */
  readonly answer: Promise<Answer>;
}

/** Sends a request to a path beside the agent page, as its document would: for tests of the channel. */
export function send(channel: AgentChannel, method: string, path: string, body = '', scheme: Scheme = 'http'): Sent {
  const url = new URL(path, channel.url(scheme));
  const request = (scheme === 'https' ? https : http).request(url, { method, agent: false, headers: { Origin: url.origin }, ...(scheme === 'https' ? { rejectUnauthorized: false } : {}) });
  const answer = new Promise<Answer>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
  });
  // Whoever does not wait for it does not mind how it ends.
  answer.catch(() => undefined);
  request.end(body);
  return { request, answer };
}
