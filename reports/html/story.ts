import type { Answer, Case, Context } from '../../harness/scenario/schema.ts';
import type { WireResponse } from '../../servers/exchange-log.ts';
import type { ResultRecord } from '../record.ts';

const places: Readonly<Record<Context, (page: string) => string>> = {
  window: (page) => `A page ${page}`,
  iframe: (page) => `An iframe ${page}`,
  worker: (page) => `A worker of a page ${page}`,
  'blob-document': (page) => `A blob: document in a page ${page}`,
  'blob-worker': (page) => `A blob: worker of a page ${page}`,
  'sandboxed-iframe': (page) => `A sandboxed iframe ${page}, whose origin is opaque,`,
  'data-document': (page) => `A data: document in a page ${page}, whose origin is opaque,`,
  'data-worker': (page) => `A data: worker of a page ${page}, whose origin is opaque,`,
};
const relations = { 'same-origin': 'its own origin', 'same-site': 'another origin of the same site', 'cross-site': 'an origin of another site' } as const;
const apis = { fetch: 'with fetch', xhr: 'with XMLHttpRequest', beacon: 'with sendBeacon', img: 'by an image' } as const;
const workers = { ignores: 'leaves requests alone', forwards: 'makes each request itself', answers: 'answers by itself' } as const;
const nobody = { 'closed-port': 'No server listens there.', 'broken-tls': 'What listens there breaks the TLS handshake off.' } as const;

/** Tells in words what a case does and what is answered, from its data alone; how it ends is no part of it. */
export function story(record: ResultRecord): string {
  const { case: given, url } = record;
  const { document: page, request, api, before, wait } = given;
  const to = `${relations[page.relation]}${url === null ? '' : ` (${originOf(url)})`}`;
  return [
    `${places[page.context](record.target === undefined ? `over ${page.scheme}` : `at ${record.target.documentOrigin}`)} makes ${article(request.method)} request ${[`${apis[api]} to ${to}`, ...asked(request)].join(', ')}.`,
    ...(before.length === 0 ? [] : [`It is the last of ${before.length + 1} requests, one after the other${wait === 0 ? '' : `, and comes ${wait} s after the one before`}.`]),
    ...(request.cookies.length === 0 ? [] : [`Before, ${request.cookies.length === 1 ? 'a cookie was' : `${request.cookies.length} cookies were`} set: ${list(request.cookies.map(shown))}.`]),
    ...(page.serviceWorker === undefined ? [] : [`Between them is a service worker that ${workers[page.serviceWorker]}.`]),
    ...(page.csp === undefined ? [] : [`The page’s Content-Security-Policy is ${shown(page.csp)}.`]),
    ...answers(record),
  ].join(' ');
}

/** What script asks for that is not as it would be by itself. */
function asked({ headers, body, mode, credentials, redirect, referrerPolicy, cache, keepalive, abort, timeout, sync, upload }: Case['request']): string[] {
  const names = [...new Set(headers.map(([name]) => name))];
  const lines = names.map((name) => ({ name, times: headers.filter(([other]) => other === name).length })).map(({ name, times }) => (times === 1 ? shown(name) : `${shown(name)} (in ${times} lines)`));
  const more = lines.length - mostNames;
  return [
    ...(names.length === 0 ? [] : [`with the ${names.length === 1 ? 'header' : 'headers'} ${list(more < 2 ? lines : [...lines.slice(0, mostNames), `${more} more`])}`]),
    ...(body === undefined ? [] : ['with a body']),
    ...(mode === 'cors' ? [] : [`in mode ${mode}`]),
    ...(credentials === 'same-origin' ? [] : [credentials === 'include' ? 'with credentials' : 'without credentials']),
    ...(redirect === 'follow' ? [] : [`in redirect mode ${redirect}`]),
    ...(cache === undefined ? [] : [`in cache mode ${cache}`]),
    ...(referrerPolicy === undefined ? [] : [`with the referrer policy ${referrerPolicy}`]),
    ...(keepalive === true ? ['with keepalive'] : []),
    ...(sync === true ? ['synchronously'] : []),
    ...(upload === undefined ? [] : [`with listeners on its upload that are added ${upload === 'before-send' ? 'before' : 'after'} it is sent`]),
    ...(timeout === undefined ? [] : [`with a timeout of ${timeout} ms`]),
    ...(abort === undefined ? [] : [`to be aborted after ${abort} ms`]),
  ];
}

/** Header names that are told one by one. */
const mostNames = 6;

