import { isForbiddenRequestHeader } from '../../fetch/header.ts';
import type { HeaderPair } from '../../fetch/header.ts';

/** Names that script may set, but that stand in a copied request because the browser wrote them. */
const written = new Set([
  'user-agent', 'accept-language', 'priority', 'upgrade-insecure-requests', 'save-data', 'downlink', 'ect', 'rtt', 'dpr', 'width', 'viewport-width', 'device-memory',
  'x-client-data', 'alt-used', 'purpose', 'http2-settings',
]);

/** Values of `Accept` that browsers write: for fetch() and scripts, images, styles and documents. */
const browserAccept = /^(?:\*\/\*|image\/(?:avif|webp|png)[,;].*|text\/css,\*\/\*.*|text\/html,application\/xhtml\+xml.*|application\/signed-exchange.*)$/;

/** Says whether the browser wrote a header of a copied request, not script. */
export function isWrittenByBrowser([name, value]: HeaderPair): boolean {
  const lower = name.toLowerCase();
  return isForbiddenRequestHeader(name, value) || written.has(lower) || (lower === 'accept' && browserAccept.test(value.replaceAll(' ', '')));
}

/** Says whether a header may be either's: script's, or that of a reload, of developer tools that keep the cache off, or of the HTTP cache. */
export function isAmbiguous([name, value]: HeaderPair): boolean {
  const lower = name.toLowerCase();
  return (['pragma', 'cache-control'].includes(lower) && ['no-cache', 'max-age=0'].includes(value)) || ['if-none-match', 'if-modified-since'].includes(lower);
}
