import type { CDPSession, Page } from '@playwright/test';
import { CdpHearing } from './cdp-hearing.ts';
import { atMost } from './deadline.ts';
import type { EngineWords, WordSource } from './engine.ts';

const longestAnswer = 500;
const enabled = ['Network.enable', 'Audits.enable'] as const;

type Hear = (method: string, params: unknown) => void;

/**
 * Listens to what Chromium's DevTools protocol says of requests that failed. A worker, and a sandboxed iframe in its own
 * process, are targets of their own below the page. They are to wait until they are listened to; a worker at times does
 * not, as Playwright lets it go too. What the network said of its first requests is then lost; CORS errors are not.
 */
export async function listenToChromium(page: Page): Promise<WordSource> {
  const session = await page.context().newCDPSession(page);
  const hearing = new CdpHearing();
  const words: EngineWords[] = [];
  const hear: Hear = (method, params) => {
    const heard = hearing.hear(method, params);
    if (heard !== null) words.push(heard);
  };
  for (const method of CdpHearing.methods) session.on(method, (params) => hear(method, params));
  const children = new Map<string, Child>();
  session.on('Target.attachedToTarget', ({ sessionId }) => {
    const child = new Child(session, sessionId, hear);
    children.set(sessionId, child);
    // All at once, so that it goes on whatever becomes of the rest.
    void Promise.allSettled([...enabled, 'Runtime.runIfWaitingForDebugger'].map((method) => child.send(method)));
  });
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => children.get(sessionId)?.receive(message));
  session.on('Target.detachedFromTarget', ({ sessionId }) => {
    children.get(sessionId)?.end();
    children.delete(sessionId);
  });
  for (const method of enabled) await session.send(method);
  // Not flattened, though that is deprecated: Playwright passes on nothing of sessions that it did not open itself.
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: false });
  return {
    async take() {
      // Answered where script runs, after all that was said there before.
      const ping = 'Runtime.getIsolateId';
      await atMost(longestAnswer, Promise.allSettled([session.send(ping), ...[...children.values()].map((child) => child.send(ping))]));
      return words.splice(0);
    },
    // Ends with its page.
    close: () => undefined,
  };
}

/** A target below the page: its messages travel in those of the page's session. */
class Child {
  readonly #session: CDPSession;
  readonly #id: string;
  readonly #hear: Hear;
  readonly #waiting = new Map<number, () => void>();
  #sent = 0;

  constructor(session: CDPSession, id: string, hear: Hear) {
    this.#session = session;
    this.#id = id;
    this.#hear = hear;
  }

  /** Resolves when the target has answered, or is gone. */
  async send(method: string): Promise<void> {
    const id = this.#sent++;
    const answer = new Promise<void>((resolve) => this.#waiting.set(id, resolve));
    await this.#session.send('Target.sendMessageToTarget', { sessionId: this.#id, message: JSON.stringify({ id, method }) });
    await answer;
  }

  receive(message: string): void {
    const { id, method, params } = JSON.parse(message) as { id?: number; method?: string; params?: unknown };
    if (method !== undefined) this.#hear(method, params);
    if (id === undefined) return;
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }

  end(): void {
    for (const resolve of this.#waiting.values()) resolve();
    this.#waiting.clear();
  }
}
