import { double, listed } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const django: RecipeWriter = {
  title: 'Django: `django-cors-headers`, at the end of `settings.py`',
  language: 'python',
  link: 'https://github.com/adamchainz/django-cors-headers#configuration',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      'INSTALLED_APPS = [*INSTALLED_APPS, "corsheaders"]',
      '# First: what answers before it has no headers.',
      'MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *MIDDLEWARE]',
      '',
      `CORS_ALLOWED_ORIGINS = [${listed(origins, double)}]`,
      `CORS_ALLOW_METHODS = [${listed(methods, double)}]`,
      `CORS_ALLOW_HEADERS = [${listed(headers, double)}]`,
      credentials && 'CORS_ALLOW_CREDENTIALS = True',
      exposed.length > 0 && `CORS_EXPOSE_HEADERS = [${listed(exposed, double)}]`,
      maxAge !== null && `CORS_PREFLIGHT_MAX_AGE = ${maxAge}`,
    ),
    notes: [
      '`pip install django-cors-headers`. It sets `Vary: origin` itself.',
      ...(maxAge === null ? ['Without `CORS_PREFLIGHT_MAX_AGE` it lets browsers remember a preflight for a day.'] : []),
      ...(credentials ? ['Requests with a cookie that change something also need Django’s CSRF token, and the origin in `CSRF_TRUSTED_ORIGINS`: that is not CORS.'] : []),
    ],
  }),
};
