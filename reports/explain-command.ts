import type { ResultRecord } from './record.ts';

/** Writes the command that explains a target's result with all that was found out of it; null where the servers are ours, or where the command could not ask the same. */
export function explainCommand({ target, url, case: { request } }: ResultRecord): string | null {
  const { mode, redirect, body } = request;
  if (target === undefined || url === null || mode !== 'cors' || redirect !== 'follow' || hasStream(body)) return null;
  const { type, text } = written(body);
  const named = request.headers.some(([name]) => name.toLowerCase() === 'content-type');
  const headers = [...request.headers, ...(type === null || named ? [] : [['Content-Type', type] as const])];
  const parts = [
    `npx cors-conformance explain ${quote(url)}`,
    `--origin ${quote(target.documentOrigin)}`,
    ...(request.method === 'GET' ? [] : [`-X ${quote(request.method)}`]),
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(text === null || text.length > longestData ? [] : [`--data ${quote(text)}`]),
    ...(request.credentials === 'include' ? ['--credentials'] : []),
  ];
  return parts.join(' ');
}

/** Characters of a body that go into a command. */
const longestData = 1000;

type Body = ResultRecord['case']['request']['body'];

function hasStream(body: Body): boolean {
  return typeof body === 'object' && 'stream' in body;
}

/** Says what goes over the wire of a body, as far as a command can say it, and the Content-Type that it brings: for that CORS may ask. */
function written(body: Body): { readonly type: string | null; readonly text: string | null } {
  if (body === undefined) return { type: null, text: null };
  if (typeof body === 'string') return { type: null, text: body };
  if ('json' in body) return { type: 'application/json', text: body.json };
  if ('form' in body) return { type: 'application/x-www-form-urlencoded;charset=UTF-8', text: new URLSearchParams(body.form).toString() };
  if ('blob' in body) return { type: body.blob.type === '' ? null : body.blob.type, text: body.blob.text };
  return { type: null, text: null };
}

/** Quotes for a POSIX shell. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`;
}
