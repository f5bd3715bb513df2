/**
 * Refuses what no checked value has: what reaches a recipe is printable ASCII, so that a quoted string needs to escape only
 * what ends it or is replaced in it. Throws for anything else, which is a bug.
 */
function printable(text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text)) throw new Error(`not printable ASCII: ${JSON.stringify(text)}`);
  return text;
}

/** Quotes for JavaScript, Ruby and PHP, where nothing is replaced between single quotes. */
export function single(text: string): string {
  return `'${printable(text).replace(/[\\']/g, '\\$&')}'`;
}

/** Quotes for Python, Java, C#, JSON and YAML, which agree on printable ASCII between double quotes. */
export function double(text: string): string {
  return `"${printable(text).replace(/[\\"]/g, '\\$&')}"`;
}

/** Quotes for nginx, which has no escape for `$`: the recipe declares a variable that holds one. */
export function nginxQuote(text: string): string {
  return double(text).replace(/\$/g, '${cors_dollar}');
}

/** Quotes for Apache, where neither `\` nor `"` may stand bare. */
export const apacheQuote = double;

/** Quotes a value of Apache's `Header`, in which `%` begins a format. */
export function apacheFormat(text: string): string {
  return double(text).replace(/%/g, '%%');
}

/** Escapes what has a meaning in a regular expression. */
export function regexEscape(text: string): string {
  return printable(text).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Quotes for HAProxy: between single quotes nothing is replaced and nothing can be escaped, so a quote stands outside. */
export function haproxyQuote(text: string): string {
  return `'${printable(text).replace(/'/g, String.raw`'\''`)}'`;
}

/** Quotes a log format of HAProxy, in which `%` begins a variable. */
export function haproxyFormat(text: string): string {
  return haproxyQuote(text.replace(/%/g, '%%'));
}

/** Quotes for a Caddyfile, where placeholders stand in braces, and a backslash before anything else is one. */
export function caddyQuote(text: string): string {
  return `"${printable(text).replace(/[{}"]/g, '\\$&')}"`;
}

/** Quotes an attribute of XML. */
export function xmlQuote(text: string): string {
  return `"${printable(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)}"`;
}

/** Writes a list of quoted elements, without its brackets. */
export function listed(values: readonly string[], quote: (text: string) => string): string {
  return values.map(quote).join(', ');
}
