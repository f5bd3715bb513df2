import type { ResultRecord } from './record.ts';

/** Writes the command that explains a target's result with all that was found out of it; null where the servers are ours. */
export function explainCommand({ target, url, case: { request } }: ResultRecord): string | null {
  if (target === undefined || url === null) return null;
  const parts = [
    `npx cors-conformance explain ${quote(url)}`,
    `--origin ${quote(target.documentOrigin)}`,
    ...(request.method === 'GET' ? [] : [`-X ${quote(request.method)}`]),
    ...request.headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(request.credentials === 'include' ? ['--credentials'] : []),
  ];
  return parts.join(' ');
}

/** Quotes for a POSIX shell. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`;
}
