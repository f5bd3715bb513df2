import { caddyQuote } from './quote.ts';
import { leaveItToOne, lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const caddy: RecipeWriter = {
  title: 'Caddy: in the block of the site',
  language: 'caddyfile',
  link: 'https://caddyserver.com/docs/caddyfile/directives/header',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => {
    const fromOrigins = origins.map((origin) => `    header Origin ${caddyQuote(origin)}`);
    const set = (matcher: string, name: string, value: string): string => `    header ${matcher} ${name} ${caddyQuote(value)}`;
    return {
      code: lines(
        '@cors {',
        ...fromOrigins,
        '}',
        '@preflight {',
        '    method OPTIONS',
        '    header Access-Control-Request-Method *',
        ...fromOrigins,
        '}',
        '# A route keeps the order in which it is written: the preflight is answered before a login.',
        'route {',
        '    header +Vary Origin',
        '    header @cors Access-Control-Allow-Origin {http.request.header.Origin}',
        credentials && set('@cors', 'Access-Control-Allow-Credentials', 'true'),
        exposed.length > 0 && set('@cors', 'Access-Control-Expose-Headers', exposed.join(', ')),
        set('@preflight', 'Access-Control-Allow-Methods', methods.join(', ')),
        headers.length > 0 && set('@preflight', 'Access-Control-Allow-Headers', headers.join(', ')),
        maxAge !== null && set('@preflight', 'Access-Control-Max-Age', String(maxAge)),
        '    respond @preflight 204',
        '    # The other directives of the site follow here: basicauth, reverse_proxy, file_server …',
        '}',
      ),
      notes: ['Only the origins that the matcher lists get their own value back.', leaveItToOne],
    };
  },
};
