import type { EngineWords } from './engine.ts';

/** As much of the DevTools protocol's events as is used here. */
interface RequestWillBeSent {
  readonly requestId: string;
  readonly request: { readonly url: string };
}
interface LoadingFailed {
  readonly requestId: string;
  readonly errorText: string;
  readonly blockedReason?: string;
  readonly corsErrorStatus?: object;
}
interface IssueAdded {
  readonly issue: {
    readonly code: string;
    readonly details: { readonly corsIssueDetails?: { readonly corsErrorStatus: { readonly corsError: string; readonly failedParameter: string }; readonly isWarning: boolean; readonly request: { readonly url: string } } };
  };
}

/** Requests under way whose address is remembered. A page has far fewer; those above were forgotten by Chromium. */
const mostRequests = 1000;

/**
 * Makes words of DevTools protocol events. A CORS error is told twice, as an issue and as a request that failed. The
 * issue is taken: it has the address, it is kept for listeners that come late, and there is one also for what is refused
 * before it is a request, such as a cross-origin one of mode same-origin. A preflight is a request of its own, which
 * mostly ends well in these events: why it did not do is said of the request that it was for.
 */
export class CdpHearing {
  static readonly methods = ['Network.requestWillBeSent', 'Network.loadingFinished', 'Network.loadingFailed', 'Audits.issueAdded'] as const;
  /** Addresses by the ids of requests, which are unique among all targets of a browser. */
  readonly #urls = new Map<string, string>();

  /** Takes one event. Returns the words in it, if there are any. */
  hear(method: string, params: unknown): EngineWords | null {
    switch (method) {
      case 'Network.requestWillBeSent':
        this.#remember(params as RequestWillBeSent);
        return null;
      case 'Network.loadingFinished':
        this.#urls.delete((params as LoadingFailed).requestId);
        return null;
      case 'Network.loadingFailed':
        return this.#failed(params as LoadingFailed);
      case 'Audits.issueAdded':
        return wordsOfIssue(params as IssueAdded);
      default:
        return null;
    }
  }

  #remember({ requestId, request }: RequestWillBeSent): void {
    this.#urls.set(requestId, request.url);
    const [oldest] = this.#urls.keys();
    if (this.#urls.size > mostRequests && oldest !== undefined) this.#urls.delete(oldest);
  }

  /** A request that failed is sometimes said to be aborted too; only what was said first is its reason. */
  #failed({ requestId, errorText, blockedReason, corsErrorStatus }: LoadingFailed): EngineWords | null {
    const url = this.#urls.get(requestId);
    this.#urls.delete(requestId);
    if (url === undefined || corsErrorStatus !== undefined) return null;
    const code = blockedReason ?? errorText;
    return { source: 'cdp', code, detail: null, text: errorText === '' ? code : errorText, url };
  }
}

function wordsOfIssue({ issue }: IssueAdded): EngineWords | null {
  const cors = issue.details.corsIssueDetails;
  if (cors === undefined || cors.isWarning) return null;
  const { corsError, failedParameter } = cors.corsErrorStatus;
  return { source: 'cdp', code: corsError, detail: failedParameter === '' ? null : failedParameter, text: issue.code, url: cors.request.url };
}
