import { listed, single } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const nestjs: RecipeWriter = {
  title: 'NestJS: `enableCors` in `main.ts`',
  language: 'ts',
  link: 'https://docs.nestjs.com/security/cors',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      'const app = await NestFactory.create(AppModule);',
      '// Before any `app.use` that checks a login, and before `listen`.',
      'app.enableCors({',
      `  origin: [${listed(origins, single)}],`,
      `  methods: [${listed(methods, single)}],`,
      `  allowedHeaders: [${listed(headers, single)}],`,
      credentials && '  credentials: true,',
      exposed.length > 0 && `  exposedHeaders: [${listed(exposed, single)}],`,
      maxAge !== null && `  maxAge: ${maxAge},`,
      '});',
    ),
    notes: ['It sets `Vary: Origin` itself. Guards and exception filters run after it, so preflights need no login, and errors have the headers.', 'On Fastify instead of Express, `npm install @fastify/cors` too.'],
  }),
};
