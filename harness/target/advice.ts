import type { Recipe } from '../explain/servers/recipe.ts';
import { recipeFor } from '../explain/servers/recipes.ts';
import { recognise } from '../explain/servers/recognise.ts';
import type { Recognised } from '../explain/servers/recognise.ts';
import type { Server } from '../explain/servers/server.ts';
import { corsUnsafeRequestHeaderNames } from '../fetch/cors-safelist.ts';
import type { AskedRequest } from './asked-request.ts';
import type { Cause } from './explanation.ts';
import type { AskedAndAnswered } from './foretell.ts';

/** What to change on one server that was recognised. */
export interface Advice {
  readonly server: Server;
  /** What told, in Markdown; null where no server was recognised. */
  readonly because: string | null;
  readonly sure: Recognised['sure'] | null;
  readonly recipe: Recipe;
}

/** Servers of which a reader can be told at once. */
const mostAdvice = 2;

/** Finds what to change on the servers that the answers come from: the smallest change that makes exactly this request pass. */
export function adviceOn(asked: AskedRequest, origin: string, cause: Cause, exchanges: readonly AskedAndAnswered[]): readonly Advice[] {
  if (cause.kind !== 'rule') return [];
  // A redirect can have made another origin and another method of them.
  const { facts } = cause;
  const need = { origins: [facts?.origin ?? origin], methods: [facts?.method ?? asked.method], headers: corsUnsafeRequestHeaderNames(asked.headers), credentials: asked.credentials === 'include', exposed: [], maxAge: null, reason: cause.reason };
  const answered = exchanges.flatMap(({ request, answer }) => (answer.kind === 'response' ? [{ url: request.url, headers: answer.headers }] : []));
  const last = answered.at(-1);
  const recognised = last === undefined ? [] : recognise(last.headers, last.url);
  const likely = recognised.filter(({ sure }) => sure === 'likely');
  const chosen: readonly Omit<Advice, 'recipe'>[] = likely.length > 0 ? likely : recognised.length > 0 ? recognised : [{ server: 'general', because: null, sure: null }];
  return chosen.slice(0, mostAdvice).flatMap(({ server, because, sure }) => {
    const result = recipeFor(server, need);
    return result.kind === 'recipe' ? [{ server, because, sure, recipe: result.recipe }] : [];
  });
}
