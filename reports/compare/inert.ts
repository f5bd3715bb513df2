/** Most letters of a text that are shown; of a longer one the middle is left out. */
const mostLetters = 160;
const lettersAtTheEnd = 40;

/**
 * Makes text from a stream fit for one line anywhere: what cannot be seen, or changes how the rest is seen, becomes a
 * visible escape, and so does the beginning of a command to a CI's log (`##[error]`).
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029\u{fe00}-\u{fe0f}]/gu, (character) => escaped(character))
    .replace(/##(?=\[|vso)/g, '#\\u0023');
}

/** As `oneLine`, and not longer than people read. */
export function short(text: string): string {
  return noLonger(text, mostLetters);
}

/** As `oneLine`, with so many letters at most, and a few words for what is left out. */
export function noLonger(text: string, most: number): string {
  const letters = Array.from(oneLine(text));
  if (letters.length <= most) return letters.join('');
  const left = letters.length - most;
  return `${letters.slice(0, most - lettersAtTheEnd).join('')} …(${left} more)… ${letters.slice(-lettersAtTheEnd).join('')}`;
}

/**
 * Writes text as code in Markdown, where nothing of it is a sign: no HTML, no link, no mention, no command to a CI's log. A
 * bar, which would end a cell of a table even there, becomes a visible escape.
 */
export function code(text: string): string {
  const shown = short(text).replaceAll('|', '\\u007c');
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const space = shown.trim() !== shown || shown === '' || /^`|`$/.test(shown) ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

/** Writes JSON that holds no character that cannot be seen; it means the same. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[^\P{Cc}\n]|[\p{Cf}\u2028\u2029]/gu, (character) => escaped(character));
}

/** Escapes as JSON does: a pair for what lies beyond U+FFFF. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}
