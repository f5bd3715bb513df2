import type { Explanation } from './explanation.ts';

/** Fields that the program looks up or decides by. */
const fields = new Set(['kind', 'reason', 'trouble', 'role', 'result', 'finding', 'engine', 'server', 'sure', 'name', 'algorithm', 'stage', 'credentials', 'mode', 'redirect', 'language', 'build', 'driver', 'source']);

/** Lists the words of an explanation that no secret may be looked for in, or what is shown would mean nothing any more. */
export function ownWords(explanation: Explanation): readonly string[] {
  return [...new Set(wordsIn(explanation, ''))];
}

function wordsIn(value: unknown, field: string): string[] {
  if (typeof value === 'string') return fields.has(field) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value) ? value.flatMap((one: unknown) => wordsIn(one, field)) : Object.entries(value).flatMap(([name, one]) => wordsIn(one, name));
}
