import { listed, single } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const rails: RecipeWriter = {
  title: 'Rails: `rack-cors`, in `config/initializers/cors.rb`',
  language: 'ruby',
  link: 'https://github.com/cyu/rack-cors#rails-configuration',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      '# First: what answers before it has no headers.',
      'Rails.application.config.middleware.insert_before 0, Rack::Cors do',
      '  allow do',
      `    origins ${listed(origins, single)}`,
      "    resource '*',",
      // It compares in lower case, and sends in upper case.
      `             methods: [${listed(methods.map((method) => method.toLowerCase()), single)}],`,
      `             headers: [${listed(headers, single)}],`,
      exposed.length > 0 && `             expose: [${listed(exposed, single)}],`,
      maxAge !== null && `             max_age: ${maxAge},`,
      `             credentials: ${String(credentials)}`,
      '  end',
      'end',
    ),
    notes: ["`gem 'rack-cors'`. `resource '*'` means every path, not every origin; it sets `Vary: Origin` itself.", ...(maxAge === null ? ['Without `max_age` it lets browsers remember a preflight for two hours.'] : [])],
  }),
};
