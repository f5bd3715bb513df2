import { perform } from './perform.ts';
import type { ClientObservation, PageCase, Report, Step } from './protocol.ts';

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

function report(token: string, observation: ClientObservation, duration: number): void {
  queue.push({ token, observation, duration });
  unposted++;
  posting ??= postQueue();
}

/** A worker or a sandboxed iframe, as something that takes cases. */
interface Realm {
  perform(pageCase: PageCase): Promise<ClientObservation>;
}

function openRealm(post: (message: unknown) => void, listen: (receive: (data: unknown) => void) => void): Promise<Realm> {
  const waiting = new Map<string, (observation: ClientObservation) => void>();
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('did not start within 10 s')), 10_000);
    listen((data) => {
      const message = data as { ready?: true; token?: string; observation?: ClientObservation };
      if (message.ready === true) {
        resolve({
          perform: (pageCase) =>
            new Promise((done) => {
              waiting.set(pageCase.token, done);
              post(pageCase);
            }),
        });
      } else if (message.token !== undefined && message.observation !== undefined) {
        waiting.get(message.token)?.(message.observation);
        waiting.delete(message.token);
      }
    });
  });
}

function openWorker(): Promise<Realm> {
  const worker = new Worker('realm.js');
  return openRealm(
    (message) => worker.postMessage(message),
    (receive) => worker.addEventListener('message', (event: MessageEvent) => receive(event.data)),
  );
}

function openSandboxedIframe(): Promise<Realm> {
  const frame = document.createElement('iframe');
  frame.sandbox.add('allow-scripts');
  frame.src = 'realm';
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

const realms: { worker?: Promise<Realm>; iframe?: Promise<Realm> } = {};

async function performInContext(pageCase: PageCase): Promise<ClientObservation> {
  switch (pageCase.context) {
    case 'window':
      return perform(pageCase);
    case 'worker':
      return (await (realms.worker ??= openWorker())).perform(pageCase);
    case 'sandboxed-iframe':
      return (await (realms.iframe ??= openSandboxedIframe())).perform(pageCase);
  }
}

async function performBatch(cases: readonly PageCase[], concurrency: number): Promise<void> {
  const rest = [...cases];
  const lane = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      const { context } = next;
      const start = performance.now();
      const observation = await performInContext(next).catch((error: unknown): ClientObservation => ({ kind: 'setup-failed', message: `${context}: ${String(error)}` }));
      report(next.token, observation, Math.round(performance.now() - start));
      while (unposted >= concurrency) await (posting ?? pause(1));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
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
