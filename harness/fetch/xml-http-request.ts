import { combineHeader, getHeader, isForbiddenRequestHeader, isHeaderName, isHeaderValue, normalizeHeaderValue } from './header.ts';
import type { HeaderList, HeaderPair } from './header.ts';
import { isForbiddenMethod, isMethod, normalizeMethod } from './method.ts';
import { parseMimeType } from './mime-type.ts';
import { defaultReferrerPolicy } from './referrer.ts';
import { extractBody } from './script-request.ts';
import type { ApiResult, ScriptBody, ScriptRequest } from './script-request.ts';
import type { Reason } from './reason.ts';
import type { Algorithm, TraceStep } from './trace.ts';
import { parseUrl } from './url.ts';

/** Makes a request as `open()`, `setRequestHeader()` and `send()` do. Source: https://xhr.spec.whatwg.org/#the-send()-method */
export function sendXmlHttpRequest(asked: ScriptRequest): ApiResult {
  const trace: TraceStep[] = [];
  const say = (algorithm: Algorithm, step: string, says: string): void => void trace.push({ algorithm, step, says });
  const refuse = (algorithm: Algorithm, step: string, error: string, reason: Reason, says: string): ApiResult => {
    say(algorithm, step, `${says}: a ${error}`);
    return { kind: 'exception', error, reason, trace };
  };
  // open() steps 2 to 4, after what Web IDL does: https://webidl.spec.whatwg.org/#es-ByteString
  if (!isByteString(asked.method)) return refuse('xhr-open', 'arguments', 'TypeError', 'method-invalid', `${JSON.stringify(asked.method)} has characters that are no bytes`);
  if (!isMethod(asked.method)) return refuse('xhr-open', '2', 'SyntaxError', 'method-invalid', `${JSON.stringify(asked.method)} is no method`);
  if (isForbiddenMethod(asked.method)) return refuse('xhr-open', '3', 'SecurityError', 'method-forbidden', `${asked.method} is a forbidden method`);
  const method = normalizeMethod(asked.method);
  if (method !== asked.method) say('xhr-open', '4', `the method ${asked.method} is normalised to ${method}`);
  const client = parseUrl(asked.clientUrl);
  // step 6
  const url = parseUrl(asked.url, asked.clientUrl);
  if (url === null || client === null) return refuse('xhr-open', '6', 'SyntaxError', 'url-invalid', `${asked.url} is no address`);

  let headers: HeaderList = [];
  for (const [name, written] of asked.headers) {
    // setRequestHeader() steps 3 to 6
    if (!isByteString(name + written)) return refuse('xhr-set-request-header', 'arguments', 'TypeError', 'header-invalid', `${JSON.stringify(`${name}: ${written}`)} has characters that are no bytes`);
    const value = normalizeHeaderValue(written);
    if (!isHeaderName(name) || !isHeaderValue(value)) return refuse('xhr-set-request-header', '4', 'SyntaxError', 'header-invalid', `${JSON.stringify(`${name}: ${value}`)} is no header`);
    if (isForbiddenRequestHeader(name, value)) say('xhr-set-request-header', '5', `${name} is a forbidden request-header: left out`);
    else headers = combineHeader(headers, name, value);
  }
  // send() steps 3 and 4
  const given = method === 'GET' || method === 'HEAD' ? null : asText(asked.body);
  const extracted = given === null ? null : extractBody(given);
  if (extracted !== null && given !== null) {
    const author = getHeader(headers, 'Content-Type');
    if (author !== null) {
      const written = given.kind === 'text' || given.kind === 'form' ? withCharsetUtf8(author) : author;
      if (written !== author) say('xhr-send', '4.5', `the charset of Content-Type becomes UTF-8: ${written}`);
      headers = headers.map((line): HeaderPair => (line[0].toLowerCase() === 'content-type' ? [line[0], written] : line));
    } else if (extracted.type !== null) headers = [...headers, ['Content-Type', extracted.type]];
  }
  if (asked.uploadListeners) say('xhr-send', '6', 'listeners on upload set the use-CORS-preflight flag');
  return {
    kind: 'request',
    trace,
    request: {
      method,
      urlList: [url],
      origin: asked.origin,
      client,
      headers,
      body: extracted?.body ?? null,
      mode: 'cors',
      credentials: asked.credentials === 'include' ? 'include' : 'same-origin',
      redirect: 'follow',
      referrerPolicy: defaultReferrerPolicy,
      useCorsPreflight: asked.uploadListeners,
      responseTainting: 'basic',
      redirectCount: 0,
    },
  };
}

/** Makes text of a stream, as Web IDL does where it takes no streams. Source: https://fetch.spec.whatwg.org/#typedefdef-xmlhttprequestbodyinit */
function asText(body: ScriptBody | null): ScriptBody | null {
  return body?.kind === 'stream' ? { kind: 'text', text: '[object ReadableStream]' } : body;
}

/** Says whether Web IDL takes a string for bytes. Source: https://webidl.spec.whatwg.org/#es-ByteString */
function isByteString(text: string): boolean {
  return !/[^\0-\xff]/.test(text);
}

/**
 * Writes a MIME type anew with the charset UTF-8, where it names another one; what is no MIME type stays as it is.
 * Source: https://xhr.spec.whatwg.org/#the-send()-method step 4.5.1, https://mimesniff.spec.whatwg.org/#serialize-a-mime-type
 */
export function withCharsetUtf8(written: string): string {
  const parsed = parseMimeType(written);
  const charset = parsed?.parameters.get('charset');
  if (parsed === null || charset === undefined || charset.toLowerCase() === 'utf-8') return written;
  parsed.parameters.set('charset', 'UTF-8');
  const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
  const parameters = [...parsed.parameters].map(([name, value]) => `;${name}=${token.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`);
  return parsed.essence + parameters.join('');
}
