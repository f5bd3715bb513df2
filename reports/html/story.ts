import type { ResultRecord } from '../record.ts';

const contexts: Readonly<Record<string, string>> = { window: 'A page', worker: 'A worker', iframe: 'An iframe', 'sandboxed-iframe': 'A sandboxed iframe, whose origin is opaque,', 'data-document': 'A data: document, whose origin is opaque,', 'blob-document': 'A blob: document', 'data-worker': 'A data: worker, whose origin is opaque,', 'blob-worker': 'A blob: worker' };
const relations = { 'same-origin': 'its own origin', 'same-site': 'another origin of the same site', 'cross-site': 'an origin of another site' } as const;

/** Tells in words what a case does, from its data alone. */
export function story({ case: { document: page, api, request, resource }, url }: ResultRecord): string {
  const where = `${contexts[page.context] ?? 'A page'} over ${page.scheme} asks ${relations[page.relation]}${url === null ? '' : ` (${originOf(url)})`}`;
  const by = { fetch: 'with fetch', xhr: 'with XMLHttpRequest', beacon: 'with sendBeacon', img: 'with an image' }[api];
  const names = request.headers.map(([name]) => name);
  const parts = [
    `${by}: ${request.method}`,
    ...(names.length === 0 ? [] : [`with the ${names.length === 1 ? 'header' : 'headers'} ${list(names)}`]),
    ...(request.body === undefined ? [] : ['with a body']),
    ...(request.mode === 'cors' ? [] : [`in mode ${request.mode}`]),
    ...(request.credentials === 'include' ? ['with credentials'] : request.credentials === 'omit' ? ['without credentials'] : []),
    ...(request.redirect === undefined || request.redirect === 'follow' ? [] : [`with redirect mode ${request.redirect}`]),
  ];
  const worker = page.serviceWorker === undefined ? '' : ` A service worker stands between, which ${{ ignores: 'ignores the request', forwards: 'makes the request itself', answers: 'answers itself' }[page.serviceWorker]}.`;
  const csp = page.csp === undefined ? '' : ` Its Content-Security-Policy is ${page.csp}.`;
  return `${where} ${parts.join(', ')}.${worker}${csp} ${answers(resource)}`.trim();
}

type Resource = ResultRecord['case']['resource'];

function answers({ preflight, response, server, unreachable, routes }: Resource): string {
  if (unreachable !== undefined) return unreachable === 'closed-port' ? 'Nobody listens at the address.' : 'The server there does not speak TLS.';
  if (server !== undefined) return `A real server answers: ${server.implementation}.`;
  const sentence = (who: string, answer: typeof response | undefined): string[] => (answer === undefined ? [] : [`${who} ${answerWords(answer)}.`]);
  const more = Object.keys(routes ?? {}).length;
  return [...sentence('A preflight is answered with', preflight), ...sentence('The request is answered with', response), ...(more === 0 ? [] : [`${more} more ${more === 1 ? 'address answers' : 'addresses answer'} too.`])].join(' ');
}

function answerWords(answer: NonNullable<Resource['response']>): string {
  if ('raw' in answer && answer.raw !== undefined) return 'exact bytes';
  if ('reset' in answer && answer.reset === true) return 'a connection that is cut';
  const { status, headers } = answer as { status?: number; headers?: readonly (readonly [string, string])[] };
  const cors = (headers ?? []).filter(([name]) => /^access-control-/i.test(name)).map(([name, value]) => `${name}: ${value.replaceAll('{origin}', 'the page’s origin')}`);
  return `${status ?? 200}, ${cors.length === 0 ? 'without any CORS header' : list(cors)}`;
}

const list = (items: readonly string[]): string => (items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`);

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return url;
  }
}
