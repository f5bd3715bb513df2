import type { ClientObservation, PageBody, PageCase } from './protocol.ts';

const longestBody = 65_536;

/** Makes one case's request, with what comes before and after it, and says what script saw. Never rejects. */
export async function perform(pageCase: PageCase): Promise<ClientObservation> {
  for (const url of pageCase.setup) {
    try {
      const response = await fetch(url, { credentials: 'include', cache: 'no-store' });
      await response.text();
      if (!response.ok) return { kind: 'setup-failed', message: `${url} answered ${response.status}` };
    } catch (error) {
      return { kind: 'setup-failed', message: `${url}: ${describe(error).message}` };
    }
  }
  const observation = pageCase.api === 'fetch' ? await performFetch(pageCase) : await performXhr(pageCase);
  if (pageCase.reach !== null) {
    // Whether it arrived is for the origin's log to say.
    await fetch(pageCase.reach, { mode: 'no-cors', credentials: 'omit', cache: 'no-store' }).catch(() => undefined);
  }
  return observation;
}

async function performFetch(pageCase: PageCase): Promise<ClientObservation> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), pageCase.deadline);
  const isLate = (): boolean => controller.signal.aborted;
  try {
    let request: Request;
    try {
      request = new Request(pageCase.url, {
        method: pageCase.method,
        mode: pageCase.mode,
        credentials: pageCase.credentials,
        redirect: pageCase.redirect,
        headers: pageCase.headers.map(([name, value]): [string, string] => [name, value]),
        signal: controller.signal,
        ...(pageCase.referrerPolicy === null ? {} : { referrerPolicy: pageCase.referrerPolicy }),
        ...(pageCase.body === null ? {} : { body: makeBody(pageCase.body) }),
      });
    } catch (error) {
      return { kind: 'refused', error: describe(error) };
    }
    let response: Response;
    try {
      response = await fetch(request);
    } catch (error) {
      return isLate() ? { kind: 'timeout', after: pageCase.deadline } : { kind: 'network-error', error: describe(error), status: null, events: [] };
    }
    let body = '';
    let bodyError: string | null = null;
    try {
      body = decode(await response.arrayBuffer());
    } catch (error) {
      if (isLate()) return { kind: 'timeout', after: pageCase.deadline };
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
    clearTimeout(timer);
  }
}

function performXhr(pageCase: PageCase): Promise<ClientObservation> {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    const events: string[] = [];
    // Listeners on `xhr.upload` would force a preflight; these do not.
    for (const type of ['loadstart', 'load', 'error', 'abort', 'timeout', 'loadend']) {
      xhr.addEventListener(type, () => events.push(type));
    }
    xhr.addEventListener('loadend', () => {
      if (events.includes('timeout')) resolve({ kind: 'timeout', after: pageCase.deadline });
      else if (events.includes('load')) resolve(xhrResponse(xhr, events));
      else resolve({ kind: 'network-error', error: null, status: xhr.status, events });
    });
    try {
      xhr.open(pageCase.method, pageCase.url);
      // As bytes: `responseText` is decoded by the charset of the response, which is not what is under test.
      xhr.responseType = 'arraybuffer';
      xhr.withCredentials = pageCase.credentials === 'include';
      xhr.timeout = pageCase.deadline;
      for (const [name, value] of pageCase.headers) xhr.setRequestHeader(name, value);
    } catch (error) {
      resolve({ kind: 'refused', error: describe(error) });
      return;
    }
    xhr.send(pageCase.body === null ? null : makeBody(pageCase.body));
  });
}

function xhrResponse(xhr: XMLHttpRequest, events: readonly string[]): ClientObservation {
  const lines = xhr.getAllResponseHeaders().split('\r\n').filter((line) => line !== '');
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
    body: decode(xhr.response as ArrayBuffer | null).slice(0, longestBody),
    bodyError: null,
    events,
  };
}

/** Decodes a body as the origin's log does: UTF-8, with its byte order mark. */
function decode(bytes: ArrayBuffer | null): string {
  return bytes === null ? '' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function makeBody(body: PageBody): string | URLSearchParams | FormData | Blob {
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
  }
}

function describe(error: unknown): { name: string; message: string } {
  return error instanceof Error || error instanceof DOMException ? { name: error.name, message: error.message } : { name: 'unknown', message: String(error) };
}
