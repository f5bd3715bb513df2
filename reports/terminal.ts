/** Makes untrusted text harmless on a terminal: control and direction-changing characters become visible escapes. */
export function plain(text: string): string {
  return text.replace(/[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
