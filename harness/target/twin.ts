import http from 'node:http';
import type { RequestListener } from 'node:http';
import type { HeaderList } from '../fetch/header.ts';
import type { AskedAndAnswered } from './foretell.ts';
import { startInPlaceOf } from './in-place-of.ts';
import type { InPlaceOf } from './in-place-of.ts';

/** Headers that belong to a connection or a body. */
const ofTheMessage = /^(connection|keep-alive|transfer-encoding|trailer|upgrade|content-length|content-encoding|date|alt-svc)$/i;

/** A listener that throws would end the process. The text of the status, in which anything may stand, is left out. */
function canBeWritten(status: number, headers: HeaderList): boolean {
  try {
    for (const [name, value] of headers) {
      http.validateHeaderName(name);
      http.validateHeaderValue(name, value);
    }
    return status >= 200 && status <= 999;
  } catch {
    return false;
  }
}

/**
 * Starts a twin of the server that answered a preflight, so that engines can be asked what they make of the answer without a
 * request that may change something. To the request itself it gives a response that script may read: that it comes at all
 * is what is to be seen. Null where there was no answer to a preflight, or none that Node can give.
 */
export async function startTwin({ request, answer }: AskedAndAnswered): Promise<InPlaceOf | null> {
  if (request.role !== 'preflight' || answer.kind !== 'response') return null;
  const headers = answer.headers.filter(([name]) => !ofTheMessage.test(name));
  if (!canBeWritten(answer.status, headers)) return null;
  const listener: RequestListener = (incoming, response) => {
    response.sendDate = false;
    const origin = incoming.headers.origin ?? '*';
    if (incoming.method === 'OPTIONS') response.writeHead(answer.status, headers.flat()).end();
    else response.writeHead(200, ['Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true']).end();
    incoming.resume();
  };
  return startInPlaceOf(request.url, listener);
}
