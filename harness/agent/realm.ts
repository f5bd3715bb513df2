import { perform } from './perform.ts';
import type { PageCase } from './protocol.ts';

/** The agent inside a worker or a sandboxed iframe: takes cases by message and answers with what it saw. */

type Post = (message: unknown) => void;
const inWorker = typeof document === 'undefined';
const post: Post = inWorker ? (message) => (postMessage as Post)(message) : (message) => parent.postMessage(message, '*');

addEventListener('message', (event: MessageEvent) => {
  if (!inWorker && event.source !== parent) return;
  const pageCase = event.data as PageCase;
  void perform(pageCase).then((observations) => post({ token: pageCase.token, observations }));
});
post({ ready: true });
