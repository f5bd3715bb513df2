import { madeByTheWorker } from '../fetch/service-worker.ts';
import type { PageServiceWorker } from './protocol.ts';

const { body, headers, status, statusText } = madeByTheWorker;
const made = `new Response(${JSON.stringify(body)}, ${JSON.stringify({ status, statusText, headers })})`;

/** The harness's own pages, and its own requests around a case, have paths that begin so below their token. */
const ofTheHarness = /^\/[^/]+\/~/;

/** Writes a service worker's script, which leaves the harness's own requests alone. */
export function serviceWorkerScript(does: PageServiceWorker): string {
  const handle = {
    ignores: '',
    forwards: 'event.respondWith(fetch(event.request));',
    answers: `event.respondWith(${made});`,
  }[does];
  return `addEventListener('fetch', (event) => {
  if (${ofTheHarness}.test(new URL(event.request.url).pathname)) return;
  ${handle}
});
`;
}
