import type { Literal } from './literal.ts';

/** Makes of literals the body that `JSON.stringify(…)` or `new URLSearchParams(…)` would make; null where it would be none. */
export function stringify(callee: 'JSON.stringify' | 'new URLSearchParams', items: readonly Literal[]): string | null {
  const [first, second, third] = items;
  if (callee === 'new URLSearchParams') return searchParams(first);
  // An array or a function as the second argument would leave members out.
  if (second !== undefined && !(second.kind === 'value' && (second.value === null || second.value === undefined))) return null;
  if (first === undefined || isCall(first)) return null;
  const space = third?.kind === 'value' && (typeof third.value === 'number' || typeof third.value === 'string') ? third.value : undefined;
  return first.kind === 'value' && first.value === undefined ? null : JSON.stringify(toPlain(first), null, space);
}

function searchParams(from: Literal | undefined): string | null {
  if (from === undefined) return '';
  if (from.kind === 'value') return typeof from.value === 'string' ? new URLSearchParams(from.value).toString() : null;
  const pairs = toPairs(from);
  return pairs === null ? null : new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();
}

/** Reads an object or an array of pairs as names and texts, as `Headers` and `URLSearchParams` do; null for anything else. */
export function toPairs(from: Literal): (readonly [name: string, value: string, at: number])[] | null {
  const pairs: (readonly [string, string, number])[] = [];
  if (from.kind === 'object') {
    // Of a key that comes twice JavaScript keeps the first place and the last value.
    const last = new Map(from.entries.map((entry) => [entry.key, entry]));
    for (const { key, value, at } of last.values()) {
      if (value.kind !== 'value') return null;
      pairs.push([key, String(value.value), at]);
    }
    return pairs;
  }
  if (from.kind !== 'array') return null;
  for (const item of from.items) {
    const [name, value, ...more] = item.kind === 'array' ? item.items : [];
    if (name?.kind !== 'value' || value?.kind !== 'value' || more.length > 0) return null;
    pairs.push([String(name.value), String(value.value), item.at]);
  }
  return pairs;
}

function isCall(literal: Literal): boolean {
  if (literal.kind === 'array') return literal.items.some(isCall);
  return literal.kind === 'call' || (literal.kind === 'object' && literal.entries.some(({ value }) => isCall(value)));
}

function toPlain(literal: Literal): unknown {
  switch (literal.kind) {
    case 'value':
      return literal.value;
    case 'array':
      return literal.items.map(toPlain);
    case 'object': {
      const plain = Object.create(null) as Record<string, unknown>;
      // `__proto__: …` makes no member in JavaScript either.
      for (const { key, value } of literal.entries) if (key !== '__proto__') plain[key] = toPlain(value);
      return plain;
    }
    case 'call':
      return undefined;
  }
}
