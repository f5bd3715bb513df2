import type { Facts } from '../fetch/fetch-params.ts';
import type { Reason } from '../fetch/reason.ts';
import { itSays, links, withoutCredentials } from './reason-text.ts';
import type { ReasonText } from './reason-text.ts';

const methodNames = {
  chromium: ['MethodDisallowedByPreflightResponse'],
  firefox: ['CORSMethodNotFound'],
  webkit: ['is not allowed by Access-Control-Allow-Methods'],
} as const;
const headerNames = {
  chromium: ['HeaderDisallowedByPreflightResponse'],
  firefox: ['CORSMissingAllowHeaderFromPreflight'],
  webkit: ['is not allowed by Access-Control-Allow-Headers'],
} as const;
const avoidPreflight = 'Or do without a preflight, if the server can take the request so: `GET`, `HEAD` or `POST`, with no header of your own, no stream as body, no listener on `xhr.upload`, and no `Content-Type` but that of a form or `text/plain`.';

function options(facts: Facts | null): string {
  return facts === null ? 'the preflight (the `OPTIONS` request)' : `\`OPTIONS ${facts.url}\``;
}

/** The name that is missing in a list, or words for it. */
function wanted(facts: Facts | null, otherwise: string): string {
  return facts?.wanted == null ? otherwise : `\`${facts.wanted}\``;
}

/** Says how to do without the header that is not allowed. */
function withoutHeader(facts: Facts | null): string {
  if (facts?.wanted === 'content-type') return 'Or send the body as `application/x-www-form-urlencoded`, `multipart/form-data` or `text/plain`, which need no permission, if the server takes that.';
  if (facts?.wanted === 'authorization') return 'Or leave the header out, if the server can know the person by a cookie.';
  return 'Or leave the header out, if the server can do without it: look for a library, such as one for tracing, that adds it.';
}

