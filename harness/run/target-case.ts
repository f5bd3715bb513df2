import { consentTo } from '../target/consent.ts';
import type { RequestToTarget } from '../target/at-target.ts';
import type { ReadyTarget } from '../target/ready-target.ts';
import type { PageBody } from '../agent/protocol.ts';
import type { Case, CaseTarget } from '../scenario/schema.ts';
import { impliedContentType, pageBody } from './bind.ts';
import { scriptRequestOf } from './predict-case.ts';

/** A case of a target. */
export type TargetCase = Case & { readonly target: CaseTarget };

export function isTargetCase(given: Case): given is TargetCase {
  return given.target !== undefined;
}

/** Where a case's request goes, and from which page. */
export interface TargetAddress {
  readonly url: string;
  /** Serialised origin of the page. */
  readonly documentOrigin: string;
}

/** Finds the addresses of a case; null where the configuration leaves them open, which is found when it is loaded. */
export function addressOf({ target }: TargetCase, { origins, documentOrigins }: Pick<ReadyTarget, 'origins' | 'documentOrigins'>): TargetAddress | null {
  const origin = target.origin ?? origins.find((one) => !one.includes('*'));
  const documentOrigin = target.documentOrigin ?? documentOrigins[0];
  return origin === undefined || documentOrigin === undefined ? null : { url: `${origin}${target.path}`, documentOrigin };
}

/** Gives a case of a target its addresses and its secrets: all that is needed to perform it once. */
export function bindTargetCase(given: TargetCase, { url, documentOrigin }: TargetAddress, target: Pick<ReadyTarget, 'secrets' | 'allowUnsafeMethods' | 'timeout'>): RequestToTarget {
  const { api, request } = given;
  const fill = (text: string): string => fillSecrets(text, target.secrets);
  const page = {
    api,
    url,
    method: request.method,
    mode: request.mode,
    credentials: request.credentials,
    redirect: request.redirect,
    referrerPolicy: null,
    headers: [...request.headers, ...impliedContentType(given)].map(([name, value]) => [name, fill(value)] as const),
    body: request.body === undefined ? null : filledBody(pageBody(request.body), fill),
  };
  return {
    page,
    script: scriptRequestOf({ ...page, wait: 0, enter: null, deadline: target.timeout }, { context: 'window' }, documentOrigin, documentOrigin),
    cookie: request.cookies.length === 0 ? null : request.cookies.map(fill).join('; '),
    preflightOnly: given.target.preflightOnly,
    consent: (method) => consentTo(method, { config: target.allowUnsafeMethods, scenario: given.target.allowUnsafeMethods }),
    deadline: target.timeout,
  };
}

const secret = /\{secret:([\w.-]+)\}/g;

/** Lists the secrets that a case names. */
export function secretsOf({ request }: Case): string[] {
  return [...JSON.stringify(request).matchAll(secret)].flatMap(([, name]) => name ?? []);
}

function fillSecrets(text: string, secrets: ReadonlyMap<string, string>): string {
  return text.replace(secret, (found, name: string) => secrets.get(name) ?? found);
}

function filledBody(body: PageBody, fill: (text: string) => string): PageBody {
  switch (body.kind) {
    case 'text':
    case 'blob':
    case 'stream':
      return { ...body, text: fill(body.text) };
    case 'form':
    case 'multipart':
      return { ...body, fields: Object.fromEntries(Object.entries(body.fields).map(([name, value]) => [fill(name), fill(value)])) };
  }
}
