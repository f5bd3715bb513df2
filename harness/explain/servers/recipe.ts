import type { Allowed } from './need.ts';

/** Words that highlighters know, for the code fence. */
export type Language = 'apache' | 'caddyfile' | 'csharp' | 'haproxy' | 'http' | 'java' | 'js' | 'json' | 'nginx' | 'php' | 'python' | 'ruby' | 'ts' | 'xml' | 'yaml';

/** What to change on one server. */
export interface Recipe {
  /** What it is and where it goes; no full stop. */
  readonly title: string;
  readonly language: Language;
  readonly code: string;
  /** Markdown sentences: where it goes, and what must not undo it. */
  readonly notes: readonly string[];
  /** The server's own documentation. */
  readonly link: string;
  /** Whether the code was run as it is: preflight, response, errors and a foreign origin (`servers.real.test.ts`). */
  readonly tried: boolean;
}

/** How one server's recipe is written. */
export interface RecipeWriter extends Omit<Recipe, 'code' | 'notes'> {
  readonly write: (allowed: Allowed) => Pick<Recipe, 'code' | 'notes'>;
}

/** Puts lines together, without those that are not needed. */
export function lines(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string').join('\n');
}

export const leaveItToOne = 'If something behind it sets these headers too, remove them there: two `Access-Control-Allow-Origin` are worse than none.';
