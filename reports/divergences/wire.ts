import { roleWord } from '../../harness/verdict/compare.ts';
import { exchangesOfCase } from '../../harness/verdict/observation.ts';
import type { ResultRecord } from '../record.ts';

/** Longest run of one word that is written out. */
const longest = 4;

/** The wire of one step of a case, counted from 0; the last one is the record's own. */
interface Wire {
  readonly observed: string;
  readonly predicted: string;
}

/** Writes what reached the servers in each step, and what should have by the standard: `POST → preflight → GET`. */
export function wiresOf({ before, observation, prediction }: ResultRecord): Wire[] {
  return [...before, { exchanges: exchangesOfCase(observation.exchanges), prediction }].map(({ exchanges, prediction: said }) => ({
    observed: arrows(exchanges.map((exchange) => (roleWord(exchange) === 'preflight' ? 'preflight' : exchange.method))),
    predicted: arrows((said?.exchanges ?? []).map(({ role, method }) => (role === 'preflight' ? role : method))),
  }));
}

function arrows(words: readonly string[]): string {
  const [first] = words;
  if (first === undefined) return 'nothing';
  return words.length > longest && new Set(words).size === 1 ? `${first}, ${words.length} times` : words.join(' → ');
}
