import { z } from 'zod';
import type { HeaderPair } from '../fetch/header.ts';
import { reasons, stages } from '../fetch/reason.ts';

/**
 * The scenario file format: the one source of the types, of the validator and of the published JSON Schema.
 * Every scalar arrives as the string that the file holds (see source.ts), so numbers are parsed here.
 */

/** What the JSON Schema says of a value whose written form is wider than a string (`status: 204`). */
export const writtenForm = z.registry<{ schema: Record<string, unknown> }>();

const scalar = { type: ['string', 'number', 'boolean', 'null'] };
export const text = (description: string) => z.string().register(writtenForm, { schema: { ...scalar, description } });

export const integer = (minimum: number, maximum: number, description: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `a whole number from ${minimum} to ${maximum}`)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `a whole number from ${minimum} to ${maximum}`)
    .register(writtenForm, { schema: { anyOf: [{ type: 'integer', minimum, maximum }, { $ref: '#/$defs/axis' }], description } });

export const word = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z.enum(values).register(writtenForm, { schema: { anyOf: [{ enum: [...values] }, { $ref: '#/$defs/axis' }], description } });

export const flag = (description: string) =>
  z
    .enum(['true', 'false'])
    .register(writtenForm, { schema: { anyOf: [{ type: 'boolean' }, { $ref: '#/$defs/axis' }], description } })
    .transform((value) => value === 'true');

const headerValue = z.union([
  text('One header line'),
  z.array(text('One header line')).min(1).describe('Several lines of one name, in order'),
]);

export const headers = z
  .record(z.string(), headerValue)
  .describe('Header lines in order; a list of values is sent as separate lines')
  .transform((map): readonly HeaderPair[] =>
    Object.entries(map).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((line): HeaderPair => [name, line])),
  );

const responseFields = z.strictObject({
  status: integer(200, 999, 'Status code; default: 200').optional(),
  statusText: text('Reason phrase').optional(),
  headers: headers.optional(),
  body: text('Body, sent as UTF-8').optional(),
  delay: integer(0, 4000, 'Milliseconds before the answer').optional(),
});

/** Answers that take the place of a response: each stands alone. */
const inPlaceOfResponse = {
  raw: text('Exact bytes in place of a response, one character (up to U+00FF) a byte; placeholders are filled in, nothing is added, and the connection ends').optional(),
  reset: z.literal('true').register(writtenForm, { schema: { const: true, description: 'The connection is cut by a TCP reset, without an answer' } }).optional(),
};

const answer = responseFields
  .extend(inPlaceOfResponse)
  .superRefine((given, context) => {
    const alone = Object.keys(inPlaceOfResponse).find((key) => given[key as keyof typeof inPlaceOfResponse] !== undefined);
    if (alone === undefined) return;
    for (const [key, value] of Object.entries(given)) if (key !== alone && value !== undefined) context.addIssue({ code: 'custom', path: [key], message: `nothing beside \`${alone}\`, which is the whole answer` });
  })
  .transform(({ status = 200, statusText, headers: lines = [], body = '', delay, raw, reset }): Answer => (raw !== undefined ? { raw } : reset !== undefined ? { reset: true } : { status, ...(statusText === undefined ? {} : { statusText }), headers: lines, body, ...(delay === undefined ? {} : { delay }) }))
  .describe('One response');

export const relations = ['same-origin', 'same-site', 'cross-site'] as const;
const relation = word(relations, 'How the resource origin stands to the document origin');
const scheme = word(['http', 'https'], 'Scheme of the origin');

/** Places in which script runs; those with an opaque origin are the sandboxed iframe, and what comes of a `data:` address. */
export const contexts = ['window', 'iframe', 'sandboxed-iframe', 'data-document', 'blob-document', 'worker', 'data-worker', 'blob-worker'] as const;

/** What a service worker does with the requests of the page that it controls. */
export const serviceWorkers = ['ignores', 'forwards', 'answers'] as const;

