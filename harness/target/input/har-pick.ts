import { isMethod } from '../../fetch/method.ts';
import { isHttpScheme, parseUrl } from '../../fetch/url.ts';
import type { InputProblem } from '../asked-request.ts';
import type { HarEntry } from './har.ts';

interface Candidate {
  readonly entry: HarEntry;
  readonly index: number;
}

export interface PickedEntry extends Candidate {
  readonly notes: readonly string[];
}

const listed = 20;

/** Picks an entry by its index or by a part of its address; of several, the first that looks failed, if any does. */
export function pickEntry(entries: readonly HarEntry[], pick: number | string | undefined): PickedEntry | InputProblem {
  const all = entries.map((entry, index): Candidate => ({ entry, index }));
  if (all.length === 0) return { problem: 'the HAR file has no requests', tryThis: 'load the page with the developer tools open, then save the file again' };
  if (typeof pick === 'number') {
    const found = all[pick];
    return found === undefined ? { problem: `there is no request ${pick}; the HAR file has ${all.length}, from 0 on`, tryThis: `pick one of them:\n${list(all)}` } : { ...found, notes: [] };
  }
  const named = pick === undefined ? all : all.filter(({ entry }) => entry.request.url.includes(pick));
  if (named.length === 0) return { problem: 'no request of the HAR file has that in its address', tryThis: `pick one of them:\n${list(all)}` };
  if (named.length === 1 && named[0] !== undefined) return { ...named[0], notes: [] };
  const candidates = named.filter(({ entry }) => isAskable(entry));
  if (candidates.length === 1 && candidates[0] !== undefined) return { ...candidates[0], notes: [] };
  const failed = candidates.filter(({ entry }) => looksFailed(entry));
  const first = failed.find(({ entry }) => isByScript(entry)) ?? failed[0];
  if (first !== undefined) return { ...first, notes: [`Of ${named.length} requests, number ${first.index} was picked: the first that looks failed. Another is picked by its number or a part of its address.`] };
  return { problem: `${named.length} requests to choose from, and none looks failed`, tryThis: `pick one by its number or a part of its address:\n${list(candidates.length > 0 ? candidates : named)}` };
}

/** A preflight is nobody's request, and `data:` or an extension's page is out of question. */
function isAskable({ request }: HarEntry): boolean {
  const parsed = parseUrl(request.url);
  const isPreflight = request.method === 'OPTIONS' && hasName(request, 'access-control-request-method');
  return !isPreflight && parsed !== null && isHttpScheme(parsed);
}

/** Blocked by the browser: no response, status 0, or an error of its network stack, but for what a person or an extension stopped. */
function looksFailed({ response, _error }: HarEntry): boolean {
  const error = response?._error ?? _error ?? '';
  if (/ERR_ABORTED|ERR_BLOCKED_BY_CLIENT|NS_BINDING_ABORTED/.test(error)) return false;
  return error !== '' || (response?.status ?? 0) === 0;
}

function isByScript({ request, _resourceType }: HarEntry): boolean {
  return _resourceType === 'fetch' || _resourceType === 'xhr' || hasName(request, 'origin');
}

function hasName({ headers }: HarEntry['request'], lower: string): boolean {
  return (headers ?? []).some(({ name }) => name.toLowerCase() === lower);
}

function list(candidates: readonly Candidate[]): string {
  const lines = candidates.slice(0, listed).map(({ entry, index }) => `${index}: ${isMethod(entry.request.method) ? entry.request.method : '?'} ${shown(entry.request.url)} ${entry.response?.status ?? 0}`);
  return [...lines, ...(candidates.length > listed ? [`… and ${candidates.length - listed} more`] : [])].join('\n');
}

/** Without userinfo and query, which may hold secrets. */
function shown(url: string): string {
  const parsed = parseUrl(url);
  if (parsed === null || !isHttpScheme(parsed)) return '(no http address)';
  const text = `${parsed.origin}${parsed.pathname}`;
  return `${text.length > 100 ? `${text.slice(0, 100)}…` : text}${parsed.href.includes('?') ? '?…' : ''}`;
}
