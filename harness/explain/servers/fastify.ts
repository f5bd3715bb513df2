import { listed, single } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const fastify: RecipeWriter = {
  title: 'Fastify: the plugin `@fastify/cors`',
  language: 'js',
  link: 'https://github.com/fastify/fastify-cors',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      "import cors from '@fastify/cors';",
      '',
      '// Before every route, and before the login is checked.',
      'await fastify.register(cors, {',
      `  origin: [${listed(origins, single)}],`,
      `  methods: [${listed(methods, single)}],`,
      `  allowedHeaders: [${listed(headers, single)}],`,
      credentials && '  credentials: true,',
      exposed.length > 0 && `  exposedHeaders: [${listed(exposed, single)}],`,
      maxAge !== null && `  maxAge: ${maxAge},`,
      '});',
    ),
    notes: ['`npm install @fastify/cors`. It sets `Vary: Origin` itself, and what it sets stays on 404 and 500.', 'Hooks that check a login belong after it: hooks of one kind run in the order in which they were added.'],
  }),
};