const documentSchema = z
  .strictObject({
    scheme: scheme.default('http'),
    relation: relation.default('same-site'),
    context: word(contexts, 'Where script runs').default('window'),
    csp: text('Content-Security-Policy of the page').optional(),
    serviceWorker: word(serviceWorkers, 'A service worker controls the iframe: `ignores` leaves requests alone, `forwards` makes each itself by `fetch(event.request)`, `answers` makes up a response and sends nothing').optional(),
  })
  .describe('The page that makes the request');

export const requestBody = z.union([
  text('A string body'),
  z.strictObject({ json: text('JSON text, sent with Content-Type: application/json unless the scenario names another') }),
  z.strictObject({ form: z.record(z.string(), text('Value')).describe('A URLSearchParams body') }),
  z.strictObject({ multipart: z.record(z.string(), text('Value')).describe('A FormData body') }),
  z.strictObject({ stream: text('Contents of a ReadableStream, sent with `duplex: half`') }),
  z.strictObject({ blob: z.strictObject({ type: text('MIME type').default(''), text: text('Contents') }).describe('A Blob body') }),
]);

const request = z
  .strictObject({
    path: z.string().regex(/^\/[\x21-\x7e]*$/, 'a path that starts with /').describe('Path and query on the resource origin').optional(),
    method: text('Method, case-sensitive, as script gives it').default('GET'),
    mode: word(['cors', 'no-cors', 'same-origin', 'navigate'], 'Request mode; script may not choose `navigate`').default('cors'),
    credentials: word(['omit', 'same-origin', 'include'], 'Credentials mode; `include` is `withCredentials` in XHR').default('same-origin'),
    redirect: word(['follow', 'error', 'manual'], 'Redirect mode').default('follow'),
    referrerPolicy: word(
      ['no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin', 'origin-when-cross-origin', 'strict-origin-when-cross-origin', 'unsafe-url'],
      'Referrer policy of the request',
    ).optional(),
    headers: headers.default([]),
    body: requestBody.optional(),
    cookies: z.array(text('One Set-Cookie value')).default([]).describe('Set on the resource origin before the request'),
    cache: word(['default', 'no-store', 'reload', 'no-cache', 'force-cache'], 'Cache mode').optional(),
    keepalive: flag('The request may outlive the page').optional(),
    abort: integer(1, 4000, 'Milliseconds after which script aborts').optional(),
    timeout: integer(1, 4000, 'Milliseconds of `xhr.timeout`').optional(),
    sync: flag('A synchronous XMLHttpRequest').optional(),
    upload: word(['before-send', 'after-send'], 'When script adds listeners to `xhr.upload`').optional(),
  })
  .describe('What script asks for');

/** Further addresses of the loopback interface, with rules of their own; the standards hold neither for trustworthy. */
export const hosts = ['ipv4-mapped-loopback', 'unspecified-address'] as const;
const host = word(hosts, '`[::ffff:127.0.0.1]` or `0.0.0.0` in place of 127.0.0.1');

const route = z
  .strictObject({
    relation: relation.optional().describe('Default: that of the document'),
    scheme: scheme.optional(),
    host: host.optional(),
    userinfo: z.string().regex(/^[A-Za-z0-9]*(:[A-Za-z0-9]*)?$/, '`user:password`, letters and digits').describe('Written into `{url:name}` before the host').optional(),
    preflight: answer.optional().describe('Answer to a CORS-preflight request'),
    response: answer,
  })
  .describe('A further address, for redirects: `Location: "{url:name}"`');

/** Ways in which nobody is there. */
export const unreachables = ['closed-port', 'broken-tls'] as const;

