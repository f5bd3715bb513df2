import { extractTokens, failure } from '../../harness/fetch/extract.ts';
import type { HeaderList, HeaderPair } from '../../harness/fetch/header.ts';
import { roleWord } from '../../harness/verdict/compare.ts';
import { exchangesOfCase } from '../../harness/verdict/observation.ts';
import type { ResultRecord } from '../record.ts';

/** What one answer of a server says of its CORS policy. */
export interface PolicyAnswer {
  /** `preflight`, `request`; of several of one kind, as with redirects, with its number: `request 2`. */
  readonly to: string;
  /** Null where there was no answer. */
  readonly status: number | null;
  /** A pair for each name, in lower case, sorted; values as the standard reads them. */
  readonly headers: readonly HeaderPair[];
}

export type Policy = readonly PolicyAnswer[];

const isOfPolicy = (name: string): boolean => name.startsWith('access-control-') || name === 'vary' || name === 'cross-origin-resource-policy';

/** Lists in which the order means nothing. Methods alone are case-sensitive: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 steps 7.5 and 7.6 */
const lists = {
  'access-control-allow-methods': 'case-sensitive',
  'access-control-allow-headers': 'case-insensitive',
  'access-control-expose-headers': 'case-insensitive',
  vary: 'case-insensitive',
} as const satisfies Readonly<Record<string, 'case-sensitive' | 'case-insensitive'>>;

/** Reads the CORS policy that the answers of a result's exchanges show, in their order. */
export function policyOf({ observation }: Pick<ResultRecord, 'observation'>): Policy {
  const count = new Map<string, number>();
  return exchangesOfCase(observation.exchanges).map((exchange): PolicyAnswer => {
    const role = roleWord(exchange);
    const number = (count.get(role) ?? 0) + 1;
    count.set(role, number);
    return { to: number === 1 ? role : `${role} ${number}`, status: exchange.response?.status ?? null, headers: headersOf(exchange.response?.headers ?? []) };
  });
}

function headersOf(headers: HeaderList): readonly HeaderPair[] {
  const names = [...new Set(headers.map(([name]) => name.toLowerCase()))].filter(isOfPolicy).sort();
  return names.map((name): HeaderPair => [name, valueOf(name, headers)]);
}

/** Several lines of one name are one value: https://fetch.spec.whatwg.org/#concept-header-list-get */
function valueOf(name: string, headers: HeaderList): string {
  const value = headers.flatMap(([written, line]) => (written.toLowerCase() === name ? [line] : [])).join(', ');
  if (!Object.hasOwn(lists, name)) return value;
  const tokens = extractTokens(headers, name);
  // A list that cannot be read is one value, which every letter of it matters to.
  if (tokens === null || tokens === failure) return value;
  const alike = lists[name as keyof typeof lists] === 'case-sensitive' ? tokens : tokens.map((token) => token.toLowerCase());
  return [...new Set(alike)].sort().join(', ');
}

/** Says what is different in a policy, a sentence each; nothing where it is the same. */
export function policyDrift(before: Policy, now: Policy): readonly string[] {
  const all = [...new Set([...before, ...now].map(({ to }) => to))];
  return all.flatMap((to) => driftOf(to, before.find((answer) => answer.to === to), now.find((answer) => answer.to === to)));
}

function driftOf(to: string, before: PolicyAnswer | undefined, now: PolicyAnswer | undefined): string[] {
  const answer = `the answer to the ${to}`;
  if (before === undefined) return [`${answer}: it was not asked for; now ${statusWords(now)}`];
  if (now === undefined) return [`${answer}: was ${statusWords(before)}; it is not asked for any more`];
  // Without an answer there are no headers: to say of each that it is gone would say the same again and again.
  if (before.status === null || now.status === null) return before.status === now.status ? [] : [`${answer}: was ${statusWords(before)}; is ${statusWords(now)}`];
  const status = before.status === now.status ? [] : [`${answer}: status was ${before.status}; is ${now.status}`];
  const [from, into] = [new Map(before.headers), new Map(now.headers)];
  const names = [...new Set([...from.keys(), ...into.keys()])].sort();
  const headers = names.filter((name) => from.get(name) !== into.get(name)).map((name) => `${answer}: ${writtenName(name)} was ${valueWords(from.get(name))}; is ${valueWords(into.get(name))}`);
  return [...status, ...headers];
}

function statusWords(answer: PolicyAnswer | undefined): string {
  return answer?.status == null ? 'none' : `status ${answer.status}`;
}

function valueWords(value: string | undefined): string {
  return value === undefined ? 'absent' : value === '' ? 'empty' : value;
}

/** Writes a name as people do: `Access-Control-Allow-Origin`. */
function writtenName(name: string): string {
  return name.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