/** What is answered; of what is not sent, what would be. */
function answers({ case: { document: page, resource, target }, prediction, observation }: ResultRecord): string[] {
  if (target !== undefined) return observation.exchanges.map(({ role, response }) => `${target.name} answers ${role === 'cors-preflight-request' ? 'the preflight' : 'the request'} with ${response === null ? 'nothing' : answerWords(response, page.context)}.`);
  const { preflight, response, server, unreachable, routes } = resource;
  if (unreachable !== undefined) return [nobody[unreachable]];
  if (server !== undefined) return [`A real server answers, ${server.implementation}.`];
  const observed = observation.exchanges.filter(({ role }) => role !== 'setup' && role !== 'reachability').map(({ role }) => (role === 'cors-preflight-request' ? 'preflight' : 'request'));
  const predicted = (prediction?.exchanges ?? []).map(({ role }) => role);
  // A preflight of the first address comes before everything else.
  const isPreflighted = predicted[0] === 'preflight' || observed[0] === 'preflight';
  const isSent = prediction === null || [...predicted, ...observed].includes('request');
  const words = (answer: Answer): string => answerWords(answer, page.context);
  const further = Object.entries(routes);
  return [
    ...(preflight === undefined ? [] : [`${isPreflighted ? 'The preflight is' : 'A preflight would be'} answered with ${words(preflight)}.`]),
    ...(response === undefined ? [] : [`The request ${isSent ? 'is' : 'would be'} answered with ${words(response)}.`]),
    ...(further.length > mostRoutes
      ? [`There are ${further.length} further addresses, ${list(further.map(([name]) => name))}.`]
      : further.map(([name, { relation, response: then }]) => `The address ${name} at ${{ ...relations, 'same-origin': 'the page’s own origin' }[relation ?? page.relation]} answers with ${words(then)}.`)),
  ];
}

/** Further addresses of which the answers are told. */
const mostRoutes = 3;

/** Response headers that decide; of the others a story would become long. */
const telling = /^(access-control-.*|cross-origin-resource-policy|location)$/i;

function answerWords(answer: Answer | WireResponse, context: Context): string {
  if ('raw' in answer && answer.raw !== undefined) return 'bytes that are no common response';
  if (answer.status === undefined) return 'nothing but a connection that is cut';
  const { status, headers } = answer;
  const delay = 'delay' in answer ? answer.delay : undefined;
  const lines = headers.filter(([name]) => telling.test(name)).map(([name, value]) => `${name}: ${shown(inWords(value, context))}`);
  const parts = headers.some(([name]) => /^access-control-/i.test(name)) ? lines : ['no CORS header', ...lines];
  return list([`status ${status}${delay === undefined ? '' : ` after ${delay} ms`}`, ...parts]);
}

/** Puts words in the place of placeholders, where these are not a part of something else. */
function inWords(value: string, context: Context): string {
  const isOpaque = context === 'sandboxed-iframe' || context.startsWith('data-');
  const words: Readonly<Record<string, string>> = { '{origin}': isOpaque ? 'null' : 'the page’s origin', '{document-origin}': 'the page’s origin', '{resource-origin}': 'the resource’s origin' };
  return value.replace(/(?<![^\s,])\{(?:url:)?[a-z-]+\}(?![^\s,])/g, (found) => words[found] ?? found.replace(/^\{url:(.*)\}$/, 'the address $1'));
}

/** Shows a value: in quotes where white space or nothing would not be seen, and the beginning of a long one. */
function shown(value: string): string {
  const short = value.length <= longest ? value : `${value.slice(0, longest)}… (${value.length} characters)`;
  return /^$|^\s|\s$|\s\s|[^\P{C}]/u.test(short) ? quoted(short) : short;
}

const quoted = (text: string): string => JSON.stringify(text).replace(/ (?= )|[^\S ]|[\p{Cc}\p{Cf}]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);

const longest = 100;

/** A method with its article: `a PUT`, `an OPTIONS`. */
const article = (method: string): string => (/^[\w-]+$/.test(method) ? `${/^[aeio]/i.test(method) ? 'an' : 'a'} ${method}` : `a ${quoted(method)}`);

/** Lists items; with semicolons where one has a comma of its own. */
function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  const sign = items.some((item) => item.includes(',')) ? ';' : '';
  return `${items.slice(0, -1).join(`${sign === '' ? ',' : sign} `)}${sign} and ${items.at(-1) ?? ''}`;
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return url;
  }
}
