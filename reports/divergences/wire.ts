import { roleWord } from '../../harness/verdict/compare.ts';
import { exchangesOfCase } from '../../harness/verdict/observation.ts';
import type { ResultRecord } from '../record.ts';

/** Longest run of one word that is written out. */
const longest = 4;

/** Writes what reached the servers: `POST → preflight → GET`. */
export function observedWire({ observation }: ResultRecord): string {
  return arrows(exchangesOfCase(observation.exchanges).map((exchange) => (roleWord(exchange) === 'preflight' ? 'preflight' : exchange.method)));
}

/** Writes what should have reached them by the standard. */
export function predictedWire({ prediction }: ResultRecord): string {
  return arrows((prediction?.exchanges ?? []).map(({ role, method }) => (role === 'preflight' ? role : method)));
}

function arrows(words: readonly string[]): string {
  const [first] = words;
  if (first === undefined) return 'nothing';
  return words.length > longest && new Set(words).size === 1 ? `${first}, ${words.length} times` : words.join(' → ');
}
