import type { Reason } from '../fetch/reason.ts';
import { allowOriginLine, itSays, links, noCorsIsNoMend, nullOriginAdvice, quoted, theResponse, withoutCredentials } from './reason-text.ts';
import type { ReasonText } from './reason-text.ts';
import type { Facts } from '../fetch/fetch-params.ts';

const notAllowed = 'is not allowed by Access-Control-Allow-Origin';
const vary = 'If the value depends on who asks, send `Vary: Origin` too, or a cache may give one page the response meant for another.';

/** Reminds of the responses that are commonly forgotten. */
function forgotten(facts: Facts | null): readonly string[] {
  if (facts?.status == null || facts.status < 300) return [];
  if (facts.preflight) return [`The preflight was answered with a ${facts.status}. Once the header is there, that is the next obstacle: the status of its response must be 200 to 299.`];
  if (facts.status < 400) return [`The response is a redirect (${facts.status}): each response on the way needs the header, not only the last.`];
  return [`The response is a ${facts.status}: error responses need the header too, also those that a proxy or the framework makes itself (in nginx: \`always\`).`];
}

/** Lets the origin of the request in. */
function letIn(facts: Facts | null, more: string): readonly string[] {
  const send = `Send ${allowOriginLine(facts)} with ${theResponse(facts)}${more}`;
  return facts?.origin === 'null' ? [`${send}: right only if everyone may read it, and only without credentials.`, ...nullOriginAdvice(facts)] : [`${send}.`, vary];
}

/** Lets the origin of the request in with credentials; never an opaque one, since any site can have it. */
function letInWithCredentials(facts: Facts | null, mend: string): readonly string[] {
  if (facts?.origin === 'null') return ['Do not let the origin `null` in with credentials: any site can give a document of its own that origin, by a sandboxed iframe.', ...nullOriginAdvice(facts)];
  return [`${mend} Do so for origins on a list only, never for any that asks.`];
}