const resource = z
  .strictObject({
    scheme: scheme.optional().describe('Default: that of the document'),
    unreachable: word(unreachables, 'Nobody answers there: nothing listens at the port, or what listens breaks the TLS handshake off. In place of answers').optional(),
    host: host.optional(),
    preflight: answer.optional().describe('Answer to a CORS-preflight request'),
    response: answer.optional().describe('Answer to every other request'),
    routes: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'a word: a-z, 0-9 and hyphens'), route).default({}),
    server: z
      .strictObject({
        implementation: text('Module below examples/ that exports `createApp(policy)`'),
        policy: z.record(z.string(), text('Setting')).default({}).describe('Given to `createApp`'),
      })
      .optional()
      .describe('A real server in place of the scripted one'),
  })
  .describe('What the resource origin answers');

const exchange = z.union([
  word(['preflight', 'request'], 'A CORS-preflight request, or an actual request'),
  z.strictObject({
    role: word(['preflight', 'request'], 'A CORS-preflight request, or an actual request'),
    at: text('Name of the route; default: the first address').optional(),
    method: text('Method on the wire').optional(),
    headers: z.record(z.string(), text('Value')).default({}).describe('Request headers that must have exactly this value'),
    present: z.array(text('Header name')).default([]).describe('Request headers that must be there, whatever their value'),
    absent: z.array(text('Header name')).default([]).describe('Request headers that must not be there'),
    body: text('Exact request body').optional(),
    again: flag('It may come more than once: HTTP lets a client try again when the connection ended without a response').optional(),
    status: integer(100, 999, 'Status that the server must have answered with; needed to prove a block by a real server').optional(),
  }),
]);

/** `aborted` and `timed-out`: by script itself, or by `xhr.timeout`. `sent`: a beacon, of which script learns no more. */
export const outcomes = ['network-error', 'exception', 'aborted', 'timed-out', 'sent', 'basic', 'cors', 'opaque', 'opaqueredirect'] as const;

const expectation = z
  .strictObject({
    outcome: word(outcomes, 'What script gets: a response of this type, a network error, or an exception before anything is fetched').optional(),
    stage: word(stages, 'Algorithm of the standard that returns the network error').optional(),
    reason: word(reasons, 'Why there is no response').optional(),
    exchanges: z.array(exchange).optional().describe('What the resource origin must see, in order'),
    status: integer(0, 999, 'Status that script sees').optional(),
    body: text('Body that script sees').optional(),
    redirected: flag('Whether script is told that redirects were followed').optional(),
    events: z.array(text('Event')).optional().describe('Every event of XMLHttpRequest, in order; `readystatechange 4`, `upload load`; progress once in a row'),
    readable: z.array(text('Header name')).default([]).describe('Response headers that script can read, with the value that was sent'),
    unreadable: z.array(text('Header name')).default([]).describe('Response headers that are sent and that script cannot read'),
  })
  .describe('What must happen; left out, it is what the Fetch standard says');

export const apis = ['fetch', 'xhr', 'beacon', 'img'] as const;
export const api = word(apis, 'API');

const step = z
  .strictObject({
    wait: integer(0, 8, 'Seconds before the request').default(0),
    api: api.optional().describe('Default: that of the case'),
    request: request.optional().describe('What differs from the scenario’s `request`'),
    resource: resource.optional().describe('What differs from the scenario’s `resource` while this step is under way'),
    expect: expectation.optional(),
  })
  .describe('One request of a sequence; the last one gives the case its outcome');

