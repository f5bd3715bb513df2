import type { Exchange } from '../../servers/exchange-log.ts';
import { getHeader } from '../fetch/header.ts';
import { plainRequestOf } from './foretell.ts';
import type { Foretold } from './foretell.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';

/** Writes what a plain client asked and was answered as exchanges. What was not sent is none. */
export function exchangesOf({ exchanges }: Foretold, script: ScriptRequest): Exchange[] {
  return exchanges.flatMap(({ request, answer }): Exchange[] => {
    if (answer.kind === 'not-sent') return [];
    const { method, url, headers, body } = plainRequestOf(request, script);
    const { origin } = new URL(url);
    return [
      {
        token: '',
        step: 0,
        role: request.role === 'preflight' ? 'cors-preflight-request' : getHeader(headers, 'origin') === null ? 'request' : 'cors-request',
        origin,
        method,
        target: url.slice(origin.length),
        requestHeaders: headers,
        requestBody: body ?? '',
        response: answer.kind === 'failed' ? null : { status: answer.status, statusText: answer.statusText, headers: answer.headers, body: answer.body, bodyLength: Buffer.byteLength(answer.body) },
        startedAt: 0,
        finishedAt: 0,
      },
    ];
  });
}
