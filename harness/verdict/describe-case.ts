import { getHeader } from '../fetch/header.ts';
import { isRedirectStatus } from '../fetch/request.ts';
import { formatTrace } from '../fetch/trace.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { Answer, Case } from '../scenario/schema.ts';

/**
 * Describes a case in lines, for the patterns of known deviations: `api fetch`, `service worker answers`, `method PUT`, `header X-Token: abc`,
 * `repeated header accept`, `preflight status 204`, `response Access-Control-Allow-Origin: *`, `repeated response vary`,
 * `response redirects nowhere`, `response bytes "HTTP/1.1 …"`, `response reset`, `unreachable closed-port`, `host unspecified-address`, `route a response status 302`, the origins that are asked (`hops own other another own`),
 * and each step of the standard as `step CORS check 4: …`.
 */
export function describeCase({ api, document, request, resource }: Omit<Case, 'expect'>, prediction: Prediction | null): readonly string[] {
  const { body } = request;
  const answer = (role: string, given: Answer | undefined): string[] =>
    given === undefined ? [] : given.status === undefined ? [given.reset !== undefined ? `${role} reset` : `${role} bytes ${JSON.stringify(given.raw)}`] : [
          `${role} status ${given.status}`,
          ...given.headers.map(([name, value]) => `${role} ${name}: ${value}`),
          ...repeated(given.headers.map(([name]) => name)).map((name) => `repeated ${role} ${name}`),
          ...(isRedirectStatus(given.status) && getHeader(given.headers, 'Location') === null ? [`${role} redirects nowhere`] : []),
        ];
  return [
    `api ${api}`,
    `scheme ${document.scheme}`,
    `relation ${document.relation}`,
    `context ${document.context}`,
    `method ${request.method}`,
    `mode ${request.mode}`,
    `credentials ${request.credentials}`,
    `redirect ${request.redirect}`,
    ...(document.serviceWorker === undefined ? [] : [`service worker ${document.serviceWorker}`]),
    ...request.headers.map(([name, value]) => `header ${name}: ${value}`),
    ...repeated(request.headers.map(([name]) => name)).map((name) => `repeated header ${name}`),
    ...(body === undefined ? [] : [typeof body === 'object' && 'blob' in body ? `body blob of type ${body.blob.type}` : `body ${typeof body === 'string' ? 'text' : (Object.keys(body)[0] ?? '')}`]),
    ...request.cookies.map((cookie) => `cookie ${cookie}`),
    ...(resource.unreachable === undefined ? [] : [`unreachable ${resource.unreachable}`]),
    ...(resource.host === undefined ? [] : [`host ${resource.host}`]),
    ...answer('preflight', resource.preflight),
    ...answer('response', resource.response),
    ...Object.entries(resource.routes).flatMap(([name, route]) => [
      `route ${name} relation ${route.relation ?? document.relation}`,
      ...(route.host === undefined ? [] : [`route ${name} host ${route.host}`]),
      ...(route.userinfo === undefined ? [] : [`route ${name} userinfo ${route.userinfo}`]),
      ...answer(`route ${name} preflight`, route.preflight),
      ...answer(`route ${name} response`, route.response),
    ]),
    ...(prediction === null ? [] : [`hops ${hops(prediction)}`]),
    ...(prediction === null ? [] : formatTrace(prediction.trace).map((line) => `step ${line}`)),
  ];
}

/** Names the origins that are fetched from, in order: the page's own, another, or one more. */
function hops({ trace }: Prediction): string {
  const steps = trace.filter(({ algorithm, step }) => algorithm === 'main-fetch' && step === '12').map(({ says }) => says);
  const own = first(steps, /^(\S+) is the page's own origin/) ?? first(steps, / than ([^\s:]+:\/\/[^\s:]+(?::\d+)?)/);
  const others: string[] = [];
  const names = steps.flatMap((says) => {
    const origin = first([says], /(\S+:\/\/\S+) is /);
    if (origin === null) return [];
    if (origin === own) return ['own'];
    if (!others.includes(origin)) others.push(origin);
    return [['other', 'another', 'third', 'fourth'][others.indexOf(origin)] ?? 'further'];
  });
  return names.join(' ');
}

/** What a pattern's group finds in the first text that it fits. */
function first(texts: readonly string[], pattern: RegExp): string | null {
  return texts.map((text) => pattern.exec(text)?.[1]).find((found) => found !== undefined) ?? null;
}

function repeated(names: readonly string[]): string[] {
  const lower = names.map((name) => name.toLowerCase());
  return [...new Set(lower.filter((name, index) => lower.indexOf(name) !== index))];
}
