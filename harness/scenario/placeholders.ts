/** What a `{placeholder}` in a response header, in a policy or in an expected header may stand for. */
export interface PlaceholderValues {
  /** Serialised origin of the request: `null` in a sandboxed iframe. */
  readonly origin: string;
  readonly 'document-origin': string;
  /** Port of the document's origin, for origins that are nearly its own. */
  readonly 'document-port': string;
  readonly 'resource-origin': string;
  /** Address of each route, by name. */
  readonly urls: Readonly<Record<string, string>>;
}

export const placeholderNames = ['origin', 'document-origin', 'document-port', 'resource-origin'] as const;
const pattern = /\{(?:url:)?[a-z][a-z0-9-]*\}/g;

/** Lists the placeholders in a text that mean nothing, given the names of the routes. */
export function unknownPlaceholders(text: string, routes: readonly string[]): string[] {
  const known = [...placeholderNames.map((name) => `{${name}}`), ...routes.map((name) => `{url:${name}}`)];
  return (text.match(pattern) ?? []).filter((found) => !known.includes(found));
}

/** Fills in the placeholders of a text. */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
  return text.replace(pattern, (found) => {
    const name = found.slice(1, -1);
    if (name.startsWith('url:')) return new Map(Object.entries(values.urls)).get(name.slice('url:'.length)) ?? found;
    const known = placeholderNames.find((candidate) => candidate === name);
    return known === undefined ? found : values[known];
  });
}