/** Reasons of the CORS-preflight fetch. */
export const preflightReasonTexts = {
  'preflight-redirect': {
    title: 'The preflight was answered with a redirect',
    sentence: 'A preflight follows no redirect: its response must have a status of 200 to 299.',
    link: links.preflightFetch,
    engines: {
      chromium: ['PreflightDisallowedRedirect', 'PreflightInvalidStatus'],
      firefox: ['CORSExternalRedirectNotAllowed', 'CORSPreflightDidNotSucceed'],
      webkit: ['Preflight response is not successful. Status code: 30'],
    },
    mend: (facts) => [
      `Answer ${options(facts)} itself, with a 204 and the CORS headers${facts?.status == null ? '' : `, not with a ${facts.status}`}. What redirects is commonly the change to https, a slash at the end, or a login: let \`OPTIONS\` pass before it.`,
      'Or request the address to which the redirect leads.',
    ],
  },
  'preflight-status': {
    title: 'The preflight was answered with an error status',
    sentence: 'The response to a preflight must have a status of 200 to 299, whatever its headers allow.',
    link: links.preflightFetch,
    engines: { chromium: ['PreflightInvalidStatus'], firefox: ['CORSPreflightDidNotSucceed'], webkit: ['Preflight response is not successful. Status code:'] },
    mend: (facts) => [
      `Answer ${options(facts)} with a 204 and the CORS headers${facts?.status == null ? '' : `, not with a ${facts.status}`}.`,
      ...(facts?.status === 401 || facts?.status === 403 ? ['Let `OPTIONS` pass before the login is checked: a preflight never carries cookies or `Authorization`.'] : []),
      ...(facts?.status === 404 || facts?.status === 405 || facts?.status === 501 ? ['Give the address a route for `OPTIONS`, or put what answers preflights before all routes.'] : []),
      avoidPreflight,
    ],
  },
  'acam-unparsable': {
    title: 'Access-Control-Allow-Methods is no list of methods',
    sentence: '`Access-Control-Allow-Methods` must hold method names with commas between them, and one wrong element spoils the whole list.',
    link: links.preflightFetch,
    engines: { chromium: ['InvalidAllowMethodsPreflightResponse'], firefox: ['CORSInvalidAllowMethod'], webkit: ['Header Access-Control-Allow-Methods has an invalid value'] },
    mend: (facts) => [`Write \`Access-Control-Allow-Methods: ${facts?.method ?? 'GET, PUT'}\`, with commas between the names and without quotes or brackets, in the response to ${options(facts)}${itSays(facts)}.`],
  },
  'acah-unparsable': {
    title: 'Access-Control-Allow-Headers is no list of header names',
    sentence: '`Access-Control-Allow-Headers` must hold header names with commas between them, and one wrong element spoils the whole list.',
    link: links.preflightFetch,
    engines: { chromium: ['InvalidAllowHeadersPreflightResponse'], firefox: ['CORSInvalidAllowHeader'], webkit: ['Header Access-Control-Allow-Headers has an invalid value'] },
    mend: (facts) => [`Write header names only, with commas between them and without values, quotes or brackets, as in \`Access-Control-Allow-Headers: Content-Type, X-Test\`, in the response to ${options(facts)}${itSays(facts)}.`],
  },
  'method-not-allowed': {
    title: 'Access-Control-Allow-Methods does not list the method',
    sentence: 'A method other than `GET`, `HEAD` and `POST` must be listed in `Access-Control-Allow-Methods` of the response to the preflight.',
    link: links.preflightFetch,
    engines: methodNames,
    mend: (facts) => [`Add ${wanted(facts, 'the method')} to \`Access-Control-Allow-Methods\` in the response to ${options(facts)}${itSays(facts)}.`, 'Or use `GET`, `HEAD` or `POST`, which need not be listed, if the server offers that.'],
  },
  'method-case': {
    title: 'The method is listed, but in other letters',
    sentence: 'Methods are compared by case, and only `DELETE`, `GET`, `HEAD`, `OPTIONS`, `POST` and `PUT` are put into upper case by the browser: `patch` is sent as `patch`, which is not `PATCH`.',
    link: links.preflightFetch,
    engines: methodNames,
    mend: (facts) => {
      const upper = facts?.wanted?.toUpperCase() ?? null;
      if (facts === null || upper === null) return ['Write the method in upper case, in script and in `Access-Control-Allow-Methods`.'];
      const list = `\`Access-Control-Allow-Methods\` in the response to ${options(facts)}${itSays(facts)}`;
      if (facts.wanted === upper) return [`Write \`${upper}\` in upper case in ${list}.`];
      return [`Write \`${upper}\` in script, not ${wanted(facts, '')}: servers know methods in upper case only. It must be in ${list}, in upper case.`, `Or add ${wanted(facts, '')} to that list, if the server really has a method of that name.`];
    },
  },
  'method-star-with-credentials': {
    title: 'Allow-Methods is *, and the request has credentials',
    sentence: 'With credentials mode `include` the `*` in `Access-Control-Allow-Methods` is only a method of that name, so the method must be listed itself.',
    link: links.preflightFetch,
    engines: methodNames,
    mend: (facts) => [`Add ${wanted(facts, 'the method')} by its name to \`Access-Control-Allow-Methods\` in the response to ${options(facts)}${itSays(facts)}.`, withoutCredentials],
  },
  'authorization-not-covered-by-star': {
    title: 'The * in Allow-Headers does not cover Authorization',
    sentence: 'The `*` in `Access-Control-Allow-Headers` stands for every header but `Authorization`, which must be listed by its name.',
    link: links.preflightFetch,
    engines: { ...headerNames, firefox: [...headerNames.firefox, 'CORSAllowHeaderFromPreflightDeprecation'] },
    mend: (facts) => [`Send \`Access-Control-Allow-Headers: *, Authorization\` in the response to ${options(facts)}${itSays(facts)}.`, 'Browsers may still let the request pass; do not rely on that, since Firefox announces the end of it.'],
  },
  'header-not-allowed': {
    title: 'Access-Control-Allow-Headers does not list a request header',
    sentence: 'A request header that is not CORS-safelisted must be listed in `Access-Control-Allow-Headers` of the response to the preflight.',
    link: links.preflightFetch,
    engines: headerNames,
    mend: (facts) => [`Add ${wanted(facts, 'the header')} to \`Access-Control-Allow-Headers\` in the response to ${options(facts)}${itSays(facts)}.`, withoutHeader(facts)],
  },
  'header-star-with-credentials': {
    title: 'Allow-Headers is *, and the request has credentials',
    sentence: 'With credentials mode `include` the `*` in `Access-Control-Allow-Headers` is only a header of that name, so each header must be listed itself.',
    link: links.preflightFetch,
    engines: headerNames,
    mend: (facts) => [`Add ${wanted(facts, 'the header')} by its name to \`Access-Control-Allow-Headers\` in the response to ${options(facts)}${itSays(facts)}.`, withoutCredentials],
  },
} satisfies Partial<Record<Reason, ReasonText>>;
