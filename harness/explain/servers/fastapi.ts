import { double, listed } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const fastapi: RecipeWriter = {
  title: 'FastAPI and Starlette: `CORSMiddleware` around the whole application',
  language: 'python',
  link: 'https://fastapi.tiangolo.com/tutorial/cors/',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      'from starlette.middleware.cors import CORSMiddleware',
      '',
      '# At the end of the module. Not by add_middleware: a 500 is made outside of that, and would have no headers.',
      'app = CORSMiddleware(',
      '    app,',
      `    allow_origins=[${listed(origins, double)}],`,
      `    allow_methods=[${listed(methods, double)}],`,
      `    allow_headers=[${listed(headers, double)}],`,
      credentials && '    allow_credentials=True,',
      exposed.length > 0 && `    expose_headers=[${listed(exposed, double)}],`,
      maxAge !== null && `    max_age=${maxAge},`,
      ')',
    ),
    notes: [
      'Remove the `app.add_middleware(CORSMiddleware, …)` that was there. It sets `Vary: Origin` for the origins that it lists only.',
      'If a cache stands before it, add `Vary: Origin` to all responses: else a page that is let in may get what was cached for another.',
      ...(maxAge === null ? ['Without `max_age` it lets browsers remember a preflight for ten minutes.'] : []),
    ],
  }),
};
