import type { ClientObservation, PageBody, PageCase, PageRequest } from './protocol.ts';

const longestBody = 65_536;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Makes one case's requests, with what comes before and after them, and says what script saw of each. Never rejects. */
export async function perform(pageCase: PageCase): Promise<readonly ClientObservation[]> {
  for (const url of pageCase.setup) {
    const failed = await prepare(url, { credentials: 'include' });
    if (failed !== null) return [failed];
  }
  const observations: ClientObservation[] = [];
  for (const request of [...pageCase.before, pageCase]) {
    // The document origin may be another one than that of a sandboxed iframe.
    const failed = request.enter === null ? null : await prepare(request.enter, { method: 'POST', mode: 'no-cors', credentials: 'omit' });
    if (failed !== null) return [...observations, failed];
    if (request.wait > 0) await pause(request.wait);
    const observation = await performRequest(request);
    observations.push(observation);
    if (observation.kind === 'timeout') return observations;
  }
  if (pageCase.reach !== null) await reach(pageCase.reach);
  return observations;
}

/** Makes a request that proves that an origin can be reached; whether it arrived is for the origin's log to say. */
export async function reach(url: string): Promise<void> {
  await fetch(url, { mode: 'no-cors', credentials: 'omit', cache: 'no-store' }).catch(() => undefined);
}

async function prepare(url: string, options: RequestInit): Promise<ClientObservation | null> {
  try {
    const response = await fetch(url, { ...options, cache: 'no-store' });
    await response.text();
    return response.ok || response.type === 'opaque' ? null : { kind: 'setup-failed', message: `${url} answered ${response.status}` };
  } catch (error) {
    return { kind: 'setup-failed', message: `${url}: ${describe(error).message}` };
  }
}

function performRequest(request: PageRequest): Promise<ClientObservation> {
  switch (request.api) {
    case 'fetch':
      return performFetch(request);
    case 'xhr':
      return performXhr(request);
    case 'beacon':
      return Promise.resolve(performBeacon(request));
    case 'img':
      return performImage(request);
  }
}

async function performFetch(asked: PageRequest): Promise<ClientObservation> {
  const controller = new AbortController();
  const late = new Error('late');
  const timers = [setTimeout(() => controller.abort(late), asked.deadline), ...(asked.abort === undefined ? [] : [setTimeout(() => controller.abort(), asked.abort)])];
  const isLate = (): boolean => controller.signal.reason === late;
  try {
    let request: Request;
    try {
      request = new Request(asked.url, {
        method: asked.method,
        mode: asked.mode,
        credentials: asked.credentials,
        redirect: asked.redirect,
        headers: asked.headers.map(([name, value]): [string, string] => [name, value]),
        signal: controller.signal,
        ...(asked.referrerPolicy === null ? {} : { referrerPolicy: asked.referrerPolicy }),
        ...(asked.cache === undefined ? {} : { cache: asked.cache }),
        ...(asked.keepalive === undefined ? {} : { keepalive: asked.keepalive }),
        ...(asked.body === null ? {} : { body: makeBody(asked.body) }),
        ...(asked.body?.kind === 'stream' ? { duplex: 'half' } : {}),
      });
    } catch (error) {
      return { kind: 'refused', error: describe(error) };
    }
    let response: Response;
    try {
      // WebKit does not end a fetch by the signal of its request alone. Any option here resets the referrer policy.
      response = await fetch(request, asked.abort === undefined ? undefined : { signal: controller.signal, referrerPolicy: request.referrerPolicy });
    } catch (error) {
      if (isLate()) return { kind: 'timeout', after: asked.deadline };
      // So WebKit refuses a stream as body, which its `Request` takes.
      if (describe(error).name === 'NotSupportedError') return { kind: 'refused', error: describe(error) };
      return { kind: controller.signal.aborted ? 'aborted' : 'network-error', error: describe(error), status: null, events: [] };
    }
    let body = '';
    let bodyError: string | null = null;
    try {
      body = decode(await response.arrayBuffer());
    } catch (error) {
      if (isLate()) return { kind: 'timeout', after: asked.deadline };
      if (controller.signal.aborted) return { kind: 'aborted', error: describe(error), status: null, events: [] };
      bodyError = describe(error).message;
    }
    return {
      kind: 'response',
      type: response.type,
      status: response.status,
      statusText: response.statusText,
      redirected: response.redirected,
      url: response.url,
      headers: [...response.headers],
      body: body.slice(0, longestBody),
      bodyError,
      events: [],
    };
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function performXhr(asked: PageRequest): Promise<ClientObservation> {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    const events: string[] = [];
    // How often progress is told depends on how fast the bytes come; any other event that comes twice has come twice.
    const note = (event: string): void => void (events.at(-1) === event && /progress$|^readystatechange 3$/.test(event) ? undefined : events.push(event));
    // Listeners on `xhr.upload` would force a preflight; these do not.
    for (const type of ['loadstart', 'progress', 'load', 'error', 'abort', 'timeout', 'loadend']) xhr.addEventListener(type, () => note(type));
    xhr.addEventListener('readystatechange', () => note(`readystatechange ${xhr.readyState}`));
    const listenToUpload = (): void => {
      for (const type of ['loadstart', 'progress', 'load', 'error', 'abort', 'timeout', 'loadend']) xhr.upload.addEventListener(type, () => note(`upload ${type}`));
    };
    xhr.addEventListener('loadend', () => {
      if (asked.sync === true) return;
      if (events.includes('timeout')) resolve(asked.timeout === undefined ? { kind: 'timeout', after: asked.deadline } : { kind: 'timed-out', error: null, status: xhr.status, events });
      else if (events.includes('abort')) resolve({ kind: 'aborted', error: null, status: xhr.status, events });
      else if (events.includes('load')) resolve(xhrResponse(xhr, events));
      else resolve({ kind: 'network-error', error: null, status: xhr.status, events });
    });
    try {
      xhr.open(asked.method, asked.url, asked.sync !== true);
      if (asked.sync !== true) {
        // As bytes: `responseText` is decoded by the charset of the response, which is not what is under test.
        xhr.responseType = 'arraybuffer';
        xhr.timeout = asked.timeout ?? asked.deadline;
      } else if (asked.timeout !== undefined) xhr.timeout = asked.timeout;
      xhr.withCredentials = asked.credentials === 'include';
      for (const [name, value] of asked.headers) xhr.setRequestHeader(name, value);
    } catch (error) {
      resolve({ kind: 'refused', error: describe(error) });
      return;
    }
    if (asked.upload === 'before-send') listenToUpload();
    try {
      // No scenario has it send a stream.
      xhr.send(asked.body === null ? null : (makeBody(asked.body) as XMLHttpRequestBodyInit));
    } catch (error) {
      const timedOut = asked.sync === true && asked.timeout !== undefined && describe(error).name === 'TimeoutError';
      resolve({ kind: timedOut ? 'timed-out' : 'network-error', error: describe(error), status: xhr.status, events });
      return;
    }
    if (asked.upload === 'after-send') listenToUpload();
    // By the standard `send()` has thrown then.
    if (asked.sync === true) resolve(events.includes('error') ? { kind: 'network-error', error: { name: 'nothing was thrown', message: '' }, status: xhr.status, events } : xhrResponse(xhr, events));
    if (asked.abort !== undefined) setTimeout(() => xhr.abort(), asked.abort);
  });
}

