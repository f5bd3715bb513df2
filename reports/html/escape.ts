/** Escapes text for HTML content and quoted attributes; what cannot be seen becomes a visible escape. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Replaces control characters, lone surrogates and what changes the direction of text by visible escapes. */
export function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** Gives an address back if a link may lead there, else one that leads nowhere. */
export function safeLink(address: string): string {
  return /^https:\/\/[^\s"'<>]+$/.test(address) ? address : '#';
}
