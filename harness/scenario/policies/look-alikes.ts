import { isBadPort, parseUrl } from '../../fetch/url.ts';

/** A name that nobody can own. Source: https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
const nobody = 'cors-conformance.invalid';

/** Names an origin that no policy means. */
export function strangerOf(scheme: 'http' | 'https'): string {
  return `${scheme}://${nobody}`;
}

/** Top-level domains that browsers open over https alone, the best known of them: their registries had them put on the list of https://hstspreload.org. */
const httpsOnly = /\.(android|app|bank|boo|channel|chrome|dad|day|dev|eat|esq|fly|foo|gle|gmail|google|hangout|ing|insurance|meet|meme|mov|new|nexus|page|phd|play|prof|rsvp|search|youtube|zip)$/;

/** A port that is nobody's own. */
const otherPort = 49_152;

/** Lists origins that differ from one in a single thing, by which servers that compare sloppily take them for it. */
export function lookAlikesOf(origin: string): string[] {
  const url = parseUrl(origin);
  if (url === null) return [];
  const { hostname, protocol, port } = url;
  const at = (host: string): string => `${protocol}//${host}${port === null ? '' : `:${port}`}`;
  const candidates = [
    // The end of the host is compared.
    at(`x${hostname}`),
    // The beginning is.
    at(`${hostname}.${nobody}`),
    // A regular expression has a dot that is not escaped.
    at(hostname.replace('.', 'x')),
    // The scheme is not compared. A page over https may not ask a target over http, so there is no such look-alike the other way round.
    ...(protocol === 'https:' && !httpsOnly.test(hostname) ? [origin.replace('https:', 'http:')] : []),
    // The port is not, or the beginning of an origin with a port is.
    `${protocol}//${hostname}:${nextPort(protocol, hostname, port)}`,
  ];
  // Numbers in a host make an IPv4 address, or no address at all.
  const origins = candidates.flatMap((candidate) => parseUrl(candidate)?.origin ?? []);
  return [...new Set(origins)].filter((candidate) => candidate !== origin);
}

/** Chooses a port that begins with the given one, if browsers open pages there. */
function nextPort(protocol: string, hostname: string, port: number | null): number {
  if (port === null || port === 0) return otherPort;
  const longer = parseUrl(`${protocol}//${hostname}:${port}0`);
  if (longer !== null && longer.port !== null && !isBadPort(longer)) return longer.port;
  return port === otherPort ? otherPort + 1 : otherPort;
}
