/** What passes between a page and its document origin, as JSON. */

export type PageBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'multipart'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'blob'; readonly type: string; readonly text: string }
  | { readonly kind: 'stream'; readonly text: string };

/** Places in which script runs. */
export type PageContext = 'window' | 'iframe' | 'sandboxed-iframe' | 'data-document' | 'blob-document' | 'worker' | 'data-worker' | 'blob-worker';

/** What a service worker does with the requests of the page that it controls. */
export type PageServiceWorker = 'ignores' | 'forwards' | 'answers';

/** One request of a case. Times are in milliseconds. */
export interface PageRequest {
  readonly api: 'fetch' | 'xhr' | 'beacon' | 'img';
  readonly url: string;
  readonly method: string;
  readonly mode: RequestMode;
  readonly credentials: RequestCredentials;
  readonly redirect: RequestRedirect;
  readonly referrerPolicy: ReferrerPolicy | null;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: PageBody | null;
  readonly cache?: RequestCache | undefined;
  readonly keepalive?: boolean | undefined;
  readonly sync?: boolean | undefined;
  readonly upload?: 'before-send' | 'after-send' | undefined;
  readonly abort?: number | undefined;
  readonly timeout?: number | undefined;
  /** Before the request. */
  readonly wait: number;
  /** Posted to before that, so that the origins answer as in this step. */
  readonly enter: string | null;
  /** From the start of the request. */
  readonly deadline: number;
}

/** All that a page needs to know to make one case's requests; its own fields are the last one's. */
export interface PageCase extends PageRequest {
  readonly token: string;
  readonly context: PageContext;
  /** Content-Security-Policy of the iframe. */
  readonly csp?: string | undefined;
  /** Controls the iframe. */
  readonly serviceWorker?: PageServiceWorker | undefined;
  readonly before: readonly PageRequest[];
  /** Fetched first, in order, with credentials; each must succeed. */
  readonly setup: readonly string[];
  /** Fetched last, to prove that the resource origin could be reached from this page. */
  readonly reach: string | null;
}

/** Says whether a case waits on purpose; such cases go beside the others, so that they hold up none. */
export function waits({ before, wait }: PageCase): boolean {
  return wait > 0 || before.some((request) => request.wait > 0);
}

/** What script saw. Type `null` is XHR's, which is not told the response's type. */
export type ClientObservation =
  | {
      readonly kind: 'response';
      readonly type: ResponseType | null;
      readonly status: number;
      readonly statusText: string;
      readonly redirected: boolean | null;
      readonly url: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: string;
      /** Why the body could not be read, if it could not. */
      readonly bodyError: string | null;
      readonly events: readonly string[];
    }
  /** Status `null` is that of an API which has none. */
  | { readonly kind: 'network-error' | 'aborted' | 'timed-out'; readonly error: { readonly name: string; readonly message: string } | null; readonly status: number | null; readonly events: readonly string[] }
  /** An image: script learns that there was a response, and no more. */
  | { readonly kind: 'loaded' }
  /** A beacon: whether the browser took it. */
  | { readonly kind: 'sent'; readonly queued: boolean }
  /** The API threw before it made a request. */
  | { readonly kind: 'refused'; readonly error: { readonly name: string; readonly message: string } }
  | { readonly kind: 'timeout'; readonly after: number }
  /** The page could not prepare the case: no verdict about the engine follows from it. */
  | { readonly kind: 'setup-failed'; readonly message: string };

/** What the page is told to do next. */
export type Step =
  | { readonly kind: 'perform'; readonly batch: number; readonly cases: readonly PageCase[]; readonly concurrency: number }
  | { readonly kind: 'go'; readonly url: string }
  | { readonly kind: 'wait' };

/** What the page posts when it asks for its next step. */
export interface Pull {
  /** The last batch that it has finished and posted, or 0. */
  readonly finished: number;
}

export interface Report {
  /** An observation for each request of the case, until one that went wrong on our side. */
  readonly results: readonly { readonly token: string; readonly observations: readonly ClientObservation[]; readonly duration: number }[];
}