function xhrResponse(xhr: XMLHttpRequest, events: readonly string[]): ClientObservation {
  const lines = xhr.getAllResponseHeaders().split('\r\n').filter((line) => line !== '');
  const body: unknown = xhr.response;
  return {
    kind: 'response',
    type: null,
    status: xhr.status,
    statusText: xhr.statusText,
    redirected: null,
    url: xhr.responseURL,
    headers: lines.map((line): [string, string] => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
    body: (typeof body === 'string' ? body : decode(body as ArrayBuffer | null)).slice(0, longestBody),
    bodyError: null,
    events,
  };
}

function performBeacon(asked: PageRequest): ClientObservation {
  try {
    return { kind: 'sent', queued: navigator.sendBeacon(asked.url, asked.body === null ? null : makeBody(asked.body)) };
  } catch (error) {
    return { kind: 'refused', error: describe(error) };
  }
}

function performImage(asked: PageRequest): Promise<ClientObservation> {
  return new Promise((resolve) => {
    const image = new Image();
    const timer = setTimeout(() => resolve({ kind: 'timeout', after: asked.deadline }), asked.deadline);
    const end = (observation: ClientObservation): void => {
      clearTimeout(timer);
      resolve(observation);
    };
    image.addEventListener('load', () => end({ kind: 'loaded' }));
    image.addEventListener('error', () => end({ kind: 'network-error', error: null, status: null, events: [] }));
    if (asked.mode === 'cors') image.crossOrigin = asked.credentials === 'include' ? 'use-credentials' : 'anonymous';
    image.src = asked.url;
  });
}

/** Decodes a body as the origin's log does: UTF-8, with its byte order mark. */
function decode(bytes: ArrayBuffer | null): string {
  return bytes === null ? '' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function makeBody(body: PageBody): string | URLSearchParams | FormData | Blob | ReadableStream {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'form':
      return new URLSearchParams(body.fields);
    case 'multipart': {
      const form = new FormData();
      for (const [name, value] of Object.entries(body.fields)) form.append(name, value);
      return form;
    }
    case 'blob':
      return new Blob([body.text], { type: body.type });
    case 'stream':
      return streamOf(new TextEncoder().encode(body.text));
  }
}

function streamOf(bytes: Uint8Array): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

function describe(error: unknown): { name: string; message: string } {
  return error instanceof Error || error instanceof DOMException ? { name: error.name, message: error.message } : { name: 'unknown', message: String(error) };
}
