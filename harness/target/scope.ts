import { parseUrl } from '../fetch/url.ts';
import type { ParsedUrl } from '../fetch/url.ts';
import { show } from '../scenario/problem.ts';
import { specialAddress, specialHost } from './address.ts';
import type { SpecialAddress } from './address.ts';
import type { Leave } from './consent.ts';

/** Origins that may be asked: `https://api.example.com`, or all subdomains of a name, `https://*.example.com`. */
export type TargetOrigins = readonly string[];

const kinds: Readonly<Record<SpecialAddress, string>> = {
  'local': 'this machine',
  'private': 'a private network',
  'link-local': 'the local link',
  'metadata': 'the server of a cloud’s credentials',
  'reserved': 'addresses that are reserved',
};

/**
 * Says whether a request may go to an address: to the origins of targets and nowhere else. One in a private network must be
 * named exactly; no pattern leads there.
 */
export function inScope(url: string, targets: TargetOrigins): Leave {
  const parsed = parseUrl(url);
  if (parsed === null) return no(`${show(url)} is no absolute address`);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return no(`${show(parsed.protocol)} addresses are never asked, only http and https`);
  if (isNamed(parsed.origin, targets)) return { ok: true };
  const special = specialHost(parsed.hostname);
  if (!targets.some((target) => matches(parsed, target))) return no(`${parsed.origin} is no origin of a target${nearly(parsed, targets)}`);
  return special === null ? { ok: true } : no(`${parsed.origin} is at ${kinds[special]}, where no pattern leads; name the origin exactly if you mean it`);
}

/**
 * Says whether a request to an address that is in scope may go to the IP address that its name resolves to. A name that
 * stands in the configuration exactly may be in a private network; none may lead to the local link or to a cloud's credentials.
 */
export function resolvedInScope(url: string, address: string, targets: TargetOrigins): Leave {
  const scope = inScope(url, targets);
  const special = specialAddress(address);
  if (!scope.ok || special === null) return scope;
  const { origin, hostname } = parseUrl(url) ?? { origin: '', hostname: '' };
  const named = isNamed(origin, targets);
  // The address itself was named, so nobody is misled.
  if (named && specialAddress(hostname) === special) return scope;
  const severe = special === 'metadata' || special === 'link-local';
  if (named && !severe) return scope;
  return no(`${hostname} resolves to ${address}, which is at ${kinds[special]}; ${severe ? 'no name may lead there' : 'name its origin exactly if you mean it'}`);
}

function isNamed(origin: string, targets: TargetOrigins): boolean {
  return targets.some((target) => !target.includes('*') && parseUrl(target)?.origin === origin);
}

/** A pattern stands for one label or more, and not for the name itself. */
function matches(url: ParsedUrl, target: string): boolean {
  const pattern = /^(https?):\/\/\*\.([^/*]+)$/.exec(target);
  const base = pattern === null ? null : parseUrl(`${pattern[1]}://${pattern[2]}`);
  return base !== null && base.protocol === url.protocol && base.port === url.port && url.hostname.endsWith(`.${base.hostname}`) && url.hostname.length > base.hostname.length + 1;
}

/** Says what differs where little does. */
function nearly(url: ParsedUrl, targets: TargetOrigins): string {
  const named = targets.flatMap((target) => (target.includes('*') ? [] : (parseUrl(target) ?? [])));
  const same = named.find(({ hostname }) => hostname.replace(/\.$/, '') === url.hostname.replace(/\.$/, ''));
  if (same === undefined) return `; those are ${targets.length === 0 ? 'none' : targets.join(', ')}`;
  const differs = same.protocol !== url.protocol ? 'scheme' : same.hostname === url.hostname ? 'port' : 'dot at the end of the host';
  return `; ${same.origin} is one, but the ${differs} differs`;
}

function no(why: string): Leave {
  return { ok: false, why };
}
