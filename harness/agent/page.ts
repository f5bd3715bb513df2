import { perform, reach } from './perform.ts';
import { waits } from './protocol.ts';
import type { ClientObservation, PageCase, PageServiceWorker, Report, Step } from './protocol.ts';

/**
 * The agent page: asks its document origin what to do, does it, posts what it saw, and asks again. All of its own traffic
 * is same-origin. It is told nothing of what is expected.
 */

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Posts until the origin takes it: an origin that died comes back at the same address. */
async function post(path: string, body: unknown): Promise<unknown> {
  for (;;) {
    try {
      const response = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
      if (response.ok) return await response.json();
      if (response.status === 410 || response.status === 404) return await new Promise(() => undefined);
    } catch {
      // The origin is away; it is asked again below.
    }
    await pause(200);
  }
}

let queue: Report['results'][number][] = [];
let posting: Promise<void> | null = null;
/** Results that the origin has not confirmed: what a page that is lost takes along. */
let unposted = 0;

async function postQueue(): Promise<void> {
  while (queue.length > 0) {
    const results = queue;
    queue = [];
    await post('report', { results } satisfies Report);
    unposted -= results.length;
  }
  posting = null;
}

function report(token: string, observations: readonly ClientObservation[], duration: number): void {
  queue.push({ token, observations, duration });
  unposted++;
  posting ??= postQueue();
}

/** A worker or a sandboxed iframe, as something that takes cases. */
interface Realm {
  perform(pageCase: PageCase): Promise<readonly ClientObservation[]>;
}

function openRealm(post: (message: unknown) => void, listen: (receive: (data: unknown) => void) => void): Promise<Realm> {
  const waiting = new Map<string, (observations: readonly ClientObservation[]) => void>();
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('did not start within 10 s')), 10_000);
    listen((data) => {
      const message = data as { ready?: true; token?: string; observations?: readonly ClientObservation[] };
      if (message.ready === true) {
        resolve({
          perform: (pageCase) =>
            new Promise((done) => {
              waiting.set(pageCase.token, done);
              post(pageCase);
            }),
        });
      } else if (message.token !== undefined && message.observations !== undefined) {
        waiting.get(message.token)?.(message.observations);
        waiting.delete(message.token);
      }
    });
  });
}

function openWorker(url: string): Promise<Realm> {
  const worker = new Worker(url);
  return openRealm(
    (message) => worker.postMessage(message),
    (receive) => worker.addEventListener('message', (event: MessageEvent) => receive(event.data)),
  );
}

function openIframe(src: string, sandboxed: boolean): Promise<Realm> {
  const frame = document.createElement('iframe');
  if (sandboxed) frame.sandbox.add('allow-scripts');
  frame.src = src;
  const realm = openRealm(
    (message) => frame.contentWindow?.postMessage(message, '*'),
    (receive) =>
      addEventListener('message', (event) => {
        if (event.source === frame.contentWindow) receive(event.data);
      }),
  );
  document.body.append(frame);
  return realm;
}

/** The realm's script, and a document that holds it, for addresses that hold what they name. */
async function realmScript(): Promise<string> {
  return (await fetch('realm.js')).text();
}
async function realmDocument(): Promise<string> {
  return `<!doctype html><meta charset="utf-8"><title>realm</title><script>${await realmScript()}</script>`;
}
const dataUrl = (type: string, text: string): string => `data:${type};charset=utf-8,${encodeURIComponent(text)}`;
const blobUrl = (type: string, text: string): string => URL.createObjectURL(new Blob([text], { type }));

/** Opens an iframe below a scope of its own, once its service worker is active: so it is controlled from the start. */
async function openControlled(does: PageServiceWorker): Promise<Realm> {
  const scope = `~${does}/`;
  // One of an earlier document is as good. To register again would wait for a look for a newer one that is under way, which
  // in Chromium 156 at times takes longer than any case may.
  const registration = (await navigator.serviceWorker.getRegistration(scope)) ?? (await navigator.serviceWorker.register(`${scope}worker.js`));
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (worker?.state === 'activated') resolve();
      else if (worker === null || worker.state === 'redundant') reject(new Error('the service worker was not installed'));
    };
    worker?.addEventListener('statechange', look);
    look();
    setTimeout(() => reject(new Error(`the service worker was still ${worker?.state} after 10 s`)), 10_000);
  });
  return openIframe(`${scope}realm`, false);
}

async function open({ context, csp, serviceWorker }: PageCase): Promise<Realm> {
  if (serviceWorker !== undefined) return openControlled(serviceWorker);
  switch (context) {
    case 'window':
      return { perform };
    case 'iframe':
    case 'sandboxed-iframe':
      return openIframe(csp === undefined ? 'realm' : `realm?csp=${encodeURIComponent(csp)}`, context === 'sandboxed-iframe');
    case 'data-document':
      return openIframe(dataUrl('text/html', await realmDocument()), false);
    case 'blob-document':
      return openIframe(blobUrl('text/html', await realmDocument()), false);
    case 'worker':
      return openWorker('realm.js');
    case 'data-worker':
      return openWorker(dataUrl('text/javascript', await realmScript()));
    case 'blob-worker':
      return openWorker(blobUrl('text/javascript', await realmScript()));
  }
}

const realms = new Map<string, Promise<Realm>>();

/** Opens the context of a case, once for all cases that share it. */
function realmFor(pageCase: PageCase): Promise<Realm> {
  const key = `${pageCase.context} ${pageCase.serviceWorker ?? ''} ${pageCase.csp ?? ''}`;
  const realm = realms.get(key) ?? open(pageCase);
  realms.set(key, realm);
  return realm;
}

async function performIn(realm: Realm, pageCase: PageCase): Promise<readonly ClientObservation[]> {
  if (pageCase.csp === undefined) return realm.perform(pageCase);
  // The policy would stop the harness's own request too.
  const observations = await realm.perform({ ...pageCase, reach: null });
  if (pageCase.reach !== null) await reach(pageCase.reach);
  return observations;
}

async function performBatch(cases: readonly PageCase[], concurrency: number): Promise<void> {
  const rest = cases.filter((one) => !waits(one));
  const performOne = async (one: PageCase): Promise<void> => {
    let start = performance.now();
    const observations = await realmFor(one)
      .then((realm) => {
        // What a context takes to open is no part of the case.
        start = performance.now();
        return performIn(realm, one);
      })
      .catch((error: unknown): ClientObservation[] => [{ kind: 'setup-failed', message: `${one.context}: ${String(error)}` }]);
    report(one.token, observations, Math.round(performance.now() - start));
  };
  const lane = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      await performOne(next);
      while (unposted >= concurrency) await (posting ?? pause(1));
    }
  };
  await Promise.all([...cases.filter(waits).map(performOne), ...Array.from({ length: concurrency }, lane)]);
  await posting;
}

async function main(): Promise<void> {
  let finished = 0;
  // Told apart from a long batch: a page that hangs stops beating.
  setInterval(() => void fetch('beat', { method: 'POST' }).catch(() => undefined), 1000);
  for (;;) {
    const step = (await post('next', { finished })) as Step;
    if (step.kind === 'go') {
      location.href = step.url;
      return;
    }
    if (step.kind === 'perform') {
      await performBatch(step.cases, step.concurrency);
      finished = step.batch;
    }
  }
}

void main();
