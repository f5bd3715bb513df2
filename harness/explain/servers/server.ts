/** What may have answered, outermost first: a CDN stands before a gateway, that before a web server, that before an application. */
export const servers = [
  'cloudflare',
  'cloudfront',
  'api-gateway',
  'haproxy',
  'nginx',
  'apache',
  'caddy',
  'iis',
  's3',
  'nextjs',
  'nestjs',
  'express-cors',
  'fastify',
  'koa',
  'hono',
  'spring',
  'django',
  'fastapi',
  'aspnet',
  'rails',
  'laravel',
  'php',
  /** Known by name, but without a recipe of its own; or not known. */
  'general',
] as const;
export type Server = (typeof servers)[number];
