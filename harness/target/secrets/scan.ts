import { readFileSync } from 'node:fs';
import { SecretFinder } from './find.ts';
import type { KnownSecret } from './known-secret.ts';
import type { Encoding } from './spellings.ts';
import { unpack } from './unpack.ts';

/** What was written: a file by its path, or a text (a terminal's, say) under a name of its own. */
export type Written = { readonly kind: 'file'; readonly file: string } | { readonly kind: 'text'; readonly name: string; readonly text: string };

/** A secret that stands somewhere; it tells which one by its name, never by its value. */
export interface Leak {
  readonly file: string;
  /** The way into it through what is packed: entries of a zip file, packs of a report. */
  readonly inside: readonly string[];
  /** Bytes from the start of what is named last; null where it stands in the file's name. */
  readonly offset: number | null;
  readonly secret: string;
  readonly encoding: Encoding;
}

export interface Scan {
  readonly leaks: readonly Leak[];
  /** What could not be looked into, a sentence each: of these nobody knows. */
  readonly unread: readonly string[];
}

/** Packs within packs; a zip file in a report in a zip file has three. */
const deepest = 5;
/** Bytes that are looked at as one text. Node allows twice as many characters. */
const window = 256 * 1024 * 1024;

/** Looks through all that was written for known secrets, in every encoding that redaction knows, and in what is packed. */
export function scan(written: readonly Written[], secrets: readonly KnownSecret[]): Scan {
  const looking = new Looking(new SecretFinder(secrets), overlapFor(secrets));
  for (const one of written) {
    const name = looking.name(one.kind === 'file' ? one.file : one.name);
    let content: Buffer;
    try {
      content = one.kind === 'file' ? readFileSync(one.file) : Buffer.from(one.text);
    } catch (error) {
      looking.unread.push(`${name} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'it is too large'}`);
      continue;
    }
    looking.into(content, name, []);
  }
  return { leaks: looking.leaks, unread: looking.unread };
}

/** Two windows have as many bytes in common as the longest spelling of a secret may have. */
function overlapFor(secrets: readonly KnownSecret[]): number {
  return 128 * Math.max(0, ...secrets.map(({ value }) => value.length));
}

class Looking {
  readonly leaks: Leak[] = [];
  readonly unread: string[] = [];
  readonly #finder: SecretFinder;
  readonly #overlap: number;

  constructor(finder: SecretFinder, overlap: number) {
    this.#finder = finder;
    this.#overlap = overlap;
  }

  /** Looks at a name, and returns it without what must not be shown. */
  name(name: string): string {
    const stretches = this.#finder.stretches(name);
    const shown = stretches.reduceRight((text, { start, end, occurrences }) => `${text.slice(0, start)}‹${occurrences.map(({ secret }) => secret.name).join(', ')}›${text.slice(end)}`, name);
    for (const { secret, encoding } of stretches.flatMap(({ occurrences }) => occurrences)) this.leaks.push({ file: shown, inside: [], offset: null, secret: secret.name, encoding });
    return shown;
  }

  into(content: Buffer, file: string, inside: readonly string[]): void {
    const where = [file, ...inside].join(' › ');
    for (let start = 0, seen = 0; start === 0 || start < content.length; start += window) {
      const text = content.toString('latin1', start, start + window + this.#overlap);
      for (const { start: at, end, secret, encoding } of this.#finder.find(text)) {
        if (start + end > seen) this.leaks.push({ file, inside, offset: start + at, secret: secret.name, encoding });
      }
      seen = start + text.length;
      const packed = unpack(start === 0 ? content : Buffer.alloc(0), text);
      for (const sentence of packed.unread) this.unread.push(`${where}: ${this.name(sentence)}`);
      if (packed.parts.length > 0 && inside.length >= deepest) this.unread.push(`${where}: what is packed in it is packed too deep`);
      else for (const part of packed.parts) this.into(part.content, file, [...inside, this.name(part.where)]);
    }
  }
}
