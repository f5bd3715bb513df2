import { getDomain } from 'tldts';

/** A parsed address, as far as fetching needs it. */
export interface ParsedUrl {
  /** Serialised without its fragment. */
  readonly href: string;
  /** `http:`, `data:` … */
  readonly protocol: string;
  /** Serialised; `null` where it is opaque. */
  readonly origin: string;
  readonly hostname: string;
  /** Null for the scheme's default. */
  readonly port: number | null;
  readonly pathname: string;
  readonly includesCredentials: boolean;
}

/** Parses an address, against a base if given; null for failure. Source: https://url.spec.whatwg.org/#concept-url-parser */
export function parseUrl(text: string, base?: string): ParsedUrl | null {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    return null;
  }
  url.hash = '';
  return {
    href: url.href,
    protocol: url.protocol,
    origin: url.origin,
    hostname: url.hostname,
    port: url.port === '' ? null : Number(url.port),
    pathname: url.pathname,
    includesCredentials: url.username !== '' || url.password !== '',
  };
}

/** Writes an address as it goes over the wire: without userinfo. */
export function addressOf(url: ParsedUrl): string {
  if (!url.includesCredentials) return url.href;
  const bare = new URL(url.href);
  bare.username = '';
  bare.password = '';
  return bare.href;
}

/** Source: https://fetch.spec.whatwg.org/#http-scheme */
export function isHttpScheme(url: ParsedUrl): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** The host of a serialised origin, its brackets included; empty for `null`. */
export function hostOf(origin: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(.*?)(?::\d+)?$/.exec(origin)?.[1] ?? '';
}

/** The scheme of a serialised origin, without its colon; empty for `null`. */
export function schemeOf(origin: string): string {
  return origin.slice(0, Math.max(0, origin.indexOf(':')));
}

/** Says whether two serialised origins are same origin. Two opaque ones never are, here: nothing of theirs is shared. */
export function isSameOrigin(a: string, b: string): boolean {
  return a !== 'null' && a === b;
}

/** Source: https://html.spec.whatwg.org/#schemelessly-same-site */
export function isSchemelesslySameSite(a: string, b: string): boolean {
  if (a === 'null' || b === 'null') return false;
  if (a === b) return true;
  const [hostA, hostB] = [hostOf(a), hostOf(b)];
  if (hostA === hostB) return true;
  const domain = registrableDomain(hostA);
  return domain !== null && domain === registrableDomain(hostB);
}

/** Source: https://url.spec.whatwg.org/#host-registrable-domain */
function registrableDomain(host: string): string | null {
  const domain = getDomain(host, { allowPrivateDomains: true });
  // A dot at the end stays: `a.example.` is another site than `a.example`.
  return domain !== null && host.endsWith('.') ? `${domain}.` : domain;
}

/** Source: https://html.spec.whatwg.org/#same-site */
export function isSameSite(a: string, b: string): boolean {
  return isSchemelesslySameSite(a, b) && schemeOf(a) === schemeOf(b);
}

/** Source: https://fetch.spec.whatwg.org/#bad-port */
const badPorts = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119,
  123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Says whether an address is blocked for its port. Source: https://fetch.spec.whatwg.org/#block-bad-port */
export function isBadPort(url: ParsedUrl): boolean {
  return isHttpScheme(url) && url.port !== null && badPorts.has(url.port);
}
