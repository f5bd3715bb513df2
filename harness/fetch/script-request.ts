import type { HeaderList } from './header.ts';
import type { Reason } from './reason.ts';
import type { ReferrerPolicy } from './referrer.ts';
import type { CacheMode, CredentialsMode, FetchRequest, RedirectMode, RequestMode } from './request.ts';
import type { ServiceWorker } from './service-worker.ts';
import type { TraceStep } from './trace.ts';

/** A body as script gives it. */
export type ScriptBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'multipart' }
  | { readonly kind: 'blob'; readonly type: string; readonly text: string }
  | { readonly kind: 'stream' };

/** What script asks for, before the API has made a request of it. */
export interface ScriptRequest {
  readonly api: 'fetch' | 'xhr' | 'beacon' | 'img';
  /** Serialised origin of the page or worker; `null` for an opaque one. */
  readonly origin: string;
  /** Address of the page or worker. */
  readonly clientUrl: string;
  readonly url: string;
  readonly method: string;
  /** Only the API refuses `navigate`: no request that script makes has it. */
  readonly mode: RequestMode | 'navigate';
  /** XHR's `withCredentials` is `include`; without it the mode is `same-origin`. */
  readonly credentials: CredentialsMode;
  readonly redirect: RedirectMode;
  readonly referrerPolicy: ReferrerPolicy | null;
  readonly headers: HeaderList;
  readonly body: ScriptBody | null;
  /** Whether listeners were on `xhr.upload` when it was sent. */
  readonly uploadListeners: boolean;
  readonly cache?: CacheMode | undefined;
  readonly keepalive?: boolean | undefined;
  /** A synchronous XMLHttpRequest. */
  readonly sync?: boolean | undefined;
  /** Milliseconds after which script aborts, and after which XMLHttpRequest times out. */
  readonly abort?: number | undefined;
  readonly timeout?: number | undefined;
  /** Content-Security-Policy of the page, and the origin that it calls its own. */
  readonly csp?: { readonly policy: string; readonly self: string } | undefined;
  /** What the service worker does that controls the page. */
  readonly serviceWorker?: ServiceWorker | undefined;
}

/** What an API makes of it: a request, or an exception. */
export type ApiResult =
  | { readonly kind: 'request'; readonly request: FetchRequest; readonly trace: readonly TraceStep[] }
  | { readonly kind: 'exception'; readonly error: string; readonly reason: Reason; readonly trace: readonly TraceStep[] };

/** Stands for the type of a multipart body, whose boundary is the engine's to choose. */
export const multipartType = 'multipart/form-data; boundary=x';

/**
 * Extracts a body and its MIME type; the type of a multipart body is not whole, since its boundary is the engine's own.
 * Source: https://fetch.spec.whatwg.org/#concept-bodyinit-extract
 */
export function extractBody(body: ScriptBody): { body: { text: string | null; hasSource: boolean }; type: string | null } {
  switch (body.kind) {
    case 'text':
      return { body: { text: body.text, hasSource: true }, type: 'text/plain;charset=UTF-8' };
    case 'form':
      return { body: { text: new URLSearchParams(body.fields).toString(), hasSource: true }, type: 'application/x-www-form-urlencoded;charset=UTF-8' };
    case 'multipart':
      return { body: { text: null, hasSource: true }, type: multipartType };
    case 'blob':
      return { body: { text: body.text, hasSource: true }, type: blobType(body.type) };
    case 'stream':
      return { body: { text: null, hasSource: false }, type: null };
  }
}

/** Source: https://w3c.github.io/FileAPI/#constructorBlob */
function blobType(type: string): string | null {
  return type === '' || /[^\x20-\x7e]/.test(type) ? null : type.toLowerCase();
}
