import { apacheFormat, apacheQuote, regexEscape } from './quote.ts';
import { leaveItToOne, lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const apache: RecipeWriter = {
  title: 'Apache: in `<VirtualHost>`, with `headers`, `rewrite` and `setenvif`',
  language: 'apache',
  link: 'https://httpd.apache.org/docs/2.4/mod/mod_headers.html#header',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => {
    const set = (name: string, value: string, when: string): string => `Header always set ${name} ${apacheFormat(value)} env=${when}`;
    return {
      code: lines(
        ...origins.map((origin) => `SetEnvIf Origin ${apacheQuote(`^${regexEscape(origin)}$`)} cors_origin=$0`),
        'SetEnvIf cors_origin . cors_allowed',
        'SetEnvIf Access-Control-Request-Method . cors_asked',
        '',
        'Header always set Access-Control-Allow-Origin "%{cors_origin}e" env=cors_allowed',
        'Header always merge Vary Origin',
        credentials && set('Access-Control-Allow-Credentials', 'true', 'cors_allowed'),
        exposed.length > 0 && set('Access-Control-Expose-Headers', exposed.join(', '), 'cors_allowed'),
        set('Access-Control-Allow-Methods', methods.join(', '), 'cors_preflight'),
        headers.length > 0 && set('Access-Control-Allow-Headers', headers.join(', '), 'cors_preflight'),
        maxAge !== null && set('Access-Control-Max-Age', String(maxAge), 'cors_preflight'),
        '',
        'RewriteEngine On',
        'RewriteCond %{REQUEST_METHOD} =OPTIONS',
        'RewriteCond %{ENV:cors_asked} .',
        'RewriteCond %{ENV:cors_allowed} .',
        'RewriteRule ^ - [E=cors_preflight:1,R=204,L]',
      ),
      notes: [
        '`a2enmod headers rewrite setenvif`. Put it into `<VirtualHost>`, not into `.htaccess`: there the preflight is answered after the login is checked.',
        '`always` puts the headers on error responses too.',
        `${leaveItToOne} In Apache: \`Header onsuccess unset Access-Control-Allow-Origin\`, and so for each of them.`,
      ],
    };
  },
};
