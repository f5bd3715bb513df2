/** Where connections go. */
export interface Place {
  /** A name or an address, the latter without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Finds where an http or https address, or an origin, is. Throws for what is none. */
export function placeOf(url: string): Place {
  const { protocol, hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port) };
}

/** Writes a place so that equal ones are equal texts. */
export function keyOf({ host, port }: Place): string {
  return `${host.toLowerCase()}:${port}`;
}

/** Names below `localhost` are loopback to browsers, and unknown to many systems. Source: RFC 6761 section 6.3 */
export function addressOfName(host: string): string {
  return /\.localhost\.?$/i.test(host) ? 'localhost' : host;
}
