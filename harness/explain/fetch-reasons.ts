import type { Reason } from '../fetch/reason.ts';
import { allowOriginLine, itSays, links, noEngineNames, quoted, theRequest, theResponse } from './reason-text.ts';
import type { ReasonText } from './reason-text.ts';

/** Reasons of main fetch, HTTP fetch and HTTP-network fetch: the rules around CORS, and no response at all. */
export const fetchReasonTexts = {
  'bad-port': {
    title: 'The port is blocked',
    sentence: 'Browsers send nothing to ports that other protocols use, such as 25 for mail, so nothing was sent.',
    link: links.badPort,
    engines: { chromium: ['net::ERR_UNSAFE_PORT'], firefox: [], webkit: ['Not allowed to use restricted network port'] },
    mend: (facts) => [`Serve ${facts === null ? 'the address' : `\`${facts.url}\``} at another port, such as 443, 8080 or 8443: no header of the server can allow a blocked port.`],
  },
  'mixed-content': {
    title: 'A page loaded over https may not request http',
    sentence: 'Fetching an `http:` address from a page that came over https is mixed content, which is blocked before CORS is looked at.',
    link: links.mainFetch,
    engines: { chromium: ['mixed-content'], firefox: ['Mixed Content Blocker'], webkit: ['This content was blocked and must be served over HTTPS'] },
    mend: (facts) => [`Serve ${facts === null ? 'the address' : `\`${facts.url}\``} over https, and write \`https://\` in the page.`, 'Or let the server of the page, which is https, pass the request on.'],
  },
  csp: {
    title: 'The page’s own Content-Security-Policy forbids the request',
    sentence: 'The page came with a `Content-Security-Policy` whose `connect-src` (or `default-src`) does not name the address, so nothing was sent.',
    link: links.mainFetch,
    engines: { chromium: ['csp'], firefox: ['CSP'], webkit: ['because it does not appear in the connect-src directive of the Content Security Policy'] },
    mend: (facts) => [
      `Name ${facts === null ? 'the address’s origin' : `the origin of \`${facts.url}\``} in \`connect-src\` of the policy that the page itself is served with.`,
      'The server that is asked cannot change this: it was not asked, and no CORS header of its would help.',
    ],
  },
  'local-network-access': {
    title: 'The page may not reach an address nearer than its own',
    sentence: 'The address is on this machine or in the local network, the page came from farther away, and it is no secure context, so it may not even ask the person for permission.',
    link: links.localNetworkAccess,
    engines: { chromium: ['InsecureLocalNetwork', 'LocalNetworkAccessPermissionDenied', 'InvalidLocalNetworkAccess'], firefox: [], webkit: [] },
    mend: (facts) => [
      'Serve the page over https: only a secure context may ask, and then the person must allow it.',
      `Or serve the page from where ${facts === null ? 'the address' : `\`${facts.url}\``} is. No CORS header changes this rule.`,
    ],
  },
  'keepalive-quota': {
    title: 'A keepalive request with too large a body',
    sentence: 'Requests with `keepalive`, and beacons, may have 64 KiB of bodies under way together, so this one was not sent.',
    link: links.networkOrCacheFetch,
    engines: { chromium: [], firefox: [], webkit: ['Reached maximum amount of queued data of 64Kb for keepalive requests'] },
    mend: () => ['Send less at a time, or leave out `keepalive` where the page stays open long enough.', 'No CORS header changes this rule.'],
  },
  'stream-over-http-1': {
    title: 'A stream as body needs HTTP/2',
    sentence: 'The body is a stream, and the server was reached over HTTP/1.1, which cannot carry one: a network error, after the preflight and before the request itself.',
    link: links.networkFetch,
    engines: { chromium: ['net::ERR_ALPN_NEGOTIATION_FAILED'], firefox: [], webkit: [] },
    mend: (facts) => [
      'Send the body as a string or a `Blob`: gather the stream first.',
      `Or serve ${facts === null ? 'the address' : `\`${facts.url}\``} over HTTP/2, which browsers use over https only. No CORS header changes this rule.`,
    ],
  },
  'mode-same-origin': {
    title: 'Mode same-origin, but the address is of another origin',
    sentence: 'A request in mode `same-origin` may go to the own origin of the page only, also after a redirect, so it ended here.',
    link: links.mainFetch,
    engines: { chromium: ['DisallowedByMode', 'origin'], firefox: ['SOP'], webkit: ['Domains, protocols and ports must match'] },
    mend: (facts) => [
      `Leave out \`mode: 'same-origin'\`, and let the server send ${allowOriginLine(facts)}.`,
      `Or offer ${facts === null ? 'the address' : `\`${facts.url}\``} at the own origin of the page, by a server that passes the request on.`,
    ],
  },
  'no-cors-redirect-mode': {
    title: 'Mode no-cors needs redirect mode follow',
    sentence: 'A cross-origin request in mode `no-cors` must follow redirects, so another redirect mode ends it before anything is sent.',
    link: links.mainFetch,
    engines: { chromium: ['NoCorsRedirectModeNotFollow'], firefox: [], webkit: ['No-Cors mode requires follow redirect mode'] },
    mend: () => ["Leave out `redirect`, or `mode: 'no-cors'`; the server cannot change this."],
  },
  'scheme-not-http': {
    title: 'The scheme of the address is not http or https',
    sentence: 'Across origins only `http:` and `https:` addresses are fetched.',
    link: links.mainFetch,
    engines: { chromium: ['CorsDisabledScheme'], firefox: ['CORSRequestNotHttp', 'SOP'], webkit: ['Cross origin requests are only supported for HTTP'] },
    mend: (facts) => {
      if (facts === null) return ['Write an address that starts with `http://` or `https://`.'];
      if (/^[a-z][a-z0-9+.-]*:\d/.test(facts.url)) return [`Write \`http://${facts.url}\`: without \`http://\`, what stands before the first colon is taken for the scheme.`];
      return [`Offer \`${facts.url}\` by an HTTP server, and write its address with \`http://\` or \`https://\`.`];
    },
  },
  corp: {
    title: 'Cross-Origin-Resource-Policy keeps this page out',
    sentence: 'In mode `no-cors` a response with `Cross-Origin-Resource-Policy` goes only to the pages that it names, and this page is none of them.',
    link: links.corpCheck,
    engines: {
      chromium: ['corp-not-same-origin', 'corp-not-same-site', 'net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin', 'net::ERR_BLOCKED_BY_RESPONSE.NotSameSite'],
      firefox: ['COEP'],
      webkit: ["because it violates the resource's Cross-Origin-Resource-Policy response header"],
    },
    mend: (facts) => [
      `Send \`Cross-Origin-Resource-Policy: cross-origin\` with ${theResponse(facts)}${itSays(facts)}, if pages of other sites may use it.`,
      `Or leave out \`mode: 'no-cors'\`, and send ${allowOriginLine(facts)}: in mode \`cors\` this header is not looked at.`,
    ],
  },
  'redirect-mode-error': {
    title: 'A redirect, and the redirect mode is error',
    sentence: "With `redirect: 'error'` every redirect is a network error.",
    link: links.httpFetch,
    engines: { chromium: [], firefox: [], webkit: ['Not allowed to follow a redirection while loading'] },
    mend: (facts) => [
      `Answer ${theRequest(facts)} itself${facts?.status == null ? '' : `, not with a ${facts.status}`}.`,
      "Or leave out `redirect: 'error'`, or request the address to which the redirect leads.",
    ],
  },
  network: {
    title: 'No response came: this is not CORS',
    sentence: 'The server could not be reached, or ended the connection without a valid response; script is told no more of this than of a CORS failure.',
    link: links.networkFetch,
    engines: {
      chromium: [
        'net::ERR_CONNECTION_REFUSED', 'net::ERR_CONNECTION_RESET', 'net::ERR_CONNECTION_CLOSED', 'net::ERR_CONNECTION_TIMED_OUT', 'net::ERR_EMPTY_RESPONSE',
        'net::ERR_NAME_NOT_RESOLVED', 'net::ERR_ADDRESS_UNREACHABLE', 'net::ERR_INTERNET_DISCONNECTED', 'net::ERR_CERT_AUTHORITY_INVALID',
        'net::ERR_CERT_COMMON_NAME_INVALID', 'net::ERR_CERT_DATE_INVALID', 'net::ERR_SSL_PROTOCOL_ERROR',
        'net::ERR_INVALID_HTTP_RESPONSE', 'net::ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH', 'net::ERR_BLOCKED_BY_CLIENT', 'net::ERR_FAILED', 'InvalidResponse',
      ],
      firefox: ['CORSDidNotSucceed'],
      webkit: ['Could not connect to'],
    },
    mend: (facts) => [
      `Make sure that ${theRequest(facts)} gets a response at all: that the server runs, its name is found, the port is open, and its certificate is trusted.`,
      `Open ${facts === null ? 'the address' : `\`${facts.url}\``} in a tab of its own: there the browser says what is wrong.`,
      ...(facts?.preflight === true ? ['No response came to the `OPTIONS` request: look for a firewall, or a server that does not know the method.'] : []),
      "To tell it from CORS: with `mode: 'no-cors'` a failure of CORS is none any more, and this one stays; and in the server’s log a request that CORS stopped has its answer.",
      'Try without extensions: an ad blocker may have stopped the request.',
    ],
  },
} satisfies Partial<Record<Reason, ReasonText>>;

const redirectEnds = ['CORSDidNotSucceed'];

/** Reasons of HTTP-redirect fetch. */
export const redirectReasonTexts = {
  'redirect-location-invalid': {
    title: 'The redirect leads to no valid address',
    sentence: 'A redirect is followed to the address in `Location`, and here that is no URL, or there are several lines of it.',
    link: links.redirectFetch,
    engines: { chromium: ['net::ERR_INVALID_REDIRECT', 'net::ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION'], firefox: redirectEnds, webkit: ['denied by Cross-Origin Resource Sharing policy'] },
    mend: (facts) => [
      `Send one \`Location\`, with a valid URL, in ${theResponse(facts)}${itSays(facts)}.`,
      'Or request the address that is meant.',
    ],
  },
  'redirect-scheme': {
    title: 'The redirect leads to another scheme than http or https',
    sentence: 'Only redirects to `http:` and `https:` addresses are followed.',
    link: links.redirectFetch,
    engines: { chromium: ['CorsDisabledScheme', 'net::ERR_UNSAFE_REDIRECT'], firefox: ['CORSRequestNotHttp', ...redirectEnds], webkit: ['with non CORS scheme'] },
    mend: (facts) => [
      `Redirect to an \`http:\` or \`https:\` address in ${theResponse(facts)}${quoted(facts) === null ? '' : ` (now \`Location\` says: ${quoted(facts) ?? ''})`}, or answer the request itself.`,
    ],
  },
  'redirect-count': {
    title: 'More than 20 redirects',
    sentence: 'After 20 redirects the next one is a network error.',
    link: links.redirectFetch,
    engines: { chromium: ['net::ERR_TOO_MANY_REDIRECTS'], firefox: redirectEnds, webkit: ['Load cannot follow more than 20 redirections'] },
    mend: (facts) => [
      `Look for a loop${facts === null ? '' : `: the last redirect came from \`${facts.url}\`${quoted(facts) === null ? '' : ` and leads to ${quoted(facts) ?? ''}`}`}. Commonly one server adds what another takes away, such as https, \`www.\` or a slash at the end, or a login sends back a request without its cookie.`,
      'Or request the final address.',
    ],
  },
  'redirect-userinfo': {
    title: 'The redirect leads to an address with a user name or password',
    sentence: 'A cross-origin request does not follow a redirect whose `Location` holds a user name or a password.',
    link: links.redirectFetch,
    engines: { chromium: ['RedirectContainsCredentials'], firefox: redirectEnds, webkit: ['has credentials'] },
    mend: (facts) => [`Take the user name and the password out of \`Location\` in ${theResponse(facts)}.`, 'If the next server needs them, send them from the page in `Authorization`, straight to its own address.'],
  },
  'redirect-stream-body': {
    title: 'A redirect cannot be followed with a stream as body',
    sentence: 'A stream can be sent once only, so a redirect that needs the body again, which is every one but a 303, is a network error.',
    link: links.redirectFetch,
    engines: noEngineNames,
    mend: (facts) => [
      `Answer ${theRequest(facts)} itself, or with a 303 if the next request shall be a \`GET\`${facts?.status == null ? '' : ` (now it is a ${facts.status})`}.`,
      'Or send the body as a string or a `Blob`, which can be sent again, or request the final address.',
    ],
  },
} satisfies Partial<Record<Reason, ReasonText>>;
