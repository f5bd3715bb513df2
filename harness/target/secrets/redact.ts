import type { InputProblem } from '../asked-request.ts';
import { SecretFinder } from './find.ts';
import { hideInHeader } from './header-value.ts';
import { checkSecrets } from './known-secret.ts';
import type { KnownSecret } from './known-secret.ts';
import { isPlaceholder, Placeholders } from './placeholder.ts';
import { hideInText } from './text-secrets.ts';
import { hideInUrl, hideInUrls, hideQuery } from './url-secrets.ts';
import { walk } from './walk.ts';

export interface RedactorOptions {
  readonly secrets: readonly KnownSecret[];
  /** Serialised origins of targets: every value in the queries of their addresses is hidden, whatever it looks like. */
  readonly targetOrigins?: readonly string[];
  /** Key of the hashes; random for the run if left out. Two processes show the same hashes only with the same key. */
  readonly key?: Uint8Array;
}

export type MadeRedactor = { readonly kind: 'made'; readonly redactor: Redactor } | { readonly kind: 'refused'; readonly problems: readonly InputProblem[] };
export type Redacted<T> = { readonly kind: 'redacted'; readonly data: T } | { readonly kind: 'refused'; readonly problem: InputProblem };

/** Makes a redactor, or says which secrets could not be found safely. */
export function makeRedactor(options: RedactorOptions): MadeRedactor {
  const problems = checkSecrets(options.secrets);
  return problems.length === 0 ? { kind: 'made', redactor: new Redactor(options) } : { kind: 'refused', problems };
}

/**
 * Replaces secrets in whatever is about to be written or shown: known ones by value, in any encoding, and others by the name of
 * their place. To be given data before they are cut or put into a string, since half a secret is not recognised.
 */
export class Redactor {
  readonly #finder: SecretFinder;
  readonly #placeholders: Placeholders;
  readonly #targets: ReadonlySet<string>;

  /** For secrets that were checked: see `makeRedactor`. */
  constructor({ secrets, targetOrigins = [], key }: RedactorOptions) {
    this.#finder = new SecretFinder(secrets);
    this.#placeholders = new Placeholders(key);
    this.#targets = new Set(targetOrigins);
  }

  readonly #isTarget = (origin: string | null): boolean => (origin === null ? this.#targets.size > 0 : this.#targets.has(origin));

  /** A name that came from outside is shown only if it is an ordinary one. */
  readonly #hide = (name: string, value: string): string => (value === '' || isPlaceholder(value) ? value : this.#placeholders.for(/^[\w .-]{1,60}$/.test(name) ? name : 'secret', value));

  /** Redacts known secrets alone. */
  byValue(text: string): string {
    let [result, end] = ['', 0];
    for (const stretch of this.#finder.stretches(text)) {
      result += text.slice(end, stretch.start) + stretch.occurrences.map(({ secret }) => this.#placeholders.for(secret.name, secret.value)).join('');
      end = stretch.end;
    }
    return result + text.slice(end);
  }

  /** Redacts a text of any kind: a body, a message, a console line, an address, the bytes of a response. */
  text(text: string): string {
    return settled(text, (given) => hideInText(hideInUrls(this.byValue(given), this.#hide, this.#isTarget), this.#hide));
  }

  /** Redacts a text that is an address as a whole. */
  url(url: string): string {
    return settled(url, (given) => hideInUrl(this.text(given), this.#hide, this.#isTarget));
  }

  /** Redacts a request target such as `/path?query`, which was sent to an origin. */
  target(target: string, origin: string): string {
    return settled(target, (given) => (this.#isTarget(origin) ? hideQuery(this.text(given), this.#hide) : this.text(given)));
  }

  /** Redacts a header's value. */
  header(name: string, value: string): string {
    return settled(value, (given) => hideInHeader(name, this.byValue(given), this.#hide, (url) => this.url(url)) ?? this.text(given));
  }

  /** Redacts the value of a cookie, a field or a parameter whose name says that it is a secret. */
  value(name: string, value: string): string {
    return this.#hide(name, this.byValue(value));
  }

  /** Redacts JSON-like data, keys of objects included. What is none (a cycle, a map, a function) is refused. */
  data<T>(data: T): Redacted<T> {
    return walk(data, this);
  }
}


/** More rounds than any text needs that was not made to need them; known secrets are gone after the first. */
const mostRounds = 20;

/** Hiding one thing may show what another one is: a quote that is gone ends nothing any more. Each round hides more. */
function settled(text: string, hide: (text: string) => string): string {
  let [before, after] = [text, hide(text)];
  for (let round = 1; before !== after && round < mostRounds; round++) [before, after] = [after, hide(after)];
  return after;
}
