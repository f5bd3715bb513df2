import { listed, single } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const koa: RecipeWriter = {
  title: 'Koa: the middleware `@koa/cors`',
  language: 'js',
  link: 'https://github.com/koajs/cors',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      "import cors from '@koa/cors';",
      '',
      `const origins = new Set([${listed(origins, single)}]);`,
      '// Before every route, and before the login is checked.',
      'app.use(cors({',
      "  origin: (ctx) => (origins.has(ctx.get('Origin')) ? ctx.get('Origin') : ''),",
      `  allowMethods: [${listed(methods, single)}],`,
      // An empty list would allow every header that is asked for; `Accept` needs no permission.
      `  allowHeaders: [${listed(headers.length > 0 ? headers : ['Accept'], single)}],`,
      credentials && '  credentials: true,',
      exposed.length > 0 && `  exposeHeaders: [${listed(exposed, single)}],`,
      maxAge !== null && `  maxAge: ${single(String(maxAge))},`,
      '}));',
    ),
    notes: ['`npm install @koa/cors`. It sets `Vary: Origin` itself, and keeps its headers on errors; only an error for an origin that is not listed has no `Vary`.', 'Without `origin` it allows every origin that asks, so leave the list in.'],
  }),
};
