import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import { randomBytes } from 'node:crypto';
import type { Handler, Routes } from '../../servers/routes.ts';
import type { ClientObservation, PageCase, Pull, Report, Step } from './protocol.ts';
import { bundlePageScript } from './scripts.ts';
import { serviceWorkerScript } from './service-worker.ts';

export type Scheme = 'http' | 'https';

/** Milliseconds after which a page that waits is told to ask again. */
const longestWait = 20_000;

/**
 * The origin's side of one engine's agent page: hands out batches and takes observations. Whoever does not know its
 * token cannot take part, and an observation counts once, for a case of the batch under way.
 */
export class AgentChannel {
  readonly #token = randomBytes(16).toString('hex');
  readonly #documents: Readonly<Record<Scheme, string>>;
  readonly #routes: Routes;
  readonly #outstanding = new Map<string, (observations: readonly ClientObservation[], duration: number) => void>();
  #batch: { number: number; scheme: Scheme; step: Step; handedOut: boolean; done: () => void } | null = null;
  #batches = 0;
  #waiting: { response: Response; scheme: Scheme } | null = null;
  #arrived: () => void = () => undefined;

  /** Resolves when a page has asked for its first step. */
  readonly opened: Promise<void> = new Promise((resolve) => (this.#arrived = resolve));
  /** When the page was last heard of, by `performance.now()`. */
  lastSeen = performance.now();

  /** Opens a channel below the document origins, given serialised. */
  constructor(documents: Readonly<Record<Scheme, string>>, routes: Routes, scripts: Readonly<Record<'page' | 'realm', string>>) {
    this.#documents = documents;
    this.#routes = routes;
    routes.add(this.#token, { origins: new Set(Object.values(documents)), scripts: [{}], handle: this.#handler(scripts), witnessed: false });
  }

  /** Address of the agent page. */
  url(scheme: Scheme): string {
    return `${this.#documents[scheme]}/${this.#token}/agent`;
  }

  /**
   * Lets the page perform cases in a document of one scheme. Resolves when the page has finished the batch; observations
   * are handed over one by one as they come. The caller watches for a page that never finishes.
   */
  async perform(
    cases: readonly PageCase[],
    scheme: Scheme,
    concurrency: number,
    onObservations: (token: string, observations: readonly ClientObservation[], duration: number) => void,
  ): Promise<void> {
    const number = ++this.#batches;
    this.#outstanding.clear();
    for (const { token } of cases) this.#outstanding.set(token, (observations, duration) => onObservations(token, observations, duration));
    await new Promise<void>((done) => {
      this.#batch = { number, scheme, step: { kind: 'perform', batch: number, cases, concurrency }, handedOut: false, done };
      this.#answer();
    });
  }

  /** Ends the channel: its page gets nothing any more, and nothing that it posts counts. */
  close(): void {
    this.#outstanding.clear();
    this.#waiting?.response.status(410).end();
    this.#waiting = null;
    this.#routes.remove(this.#token);
  }

  #answer(): void {
    const [waiting, batch] = [this.#waiting, this.#batch];
    if (waiting === null || batch === null || batch.handedOut) return;
    this.#waiting = null;
    if (waiting.scheme !== batch.scheme) {
      waiting.response.json({ kind: 'go', url: this.url(batch.scheme) } satisfies Step);
      return;
    }
    batch.handedOut = true;
    waiting.response.json(batch.step);
  }

  #pull({ finished }: Pull, scheme: Scheme, response: Response): void {
    this.#arrived();
    if (this.#batch !== null && this.#batch.number === finished) {
      this.#batch.done();
      this.#batch = null;
    }
    const waiting = { response, scheme };
    this.#waiting = waiting;
    this.#answer();
    const timer = setTimeout(() => {
      if (this.#waiting !== waiting) return;
      this.#waiting = null;
      response.json({ kind: 'wait' } satisfies Step);
    }, longestWait);
    response.once('close', () => {
      clearTimeout(timer);
      if (this.#waiting === waiting) this.#waiting = null;
    });
  }

  #report({ results }: Report): void {
    for (const { token, observations, duration } of results) {
      const take = this.#outstanding.get(token);
      this.#outstanding.delete(token);
      take?.(observations, duration);
    }
  }

  #handler(scripts: Readonly<Record<'page' | 'realm', string>>): Handler {
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    app.use((_request, response, next) => {
      this.lastSeen = performance.now();
      response.set('Cache-Control', 'no-store');
      next();
    });
    const html = (title: string, script: string): string => `<!doctype html><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,"><body><script src="${script}"></script>`;
    app.get('/agent', (_request, response) => void response.type('html').send(html('cors-conformance agent', 'page.js')));
    app.get('/realm', (request, response) => {
      const { csp } = request.query;
      if (typeof csp === 'string') response.set('Content-Security-Policy', csp);
      response.type('html').send(html('cors-conformance realm', 'realm.js'));
    });
    for (const does of ['ignores', 'forwards', 'answers'] as const) {
      app.get(`/~${does}/worker.js`, (_request, response) => void response.type('js').send(serviceWorkerScript(does)));
      app.get(`/~${does}/realm`, (_request, response) => void response.type('html').send(html('cors-conformance realm', '../~realm.js')));
    }
    app.get('/~realm.js', (_request, response) => void response.type('js').send(scripts.realm));
    app.get('/page.js', (_request, response) => void response.type('js').send(scripts.page));
    app.get('/realm.js', (_request, response) => void response.type('js').send(scripts.realm));
    app.post('/beat', (_request, response) => void response.json({}));
    app.use(express.json({ type: () => true, limit: '64mb' }));
    app.post('/next', (request, response) => this.#pull(request.body as Pull, request.headers.origin?.startsWith('https:') === true ? 'https' : 'http', response));
    app.post('/report', (request, response) => {
      this.#report(request.body as Report);
      response.json({});
    });
    // What does not fit came from no agent of ours; Express would print it.
    app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => void response.status(400).end());
    return app;
  }
}

/** Bundles the scripts of the page's side, once for a run. */
export async function bundlePageScripts(): Promise<Readonly<Record<'page' | 'realm', string>>> {
  const [page, realm] = await Promise.all([bundlePageScript('page'), bundlePageScript('realm')]);
  return { page, realm };
}
