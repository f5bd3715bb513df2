import leven from 'leven';

/** Finds the word that someone who wrote `written` most likely meant, or null when none is near. */
export function nearest(written: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(written.length / 2.5)) + 1;
  for (const candidate of known) {
    const distance = leven(written.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Phrases a suggestion, or undefined when no known word is near. */
export function didYouMean(written: string, known: readonly string[]): { hint?: string } {
  const word = nearest(written, known);
  return word === null ? {} : { hint: `did you mean \`${word}\`?` };
}
