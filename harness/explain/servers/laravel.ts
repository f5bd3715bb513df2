import { listed, single } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const laravel: RecipeWriter = {
  title: 'Laravel: `config/cors.php`',
  language: 'php',
  link: 'https://laravel.com/docs/routing#cors',
  tried: false,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      '<?php',
      'return [',
      "    'paths' => ['*'],",
      `    'allowed_origins' => [${listed(origins, single)}],`,
      "    'allowed_origins_patterns' => [],",
      `    'allowed_methods' => [${listed(methods, single)}],`,
      `    'allowed_headers' => [${listed(headers, single)}],`,
      `    'exposed_headers' => [${listed(exposed, single)}],`,
      // 0 is Laravel's own default.
      `    'max_age' => ${maxAge ?? 0},`,
      `    'supports_credentials' => ${String(credentials)},`,
      '];',
    ),
    notes: [
      '`php artisan config:publish cors` makes the file, `php artisan config:clear` makes a change count. Laravel’s `HandleCors` middleware reads it, and must stay the first.',
      'Narrow `paths` to what other origins may request, such as `api/*`: it names paths, not origins.',
      ...(origins.length === 1 ? ['With a single origin it is sent to whoever asks, without `Vary`: that is right too, since a browser compares it.'] : []),
    ],
  }),
};
