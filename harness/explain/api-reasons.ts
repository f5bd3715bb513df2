import type { Reason } from '../fetch/reason.ts';
import { links, noEngineNames } from './reason-text.ts';
import type { ReasonText } from './reason-text.ts';

/** Reasons for which the API throws, before anything is sent. */
export const apiReasonTexts = {
  'url-invalid': {
    title: 'The address cannot be parsed',
    sentence: 'The address that script gave is no URL, not even relative to that of the page, so the API throws and nothing is sent.',
    link: links.request,
    engines: noEngineNames,
    mend: () => ['Correct the address: `new URL(address, document.baseURI)` throws for the same ones.', 'Look for a port above 65535, a space in the host, or a bracket that is not closed.'],
  },
  'url-userinfo': {
    title: 'The address holds a user name or a password',
    sentence: '`fetch()` takes no address with a user name or a password in it, so it throws and nothing is sent.',
    link: links.request,
    engines: noEngineNames,
    mend: () => [
      'Take the user name and the password out of the address, and send them in a header: `Authorization: Basic …`.',
      'Across origins that header needs a preflight whose response names it: `Access-Control-Allow-Headers: Authorization`.',
    ],
  },
  'mode-navigate': {
    title: 'Script may not choose the mode navigate',
    sentence: 'Mode `navigate` is the browser’s own, for going to another page, so `fetch()` throws and nothing is sent.',
    link: links.request,
    engines: noEngineNames,
    mend: () => [
      'Leave out `mode`: `fetch()` uses `cors`, in which the server decides with `Access-Control-Allow-Origin` whether script may read the response.',
      'To go to the address, set `location.href`, follow a link or submit a form: that is no request of script, so CORS does not apply.',
    ],
  },
  'method-invalid': {
    title: 'The method is no HTTP method name',
    sentence: 'A method is a token, made of letters, digits and a few signs without spaces, and this one is not, so the API throws and nothing is sent.',
    link: links.request,
    engines: noEngineNames,
    mend: () => ['Correct the method: no spaces, no line ends, not empty.'],
  },
  'method-forbidden': {
    title: 'Script may not use this method',
    sentence: 'No page may send `CONNECT`, `TRACE` or `TRACK`, in any case of letters, so the API throws and nothing is sent.',
    link: links.request,
    engines: noEngineNames,
    mend: () => ['Use another method, and let the server offer it: no header of the server can allow these three.'],
  },
  'header-invalid': {
    title: 'A request header is no valid header',
    sentence: 'A header name is a token, and a value has no line ends, no NUL and no character above U+00FF; this one breaks the rule, so the API throws and nothing is sent.',
    link: links.appendHeader,
    engines: noEngineNames,
    mend: () => ['Correct the name: no spaces, no colon, not empty.', 'Encode the value if it holds other characters, as with `encodeURIComponent()`, and decode it on the server.'],
  },
  'no-cors-method': {
    title: 'Mode no-cors allows only GET, HEAD and POST',
    sentence: 'A request in mode `no-cors` is never preflighted, so it may have no method but `GET`, `HEAD` or `POST`, and `fetch()` throws.',
    link: links.request,
    engines: noEngineNames,
    mend: () => [
      "Leave out `mode: 'no-cors'`, and let the server answer the preflight: `Access-Control-Allow-Origin` with the origin of the page, and `Access-Control-Allow-Methods` with the method.",
      'Or use `GET`, `HEAD` or `POST`, if script need not read the response.',
    ],
  },
  'no-cors-stream': {
    title: 'Mode no-cors allows no stream as body',
    sentence: 'A stream as body always needs a preflight, which mode `no-cors` never makes, so `fetch()` throws.',
    link: links.request,
    engines: noEngineNames,
    mend: () => [
      "Leave out `mode: 'no-cors'`, and let the server answer the preflight with `Access-Control-Allow-Origin`.",
      'Or gather the stream first and send a string or a `Blob`.',
    ],
  },
  'body-not-allowed': {
    title: 'A GET or HEAD request has no body',
    sentence: '`fetch()` throws when a `GET` or `HEAD` request is given a body; XMLHttpRequest leaves the body out instead.',
    link: links.request,
    engines: noEngineNames,
    mend: () => ['Put the values into the query of the address, or use `POST`.'],
  },
} satisfies Partial<Record<Reason, ReasonText>>;
