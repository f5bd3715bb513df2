import { z } from 'zod';
import { reasons, stages } from '../fetch/reason.ts';
import { isSerialisedOrigin } from './serialised-origin.ts';
import { flag, headers, integer, matrix, naming, requestBody, text, word } from './schema.ts';

/** Scenarios of servers that we did not start. They say what is asked and what must come of it; what is answered is the server's affair. */

const origin = z.string().refine(isSerialisedOrigin, 'an http or https origin such as https://app.example.com: no path, no user, no query');
const path = z.string().regex(/^\/[\x21-\x7e]*$/, 'a path that starts with /').describe('Path and query');

/** Where a request goes, and what may be done there. */
export const target = z
  .strictObject({
    name: z.string().regex(/^[\w-]+$/, 'letters, digits, `_` and `-`').describe('A target of cors-conformance.config.ts'),
    path,
    origin: origin.optional().describe('One of the origins of the target; default: the first'),
    preflightOnly: flag('Only the preflight reaches the server; engines are shown its answer by a twin').default(false),
    allowUnsafeMethods: flag('Other methods than GET, HEAD and OPTIONS may be sent, if the configuration says so, too').default(false),
    status: integer(100, 999, 'Status that the server must answer with in the end, where it is one that looks like a mistake').optional(),
  })
  .describe('A server that you run, in place of `resource`');

const request = z
  .strictObject({
    method: text('Method, case-sensitive, as script gives it').default('GET'),
    mode: word(['cors', 'no-cors'], 'Request mode').default('cors'),
    credentials: word(['omit', 'same-origin', 'include'], 'Credentials mode; `include` is `withCredentials` in XHR').default('same-origin'),
    redirect: word(['follow', 'error', 'manual'], 'Redirect mode').default('follow'),
    headers: headers.default([]).describe('Header lines in order; `{secret:name}` stands for a secret of the target'),
    body: requestBody.optional(),
    cookies: z.array(text('`name=value`')).default([]).describe('Cookies that the engine has for the server; `{secret:name}` stands for a secret of the target'),
  })
  .describe('What script asks for');

/** What script can be given by a server that answers. */
export const targetOutcomes = ['cors', 'network-error', 'opaque', 'opaqueredirect'] as const;

const expectation = z
  .strictObject({
    outcome: word(targetOutcomes, 'What script gets: a response of this type, or a network error'),
    stage: word(stages, 'Algorithm of the standard that returns the network error').optional(),
    reason: word(reasons, 'Why there is no response').optional(),
    status: integer(0, 999, 'Status that script sees').optional(),
    body: text('Body that script sees').optional(),
    redirected: flag('Whether script is told that redirects were followed').optional(),
    readable: z.array(text('Header name')).default([]).describe('Response headers that are sent and that script can read'),
    unreadable: z.array(text('Header name')).default([]).describe('Response headers that are sent and that script cannot read'),
  })
  .describe('What the policy of the server should be');

/** Says which page asks. */
export const targetDocument = z.strictObject({ origin: origin.optional().describe('Origin of the page; default: the first of `documentOrigins` of the target') }).describe('The page that makes the request');

/** What a policy or a rule of the standard says of requests to servers by their origin. */
export const defaultSpec = 'https://fetch.spec.whatwg.org/#http-cors-protocol';

/** A scenario of one combination of its matrix, whose server is a target. */
export const targetScenarioSchema = z.strictObject({
  ...naming,
  spec: naming.spec.default(defaultSpec),
  target,
  document: targetDocument.prefault({}),
  apis: z.array(word(['fetch', 'xhr'], 'API')).min(1).default(['fetch']),
  request: request.prefault({}),
  expect: expectation,
  matrix,
});

export type ParsedTargetScenario = z.output<typeof targetScenarioSchema>;
