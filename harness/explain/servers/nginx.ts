import { nginxQuote } from './quote.ts';
import { leaveItToOne, lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const nginx: RecipeWriter = {
  title: 'nginx: maps in `http`, headers in `server`',
  language: 'nginx',
  link: 'https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => {
    // `add_header` leaves out what is empty, so each header is a variable that is empty where it does not belong.
    const map = (from: string, to: string, key: string, value: string): string => `map ${from} ${to} { default ""; ${key} ${nginxQuote(value)}; }`;
    const allowed = '$cors_origin';
    const preflight = '"$cors_preflight$cors_origin"';
    const tail = (name: string): string => map(preflight, name, '"~^1."', name === '$cors_methods' ? methods.join(', ') : headers.join(', '));
    const needsDollar = [...methods, ...headers, ...exposed].some((value) => value.includes('$'));
    return {
      code: lines(
        '# In http { … }',
        needsDollar && 'geo $cors_dollar { default "$"; }',
        'map $http_origin $cors_origin {',
        '    default "";',
        ...origins.map((origin) => `    ${nginxQuote(origin)} ${nginxQuote(origin)};`),
        '}',
        'map "$request_method $http_access_control_request_method" $cors_preflight { default ""; "~^OPTIONS ." 1; }',
        tail('$cors_methods'),
        headers.length > 0 && tail('$cors_headers'),
        credentials && map(allowed, '$cors_credentials', '"~."', 'true'),
        exposed.length > 0 && map(allowed, '$cors_exposed', '"~."', exposed.join(', ')),
        maxAge !== null && map(preflight, '$cors_max_age', '"~^1."', String(maxAge)),
        '',
        '# In server { … }, before its locations',
        'add_header Access-Control-Allow-Origin $cors_origin always;',
        'add_header Vary Origin always;',
        credentials && 'add_header Access-Control-Allow-Credentials $cors_credentials always;',
        exposed.length > 0 && 'add_header Access-Control-Expose-Headers $cors_exposed always;',
        'add_header Access-Control-Allow-Methods $cors_methods always;',
        headers.length > 0 && 'add_header Access-Control-Allow-Headers $cors_headers always;',
        maxAge !== null && 'add_header Access-Control-Max-Age $cors_max_age always;',
        'if ($cors_preflight) { return 204; }',
      ),
      notes: [
        'A `location` that has an `add_header` of its own loses all of these: repeat them there. `always` puts them on error responses too.',
        'In `server` the preflight is answered before any `auth_basic` or `auth_request`.',
        `${leaveItToOne} In nginx: \`proxy_hide_header Access-Control-Allow-Origin;\`, and so for each of them.`,
      ],
    };
  },
};
