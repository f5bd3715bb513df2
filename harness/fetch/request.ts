import type { HeaderList } from './header.ts';
import type { ReferrerPolicy } from './referrer.ts';
import { isSameOrigin, isSameSite } from './url.ts';
import type { ParsedUrl } from './url.ts';

export type RequestMode = 'cors' | 'no-cors' | 'same-origin';
export type CredentialsMode = 'omit' | 'same-origin' | 'include';
export type RedirectMode = 'follow' | 'error' | 'manual';
export type CacheMode = 'default' | 'no-store' | 'reload' | 'no-cache' | 'force-cache';
export type ResponseTainting = 'basic' | 'cors' | 'opaque';

/** A body: a stream has no source, so it cannot be sent again. `text` is null where the bytes cannot be known beforehand. */
export interface RequestBody {
  readonly text: string | null;
  readonly hasSource: boolean;
}

/** A request, as far as CORS is concerned. Source: https://fetch.spec.whatwg.org/#concept-request */
export interface FetchRequest {
  readonly method: string;
  /** The first address and those of its redirects; the last is the current one. */
  readonly urlList: readonly [ParsedUrl, ...ParsedUrl[]];
  /** Serialised origin of the client; `null` for an opaque one. */
  readonly origin: string;
  readonly client: ParsedUrl;
  readonly headers: HeaderList;
  readonly body: RequestBody | null;
  readonly mode: RequestMode;
  readonly credentials: CredentialsMode;
  readonly redirect: RedirectMode;
  /** Address that the request says it comes from; null for none. Not there before main fetch: it is the client's. */
  readonly referrer?: string | null;
  readonly referrerPolicy: ReferrerPolicy;
  readonly useCorsPreflight: boolean;
  readonly responseTainting: ResponseTainting;
  readonly redirectCount: number;
  /** Everything else that is modelled has none. */
  readonly destination?: 'image';
  readonly cache?: CacheMode | undefined;
  readonly keepalive?: boolean | undefined;
}

/** A response from the network. Source: https://fetch.spec.whatwg.org/#concept-response */
export interface FetchResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: string;
  /** Milliseconds until it comes. */
  readonly delay?: number | undefined;
  /** Whether the request asked, of itself, if a response in the HTTP cache is still good; not there where that is not known. */
  readonly toCondition?: boolean;
}

/** Source: https://fetch.spec.whatwg.org/#concept-request-current-url */
export function currentUrl({ urlList }: Pick<FetchRequest, 'urlList'>): ParsedUrl {
  return urlList[urlList.length - 1] ?? urlList[0];
}

/** Source: https://fetch.spec.whatwg.org/#concept-request-tainted-origin */
export function redirectTaint({ origin, urlList }: Pick<FetchRequest, 'origin' | 'urlList'>): 'same-origin' | 'same-site' | 'cross-site' {
  let taint: 'same-origin' | 'same-site' = 'same-origin';
  let last = urlList[0].origin;
  for (const { origin: next } of urlList.slice(1)) {
    if (!isSameSite(next, last) && !isSameSite(origin, last)) return 'cross-site';
    if (!isSameOrigin(next, last) && !isSameOrigin(origin, last)) taint = 'same-site';
    last = next;
  }
  return taint;
}

/** Source: https://fetch.spec.whatwg.org/#serializing-a-request-origin */
export function serializeRequestOrigin(request: Pick<FetchRequest, 'origin' | 'urlList'>): string {
  return redirectTaint(request) === 'same-origin' ? request.origin : 'null';
}

/** Source: https://fetch.spec.whatwg.org/#redirect-status */
export function isRedirectStatus(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Source: https://fetch.spec.whatwg.org/#ok-status */
export function isOkStatus(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** Source: https://fetch.spec.whatwg.org/#null-body-status */
export function isNullBodyStatus(status: number): boolean {
  return [101, 103, 204, 205, 304].includes(status);
}
