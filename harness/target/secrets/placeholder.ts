import { createHmac, randomBytes } from 'node:crypto';

/** Source of a pattern for a text that is shown instead of a secret. */
export const placeholder = '‹[^‹›]*›';
const whole = new RegExp(`^${placeholder}$`);
const each = /‹[^‹›]*: (\d+) characters?, #[0-9a-f]{8}›/g;

/** Says whether a text is nothing but a placeholder, so that redacting it again would only hide which secret it was. */
export function isPlaceholder(text: string): boolean {
  return whole.test(text);
}

/**
 * Makes the texts that are shown instead of secrets, such as `‹STAGING_TOKEN: 24 characters, #a1b2c3d4›`. The hash is keyed
 * with random bytes of the run: two are equal if their secrets are, and nobody can try secrets out on it later.
 */
export class Placeholders {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array = randomBytes(32)) {
    this.#key = key;
  }

  for(name: string, value: string): string {
    const hash = createHmac('sha256', this.#key).update(value).digest('hex').slice(0, 8);
    const length = lengthOf(value);
    return `‹${name}: ${length} ${length === 1 ? 'character' : 'characters'}, #${hash}›`;
  }
}

/** Counts characters; a placeholder counts for the secret that it hides. */
function lengthOf(value: string): number {
  let hidden = 0;
  const rest = value.replace(each, (_, length: string) => {
    hidden += Number(length);
    return '';
  });
  return hidden + (rest.length > 10_000 ? rest.length : Array.from(rest).length);
}
