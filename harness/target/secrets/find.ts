import type { KnownSecret } from './known-secret.ts';
import { spellingsOf } from './spellings.ts';
import type { Encoding, Spelling } from './spellings.ts';

/** Where a secret stands in a text, in UTF-16 code units. */
export interface Occurrence {
  readonly start: number;
  readonly end: number;
  readonly secret: KnownSecret;
  readonly encoding: Encoding;
}

/** A stretch of a text that is made of occurrences alone, which may overlap. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** In the order of their starts, without those that lie within another one. */
  readonly occurrences: readonly Occurrence[];
}

/** Finds secrets in texts, by value and in any encoding. Redaction and the last scan share it, so they agree. */
export class SecretFinder {
  readonly #known: readonly { readonly secret: KnownSecret; readonly spellings: readonly Spelling[] }[];

  constructor(secrets: readonly KnownSecret[]) {
    this.#known = secrets.map((secret) => ({ secret, spellings: spellingsOf(secret.value) }));
  }

  find(text: string): Occurrence[] {
    const found: Occurrence[] = [];
    for (const { secret, spellings } of this.#known) {
      for (const spelling of spellings) {
        for (const { start, end } of spans(text, spelling)) found.push({ start, end, secret, encoding: spelling.encodingOf(text.slice(start, end)) });
      }
    }
    return found.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** Joins occurrences that overlap: to cut one out would leave a part of the other. */
  stretches(text: string): Stretch[] {
    const result: { start: number; end: number; occurrences: Occurrence[] }[] = [];
    for (const one of this.find(text)) {
      const last = result.at(-1);
      if (last === undefined || one.start >= last.end) result.push({ start: one.start, end: one.end, occurrences: [one] });
      else if (one.end > last.end) {
        last.end = one.end;
        last.occurrences.push(one);
      }
    }
    return result;
  }
}

function* spans(text: string, { patterns: [first, ...others] }: Spelling): Generator<{ start: number; end: number }> {
  first.lastIndex = 0;
  for (let match = first.exec(text); match !== null; match = first.exec(text)) {
    let end: number | null = first.lastIndex;
    for (const next of others) {
      next.lastIndex = end;
      end = next.test(text) ? next.lastIndex : null;
      if (end === null) break;
    }
    if (end !== null) yield { start: match.index, end };
    first.lastIndex = end ?? match.index + 1;
  }
}
