import type { Facts } from './fetch-params.ts';
import { getHeader } from './header.ts';
import { currentUrl, serializeRequestOrigin } from './request.ts';
import type { FetchRequest, FetchResponse } from './request.ts';
import { addressOf } from './url.ts';

/** What a failure was about, beside the request itself. */
export interface Blame {
  readonly response?: FetchResponse;
  /** The header that is to blame, and what would have been right there. */
  readonly header?: string | null;
  readonly wanted?: string | null;
  /** Whether the response was that to the preflight. */
  readonly preflight?: boolean;
}

/** Gathers the values that say what a failure was about. */
export function factsOf(request: FetchRequest, { response, header = null, wanted = null, preflight = false }: Blame = {}): Facts {
  return {
    origin: serializeRequestOrigin(request),
    url: addressOf(currentUrl(request)),
    method: request.method,
    header,
    sent: header === null || response === undefined ? null : getHeader(response.headers, header),
    wanted,
    status: response?.status ?? null,
    preflight,
  };
}
