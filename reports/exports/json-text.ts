/**
 * Writes JSON that any parser reads (I-JSON, RFC 7493) and that is harmless in a log and in a page: what `JSON.parse` gives back
 * is the same, but that a lone surrogate, which strict parsers refuse, becomes the six characters of its escape. Control
 * characters, what changes the direction of text, `<`, and `##` are escaped, which changes nothing for who parses it.
 */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent)
    // Only a lone surrogate is escaped so by JSON.stringify. A pair of backslashes is one, and what stands behind it is text.
    .replace(/\\\\|\\u(d[89a-f][0-9a-f]{2})/g, (match, surrogate?: string) => (surrogate === undefined ? match : `\\\\u${surrogate}`))
    .replace(/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff<]/g, escaped)
    .replace(/##/g, '#\\u0023');
  return `${text}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
