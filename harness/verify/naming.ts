import type { Topology } from '../../servers/topology.ts';

/** The first path segment of a case's addresses, or of an agent page's, whose address a browser may wrongly send as Referer. */
const tokenSegment = /(?<=\/)[0-9a-f]{32}(?=\/)/g;

/**
 * Makes a function that gives the addresses in a text names: a case has another token in each round, and fresh origins have
 * other ports.
 */
export function nameAddresses(topology: Topology): (text: string, url: string | null) => string {
  const { document, resource, raw, unreachable } = topology;
  const named = new Map<string, string>();
  for (const [kind, alike] of Object.entries(unreachable)) {
    for (const byRelation of alike) for (const origin of Object.values(byRelation['same-site'])) named.set(origin, kind);
  }
  for (const [place, pair] of [['document', document], ['resource', resource['same-site']], ['raw', raw['same-site']]] as const) {
    for (const [scheme, origin] of Object.entries(pair)) named.set(origin, `${place}-${scheme}`);
  }
  const ports = new Map([...named].map(([origin, name]) => [new URL(origin).port, name]));
  return (text, url) => {
    const token = url === null ? undefined : new URL(url).pathname.split('/')[1];
    const withoutToken = token === undefined || token === '' ? text : text.replaceAll(token, '{token}');
    return withoutToken.replace(tokenSegment, '{another-token}').replace(/(?<=localhost:|127\.0\.0\.1:)\d+/g, (port) => (ports.has(port) ? `{${ports.get(port)}}` : port));
  };
}