/** What names a scenario, and tells what it is about. */
export const naming = {
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'kebab-case: a-z, 0-9 and single hyphens').max(80),
  title: z.string().min(1).max(200).describe('One sentence that a newcomer understands'),
  spec: z.string().regex(/^https:\/\/[^\s"'<>]+$/, 'an https address').describe('The step of the standard that this is about'),
  // Those of targets are put there by the harness, and say which projects run a case.
  tags: z.array(z.string().regex(/^(?!target-)[a-z0-9]+(-[a-z0-9]+)*$/, 'kebab-case, and not beginning with `target-`')).default([]),
};

export const matrix = z
  .record(z.string().regex(/^[a-z][a-zA-Z0-9-]*$/, 'a word: letters, digits and hyphens, a small letter first'), z.union([z.array(z.unknown()).min(1), z.record(z.string(), z.unknown())]))
  .optional()
  .describe('Axes: a list of values, or labels with values. `${axis}` and `${axis.field}` stand for the value anywhere above');

/** A scenario of one combination of its matrix: every `${axis}` replaced. */
export const scenarioSchema = z.strictObject({
  ...naming,
  requirement: word(['must', 'may', 'survey'], '`must`: the standard requires it; `may`: it permits it; `survey`: no right answer').default('must'),
  document: documentSchema.prefault({}),
  apis: z.array(api).min(1).optional().describe('Default: `fetch` and `xhr`, each if it can make the request'),
  request: request.prefault({}),
  resource,
  expect: expectation.optional(),
  steps: z.array(step).min(2).max(8).optional().describe('Requests one after the other, in one page'),
  matrix,
});

type Parsed = z.output<typeof scenarioSchema>;
export type Scenario = Omit<Parsed, 'matrix' | 'apis' | 'steps'>;
export type ParsedScenario = Parsed;
export type Request = Parsed['request'];
export type RequestBody = NonNullable<Request['body']>;
export interface NoResponse {
  readonly status?: undefined;
  readonly statusText?: undefined;
  readonly headers?: undefined;
  readonly body?: undefined;
}
/** What a server answers: a response, or in place of one exact bytes, or a connection that is cut. */
export type Answer =
  | { readonly status: number; readonly statusText?: string; readonly headers: readonly HeaderPair[]; readonly body: string; readonly delay?: number; readonly raw?: undefined; readonly reset?: undefined }
  | (NoResponse & ({ readonly raw: string; readonly reset?: undefined } | { readonly reset: true; readonly raw?: undefined }));
export type ExpectedExchange = Exclude<z.output<typeof exchange>, string>;
export type Outcome = (typeof outcomes)[number];
export type Relation = (typeof relations)[number];
export type Scheme = z.output<typeof scheme>;
export type Host = (typeof hosts)[number];
export type Context = Parsed['document']['context'];
export type ServiceWorker = (typeof serviceWorkers)[number];
export type Api = (typeof apis)[number];
/** What the scenario's author wrote; exchanges in their long form. */
export type Expectation = Omit<NonNullable<Parsed['expect']>, 'exchanges'> & { exchanges?: readonly ExpectedExchange[] };

/** A server that we did not start: one of the configuration’s targets, and what is asked of it. */
export interface CaseTarget {
  readonly name: string;
  /** Serialised; null for the first origin of the target. */
  readonly origin: string | null;
  /** Path and query. */
  readonly path: string;
  /** Serialised origin of the page; null for the first that the target has. */
  readonly documentOrigin: string | null;
  /** Whether only the preflight may reach the server. */
  readonly preflightOnly: boolean;
  /** Whether other methods than GET, HEAD and OPTIONS may be sent; the configuration must say so, too. */
  readonly allowUnsafeMethods: boolean;
  /** Status that the server must answer with in the end; null for any that shows that it works. */
  readonly status: number | null;
}

/** One request of a case, and what is answered and expected while it is under way. */
export interface CaseStep {
  readonly api: Api;
  /** Seconds before the request. */
  readonly wait: number;
  readonly request: Request;
  readonly resource: Scenario['resource'];
  /** Null when the scenario leaves it to the standard. */
  readonly expect: Expectation | null;
}

/** One scenario, one combination of its matrix, one API. What is said of its request is said of the last step. */
export interface Case extends CaseStep {
  /** `seed/put-needs-allow-methods[method=PUT]/xhr` */
  readonly id: string;
  /** `seed/put-needs-allow-methods` */
  readonly scenarioId: string;
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly spec: string;
  readonly requirement: Scenario['requirement'];
  readonly tags: readonly string[];
  readonly document: Scenario['document'];
  /** The steps before the last one. */
  readonly before: readonly CaseStep[];
  /** Not there where the servers are ours. */
  readonly target?: CaseTarget;
}