/** Reasons of the CORS check, of the preflight's response too. */
export const corsCheckReasonTexts = {
  'acao-missing': {
    title: 'The response has no Access-Control-Allow-Origin',
    sentence: 'Script may read a response from another origin only if its `Access-Control-Allow-Origin` says so, and this response has none.',
    link: links.corsCheck,
    engines: { chromium: ['MissingAllowOriginHeader', 'PreflightMissingAllowOriginHeader'], firefox: ['CORSMissingAllowOrigin'], webkit: [notAllowed] },
    mend: (facts) => [...letIn(facts, facts?.preflight === true ? ', too' : ''), ...forgotten(facts), 'If other pages are let in, the server may answer unknown origins without the header: then add this origin to its list.', noCorsIsNoMend],
  },
  'acao-star-with-credentials': {
    title: 'Access-Control-Allow-Origin is *, and the request has credentials',
    sentence: 'With credentials mode `include` the `*` does not count: `Access-Control-Allow-Origin` must be the origin of the request itself.',
    link: links.corsCheck,
    engines: { chromium: ['WildcardOriginNotAllowed', 'PreflightWildcardOriginNotAllowed'], firefox: ['CORSNotSupportingCredentials'], webkit: ['Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true'] },
    mend: (facts) => [
      ...letInWithCredentials(facts, `Send ${allowOriginLine(facts)} with ${theResponse(facts)}, not \`*\`, and with it \`Access-Control-Allow-Credentials: true\` and \`Vary: Origin\`.`),
      withoutCredentials,
    ],
  },
  'acao-multiple': {
    title: 'Access-Control-Allow-Origin has more than one value',
    sentence: '`Access-Control-Allow-Origin` holds one origin or `*`; a list, or two lines, equals no origin.',
    link: links.corsCheck,
    engines: {
      chromium: ['MultipleAllowOriginValues', 'PreflightMultipleAllowOriginValues'],
      firefox: ['CORSMultipleAllowOriginNotAllowed', 'CORSAllowOriginNotMatchingOrigin'],
      webkit: ['Access-Control-Allow-Origin cannot contain more than one origin'],
    },
    mend: (facts) => [
      ...letIn(facts, `, once and alone${itSays(facts)}`),
      'If the same value stands there twice, two places set it, such as the application and the proxy before it: leave it to one.',
      'To let several origins in, compare the `Origin` of the request with a list, and answer with the one that asked.',
    ],
  },
  'acao-invalid': {
    title: 'Access-Control-Allow-Origin is no origin',
    sentence: '`Access-Control-Allow-Origin` is compared with the origin of the request character by character, and this value is not written as any origin is: scheme, host, and the port if it is not the usual one.',
    link: links.corsCheck,
    engines: {
      chromium: ['InvalidAllowOriginValue', 'PreflightInvalidAllowOriginValue', 'AllowOriginMismatch', 'PreflightAllowOriginMismatch'],
      firefox: ['CORSAllowOriginNotMatchingOrigin'],
      webkit: [notAllowed],
    },
    mend: (facts) => [...letIn(facts, itSays(facts)), 'Write it as browsers do: in lower case, without a slash at the end, without a path, without `:80` or `:443`, and with no `*` inside.'],
  },
  'acao-null': {
    title: 'Access-Control-Allow-Origin is null, which this page is not',
    sentence: '`null` in `Access-Control-Allow-Origin` stands for opaque origins only, and this page has an origin of its own.',
    link: links.corsCheck,
    engines: { chromium: ['AllowOriginMismatch', 'PreflightAllowOriginMismatch'], firefox: ['CORSAllowOriginNotMatchingOrigin'], webkit: [notAllowed] },
    mend: (facts) => [...letIn(facts, ', not `null`'), 'Do not let `null` in at all: any site can give a document of its own that origin, by a sandboxed iframe.'],
  },
  'acao-mismatch': {
    title: 'Access-Control-Allow-Origin names another origin',
    sentence: '`Access-Control-Allow-Origin` must be exactly the origin of the request, and it is another one.',
    link: links.corsCheck,
    engines: { chromium: ['AllowOriginMismatch', 'PreflightAllowOriginMismatch'], firefox: ['CORSAllowOriginNotMatchingOrigin'], webkit: [notAllowed] },
    mend: (facts) => [
      ...letIn(facts, itSays(facts)),
      'Compare both: `http` and `https`, with and without `www.`, another port, and `localhost` and `127.0.0.1` are different origins.',
      ...(quoted(facts) === null ? [] : [`If only ${quoted(facts) ?? ''} shall be let in, open the page there.`]),
    ],
  },
  'redirect-tainted-origin': {
    title: 'After a redirect across origins the origin is null',
    sentence: 'When an origin other than the page’s redirects the request to a different one, it goes on with `Origin: null`, so an `Access-Control-Allow-Origin` with the origin of the page no longer matches.',
    link: links.corsCheck,
    engines: { chromium: ['AllowOriginMismatch', 'PreflightAllowOriginMismatch'], firefox: ['CORSAllowOriginNotMatchingOrigin'], webkit: ['Origin null is not allowed by Access-Control-Allow-Origin'] },
    mend: (facts) => [
      'Answer at the first address, or redirect within its origin only.',
      `Or send \`Access-Control-Allow-Origin: *\` with ${theResponse(facts)}, if everyone may read it and it is requested without credentials: \`*\` matches \`null\` too${quoted(facts) === null ? '' : `, while ${quoted(facts) ?? ''} does not`}.`,
      facts === null ? 'Or request the final address from the page.' : `Or request \`${facts.url}\` from the page: then the origin stays as it is.`,
    ],
  },
  'acac-not-true': {
    title: 'Access-Control-Allow-Credentials is not true',
    sentence: 'With credentials mode `include` script may read the response only if its `Access-Control-Allow-Credentials` is `true`, in lower case.',
    link: links.corsCheck,
    engines: { chromium: ['InvalidAllowCredentials', 'PreflightInvalidAllowCredentials'], firefox: ['CORSMissingAllowCredentials'], webkit: ['Credentials flag is true, but Access-Control-Allow-Credentials is not "true"'] },
    mend: (facts) => [
      ...letInWithCredentials(facts, `Send \`Access-Control-Allow-Credentials: true\` with ${theResponse(facts)}${facts?.preflight === true ? ', too' : ''}${itSays(facts)}, next to ${allowOriginLine(facts)}.`),
      withoutCredentials,
    ],
  },
} satisfies Partial<Record<Reason, ReasonText>>;
