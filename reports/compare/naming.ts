import type { CaseStep } from '../../harness/scenario/schema.ts';
import type { ResultRecord } from '../record.ts';

/** Hosts at which a run has its origins; their ports are others in each run. */
const hosts = String.raw`localhost|127\.0\.0\.1|0\.0\.0\.0|\[::ffff:[0-9a-f.:]{1,15}\]`;
const portOfHost = new RegExp(String.raw`(?<=(?:${hosts}):)\d{1,5}(?!\d)`, 'gi');
/** A scenario may write a host that is none, such as one with a NUL in it. Numbers in JSON stand behind a quote. */
const portOfAny = /(?<=[\w.\]]:)\d{4,5}(?!\d)/g;
const originInText = new RegExp(String.raw`(https?)://(${hosts}):(\d{1,5})(?!\d)`, 'gi');
const routeInText = new RegExp(String.raw`(https?)://(?:\w{0,80}(?::\w{0,80})?@)?(?:${hosts}):(\d{1,5})/([^/\s"\\?#]+)/([a-z][a-z0-9-]*)`, 'gi');
/** The first path segment of another case's addresses, or of an agent page's. */
const tokenSegment = /(?<=\/)[0-9a-f]{32}(?=\/)/g;

/**
 * Makes a function that gives the addresses in a record's texts names, the same in every run: `localhost:{document-http}`,
 * `127.0.0.1:{resource-https}`, `{token}`. A stream holds no topology, as `harness/verify/naming.ts` has it, so a port is
 * named by its part in this one case; what has no part in it and was not written in the scenario is `{another-http}`.
 */
export function nameRecord(record: ResultRecord): (text: string) => string {
  // The addresses of a target are the same in each run, and none has a token.
  if (record.target !== undefined) return (text) => text;
  const { document } = record.case;
  const token = record.url === null ? '' : (parse(record.url)?.pathname.split('/')[1] ?? '');
  const names = new Map<string, string>();
  const name = (port: string, given: string): void => void (port === '' || names.has(port) || names.set(port, given));

  const steps: readonly (readonly [CaseStep | Omit<CaseStep, 'expect'>, string | null])[] = [...record.case.before.map((step, index) => [step, record.before[index]?.url ?? null] as const), [record.case, record.url]];
  for (const [{ resource }, url] of steps) {
    const address = url === null ? null : parse(url);
    if (address === null) continue;
    const scheme = address.protocol.slice(0, -1);
    name(address.port, document.relation === 'same-origin' ? `document-${scheme}` : (resource.unreachable ?? `resource-${scheme}`));
  }
  const said = JSON.stringify([record.expect, record.prediction, record.verdict, record.before.map(({ expect, prediction }) => [expect, prediction])]);
  for (const [, scheme = '', port = '', ofToken, route = ''] of said.matchAll(routeInText)) {
    const declared = steps.flatMap(([{ resource }]) => (Object.hasOwn(resource.routes, route) ? [resource.routes[route]] : []))[0];
    if (ofToken === token && declared !== undefined) name(port, (declared.relation ?? document.relation) === 'same-origin' ? `document-${scheme}` : `resource-${scheme}`);
  }
  const written = new Set(JSON.stringify(record.case).match(portOfHost) ?? []);
  for (const [, scheme = '', host = '', port = ''] of said.matchAll(originInText)) {
    if (!written.has(port)) name(port, host !== 'localhost' ? `resource-${scheme}` : scheme === document.scheme ? `document-${scheme}` : `another-${scheme}`);
  }
  return (text) => {
    const withoutToken = token === '' ? text : text.replaceAll(`/${token}/`, '/{token}/');
    return withoutToken.replace(tokenSegment, '{another-token}').replace(portOfAny, (port) => (names.has(port) ? `{${names.get(port)}}` : port));
  };
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
