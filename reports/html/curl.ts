import type { Exchange } from '../../servers/exchange-log.ts';

/** Headers that curl writes itself, from the address and the body, or that belong to the connection. */
const written = /^(host|connection|content-length|transfer-encoding|accept-encoding)$/i;

/** Writes an exchange's request as a curl command for a POSIX shell. */
export function curl({ method, origin, target, requestHeaders, requestBody }: Exchange): string {
  const address = origin + target;
  const has = (wanted: string): boolean => requestHeaders.some(([name]) => name.toLowerCase() === wanted.toLowerCase());
  const added = ['Accept', 'User-Agent', ...(requestBody === '' ? [] : ['Content-Type'])].filter((name) => !has(name));
  const parts = [
    // With another option than --head curl would wait for the body of a HEAD.
    `curl --include ${method === 'HEAD' ? '--head' : `--request ${quote(method)}`} ${/[[\]{}]/.test(address) ? '--globoff ' : ''}${quote(address)}`,
    ...requestHeaders.filter(([name]) => !written.test(name)).map(([name, value]) => `--header ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`),
    // Without a value curl leaves out what it would add by itself.
    ...added.map((name) => `--header ${quote(`${name}:`)}`),
    ...(requestBody === '' ? [] : [`--data-raw ${quote(requestBody)}`]),
    ...(origin.startsWith('https:') ? ['--insecure'] : []),
  ];
  return parts.join(' \\\n  ');
}

/** Quotes for a POSIX shell, in which nothing between single quotes means anything; only NUL cannot be written at all. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`;
}
