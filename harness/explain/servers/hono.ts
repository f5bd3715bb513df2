import { listed, single } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const hono: RecipeWriter = {
  title: 'Hono: the middleware `hono/cors`',
  language: 'js',
  link: 'https://hono.dev/docs/middleware/builtin/cors',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      "import { cors } from 'hono/cors';",
      '',
      '// Before every route, and before the login is checked.',
      "app.use('*', cors({",
      `  origin: [${listed(origins, single)}],`,
      `  allowMethods: [${listed(methods, single)}],`,
      // An empty list would allow every header that is asked for; `Accept` needs no permission.
      `  allowHeaders: [${listed(headers.length > 0 ? headers : ['Accept'], single)}],`,
      credentials && '  credentials: true,',
      exposed.length > 0 && `  exposeHeaders: [${listed(exposed, single)}],`,
      maxAge !== null && `  maxAge: ${maxAge},`,
      '}));',
    ),
    notes: ['It comes with Hono, and sets `Vary: Origin` itself; what it sets stays on 404 and 500.'],
  }),
};
