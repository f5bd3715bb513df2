import type { Reason } from '../../fetch/reason.ts';
import { apache } from './apache.ts';
import { apiGateway } from './api-gateway.ts';
import { aspnet } from './aspnet.ts';
import { caddy } from './caddy.ts';
import { cloudflare } from './cloudflare.ts';
import { cloudfront } from './cloudfront.ts';
import { django } from './django.ts';
import { expressCors } from './express-cors.ts';
import { fastapi } from './fastapi.ts';
import { fastify } from './fastify.ts';
import { general } from './general.ts';
import { haproxy } from './haproxy.ts';
import { hono } from './hono.ts';
import { iis } from './iis.ts';
import { koa } from './koa.ts';
import { laravel } from './laravel.ts';
import { readNeed } from './need.ts';
import type { Need, NeedProblem } from './need.ts';
import { nestjs } from './nestjs.ts';
import { nextjs } from './nextjs.ts';
import { nginx } from './nginx.ts';
import { php } from './php.ts';
import { rails } from './rails.ts';
import type { Recipe, RecipeWriter } from './recipe.ts';
import { s3 } from './s3.ts';
import type { Server } from './server.ts';
import { spring } from './spring.ts';

/** How each server's recipe is written. A server without one does not compile. */
const writers = {
  cloudflare,
  cloudfront,
  'api-gateway': apiGateway,
  haproxy,
  nginx,
  apache,
  caddy,
  iis,
  s3,
  nextjs,
  nestjs,
  'express-cors': expressCors,
  fastify,
  koa,
  hono,
  spring,
  django,
  fastapi,
  aspnet,
  rails,
  laravel,
  php,
  general,
} as const satisfies Record<Server, RecipeWriter>;

/** What to see to for a reason that the headers of a server can mend; the others need something else. */
const byReason: Partial<Record<Reason, readonly string[]>> = {
  'preflight-redirect': ['The preflight is redirected now: see that this answers it before any redirect, such as that to https or to a slash at the end.'],
  'preflight-status': ['The preflight gets an error now: see that `OPTIONS` reaches this at all, and is not refused before it.'],
  'acam-unparsable': ['Remove the `Access-Control-Allow-Methods` that is sent now.'],
  'acah-unparsable': ['Remove the `Access-Control-Allow-Headers` that is sent now.'],
  'method-not-allowed': [],
  'method-case': ['Methods are compared by case: the list must have what is sent, `PATCH` and not `patch`.'],
  'method-star-with-credentials': ['Remove the `*` from `Access-Control-Allow-Methods`: with credentials it is a method by that name.'],
  'authorization-not-covered-by-star': ['`Authorization` must stand in the list by its name: `*` never covers it.'],
  'header-not-allowed': [],
  'header-star-with-credentials': ['Remove the `*` from `Access-Control-Allow-Headers`: with credentials it is a header by that name.'],
  'acao-missing': [],
  'acao-star-with-credentials': ['Remove the place that sends `Access-Control-Allow-Origin: *` now.'],
  'acao-multiple': ['More than one value is sent now: remove every other place that sets `Access-Control-Allow-Origin`.'],
  'acao-invalid': ['Remove the place that sends the value that is no origin now.'],
  'acao-null': ['Remove `null` from the list: any site can give a document of its own that origin.'],
  'acao-mismatch': ['Another origin is sent now: if that is one more to let in, add it to the list, and else remove the place that sends it.'],
  'acac-not-true': [],
};

export type RecipeResult =
  | { readonly kind: 'recipe'; readonly recipe: Recipe }
  /** What was asked for is no origin, method, name or time, or what no recipe may allow. */
  | { readonly kind: 'refused'; readonly problems: readonly NeedProblem[] }
  /** CORS headers do not mend this reason. */
  | { readonly kind: 'not-by-headers'; readonly reason: Reason };

/** Writes what to change on a server, so that exactly what is needed is allowed, and no more. */
export function recipeFor(server: Server, need: Need): RecipeResult {
  const { reason } = need;
  const more = reason === null ? [] : byReason[reason];
  if (reason !== null && more === undefined) return { kind: 'not-by-headers', reason };
  const allowed = readNeed(need);
  if (!('origins' in allowed)) return { kind: 'refused', problems: allowed };
  const { title, language, link, tried, write } = writers[server];
  const { code, notes } = write(allowed);
  return { kind: 'recipe', recipe: { title, language, code, notes: [...(more ?? []), ...notes], link, tried } };
}
