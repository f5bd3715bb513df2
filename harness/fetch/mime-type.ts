const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const quotedStringBytes = /^[\t\x20-\x7e\x80-\xff]*$/;

export interface MimeType {
  /** `text/plain`, in lower case. */
  readonly essence: string;
  readonly parameters: Map<string, string>;
}

/**
 * Parses a MIME type, one character a byte; null for failure. Parameters never make parsing fail: the first of a name
 * counts, and one that is malformed is left out. Source: https://mimesniff.spec.whatwg.org/#parse-a-mime-type
 */
export function parseMimeType(input: string): MimeType | null {
  const trimmed = input.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  const slash = trimmed.indexOf('/');
  if (slash === -1) return null;
  const type = trimmed.slice(0, slash);
  const semicolon = trimmed.indexOf(';', slash);
  const subtype = trimmed.slice(slash + 1, semicolon === -1 ? undefined : semicolon).replace(/[\t\n\r ]+$/, '');
  if (!token.test(type) || !token.test(subtype)) return null;
  return { essence: `${type}/${subtype}`.toLowerCase(), parameters: semicolon === -1 ? new Map<string, string>() : parseParameters(trimmed.slice(semicolon)) };
}

/** Parses `;name=value;name="quoted value"`. */
function parseParameters(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  let position = 0;
  while (position < text.length) {
    // past the semicolon and white space
    position++;
    while (position < text.length && /[\t\n\r ]/.test(text[position] ?? '')) position++;
    const start = position;
    while (position < text.length && text[position] !== ';' && text[position] !== '=') position++;
    const name = text.slice(start, position).toLowerCase();
    if (position >= text.length) break;
    if (text[position] === ';') continue;
    position++;
    let value: string;
    if (text[position] === '"') {
      position++;
      value = '';
      for (; position < text.length && text[position] !== '"'; position++) {
        if (text[position] === '\\' && position + 1 < text.length) position++;
        value += text[position] ?? '';
      }
      while (position < text.length && text[position] !== ';') position++;
    } else {
      const from = position;
      while (position < text.length && text[position] !== ';') position++;
      value = text.slice(from, position).replace(/[\t\n\r ]+$/, '');
      if (value === '') continue;
    }
    if (token.test(name) && quotedStringBytes.test(value) && !parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}
