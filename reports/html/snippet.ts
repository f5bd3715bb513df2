import type { ResultRecord } from '../record.ts';

/** Writes the request as the script that a developer would write. */
export function snippet({ case: { api, request, document: page }, url }: ResultRecord): string {
  const address = JSON.stringify(url ?? '(not run)');
  const where = `// in a ${page.context === 'window' ? 'page' : page.context}, ${page.relation} to the resource\n${page.serviceWorker === undefined ? '' : `// controlled by a service worker that ${page.serviceWorker} ${page.serviceWorker === 'answers' ? 'itself' : 'requests'}\n`}${page.csp === undefined ? '' : `// Content-Security-Policy: ${page.csp}\n`}`;
  const body = request.body === undefined ? null : typeof request.body === 'string' ? JSON.stringify(request.body) : 'stream' in request.body ? `new Blob([${JSON.stringify(request.body.stream)}]).stream()` : JSON.stringify(Object.values(request.body)[0]);
  switch (api) {
    case 'xhr':
      return `${where}${xhrLines(request, address, body).join('\n')}`;
    case 'beacon':
      return `${where}navigator.sendBeacon(${address}${body === null ? '' : `, ${body}`});`;
    case 'img':
      return `${where}<img src=${address}${request.mode !== 'cors' ? '' : request.credentials === 'include' ? ' crossorigin="use-credentials"' : ' crossorigin'}>`;
    case 'fetch': {
      const options = fetchOptions(request, body);
      const controller = request.abort === undefined ? '' : `const controller = new AbortController();\nsetTimeout(() => controller.abort(), ${request.abort});\n`;
      return options.length === 0 ? `${where}await fetch(${address});` : `${where}${controller}await fetch(${address}, {\n${options.map((option) => `  ${option},`).join('\n')}\n});`;
    }
  }
}

type Request = ResultRecord['case']['request'];

function xhrLines(request: Request, address: string, body: string | null): string[] {
  const { method, credentials, headers, sync, timeout, upload, abort } = request;
  const listen = "xhr.upload.addEventListener('progress', onProgress);";
  return [
    'const xhr = new XMLHttpRequest();',
    `xhr.open(${JSON.stringify(method)}, ${address}${sync === true ? ', false' : ''});`,
    ...(credentials === 'include' ? ['xhr.withCredentials = true;'] : []),
    ...(timeout === undefined ? [] : [`xhr.timeout = ${timeout};`]),
    ...headers.map(([name, value]) => `xhr.setRequestHeader(${JSON.stringify(name)}, ${JSON.stringify(value)});`),
    ...(upload === 'before-send' ? [listen] : []),
    `xhr.send(${body ?? ''});`,
    ...(upload === 'after-send' ? [listen] : []),
    ...(abort === undefined ? [] : [`setTimeout(() => xhr.abort(), ${abort});`]),
  ];
}

function fetchOptions({ body: given, method, mode, credentials, redirect, referrerPolicy, cache, keepalive, abort, headers }: Request, body: string | null): string[] {
  const option = (name: string, value: string | undefined, usual?: string): string[] => (value === undefined || value === usual ? [] : [`${name}: ${JSON.stringify(value)}`]);
  return [
    ...option('method', method, 'GET'),
    ...option('mode', mode, 'cors'),
    ...option('credentials', credentials, 'same-origin'),
    ...option('redirect', redirect, 'follow'),
    ...option('referrerPolicy', referrerPolicy),
    ...option('cache', cache),
    ...(keepalive === true ? ['keepalive: true'] : []),
    ...(headers.length > 0 ? [`headers: ${JSON.stringify(Object.fromEntries(headers))}`] : []),
    ...(body === null ? [] : [`body: ${body}`]),
    ...(typeof given === 'object' && 'stream' in given ? ["duplex: 'half'"] : []),
    ...(abort === undefined ? [] : ['signal: controller.signal']),
  ];
}
