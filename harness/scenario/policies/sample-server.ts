import { isCorsSafelistedMethod } from '../../fetch/method.ts';
import type { Respond, WireRequest } from '../../fetch/fetch-params.ts';
import type { HeaderList, HeaderPair } from '../../fetch/header.ts';
import { predict } from '../../fetch/predict.ts';
import type { Prediction } from '../../fetch/predict.ts';
import { covers } from './permits.ts';
import type { LabelledCase } from './plan.ts';
import type { AllowEntry, Policy } from './schema.ts';

// For tests: servers that keep to a policy, some with one flaw, and what the standard makes of their answers.

/** What a server may do otherwise than its policy says. */
export interface Flaws {
  /** Names the origin that it takes a page's for. */
  readonly mistakes?: (origin: string) => string;
  /** Changes the lines of its answers. */
  readonly answers?: (lines: HeaderList, request: WireRequest) => HeaderList;
}

const origin = ({ headers }: WireRequest): string => headers['origin'] ?? '';

/** Makes a server that answers everything of an origin alike: with all that its policy allows to it. */
export function lenientServer({ allow }: Pick<Policy, 'allow'>, { mistakes = (one) => one, answers = (lines) => lines }: Flaws = {}): Respond {
  return (request) => answer(answers(corsLines(request, allow.filter((entry) => covers(entry, mistakes(origin(request)))), allow), request));
}

/** Makes a server that answers each request as the entries say that allow just that, and no other. */
export function strictServer({ allow }: Pick<Policy, 'allow'>): Respond {
  return (request) => {
    const method = request.role === 'preflight' ? (request.headers['access-control-request-method'] ?? '') : request.method;
    const asked = (request.headers['access-control-request-headers'] ?? '').split(',').filter((name) => name !== '');
    const fit = allow.filter((entry) => covers(entry, origin(request)) && entry.methods.includes(method) && asked.every((name) => namesOf([entry]).includes(name)));
    return answer(corsLines(request, fit.map((entry) => ({ ...entry, methods: [method] })), allow));
  };
}

function namesOf(entries: readonly AllowEntry[]): string[] {
  return entries.flatMap(({ headers }) => headers.map(({ name }) => name.toLowerCase()));
}

function corsLines(request: WireRequest, entries: readonly AllowEntry[], all: readonly AllowEntry[]): HeaderList {
  const sent = all.flatMap(({ expose }) => expose).map((name): HeaderPair => [name, 'something']);
  if (entries.length === 0) return sent;
  const methods = entries.flatMap((entry) => entry.methods).filter((method) => !isCorsSafelistedMethod(method));
  return [
    ['Access-Control-Allow-Origin', origin(request)],
    ...(entries.some(({ credentials }) => credentials) ? [['Access-Control-Allow-Credentials', 'true'] as const] : []),
    ...(request.role === 'preflight' ? ([['Access-Control-Allow-Methods', methods.join(', ')], ['Access-Control-Allow-Headers', namesOf(entries).join(', ')]] as const) : sent),
    ['Access-Control-Expose-Headers', entries.flatMap(({ expose }) => expose).join(', ')],
  ];
}

function answer(headers: HeaderList): ReturnType<Respond> {
  return { status: 200, statusText: '', headers, body: '' };
}

/** Predicts what comes of a case of a policy at a server. */
export function predictAt({ request: { origin: page, method, headers, credentials } }: LabelledCase, server: Respond): Prediction {
  return predict({ api: 'fetch', origin: page, clientUrl: `${page}/`, url: 'https://api.example.net/', method, mode: 'cors', credentials: credentials ? 'include' : 'same-origin', redirect: 'follow', referrerPolicy: null, headers, body: null, uploadListeners: false }, server);
}

/** Says whether what is expected of a case comes of it. */
export function conforms(one: LabelledCase, { outcome }: Prediction): boolean {
  if (!one.allowed) return outcome.kind === 'network-error';
  return outcome.kind === 'response' && outcome.type === 'cors' && one.expose.every((name) => outcome.headers.some(([readable]) => readable.toLowerCase() === name.toLowerCase()));
}
