import { listed, single } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const expressCors: RecipeWriter = {
  title: 'Express: the `cors` middleware',
  language: 'js',
  link: 'https://expressjs.com/en/resources/middleware/cors.html',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      "import cors from 'cors';",
      '',
      '// Before every route, and before the login is checked.',
      'app.use(cors({',
      `  origin: [${listed(origins, single)}],`,
      `  methods: [${listed(methods, single)}],`,
      // Without it every header that is asked for is allowed.
      `  allowedHeaders: [${listed(headers, single)}],`,
      credentials && '  credentials: true,',
      exposed.length > 0 && `  exposedHeaders: [${listed(exposed, single)}],`,
      maxAge !== null && `  maxAge: ${maxAge},`,
      '}));',
    ),
    notes: [
      '`npm install cors`. Use it once for the whole application, not on single routes: a route for `PUT` alone answers no preflight.',
      'It sets `Vary: Origin` itself, and what it sets stays on 404 and 500.',
    ],
  }),
};
