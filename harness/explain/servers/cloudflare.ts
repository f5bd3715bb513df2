import { listed, single } from './quote.ts';
import { leaveItToOne, lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const cloudflare: RecipeWriter = {
  title: 'Cloudflare: a Worker on the route',
  language: 'js',
  link: 'https://developers.cloudflare.com/workers/examples/cors-header-proxy/',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      `const origins = new Set([${listed(origins, single)}]);`,
      '',
      'export default {',
      '  async fetch(request) {',
      "    const origin = request.headers.get('Origin') ?? '';",
      "    const preflight = request.method === 'OPTIONS' && request.headers.has('Access-Control-Request-Method');",
      '    const answer = preflight ? new Response(null, { status: 204 }) : await fetch(request);',
      '    // A response that was fetched cannot be changed, a copy can.',
      '    const response = new Response(answer.body, answer);',
      "    response.headers.append('Vary', 'Origin');",
      '    if (!origins.has(origin)) return response;',
      "    response.headers.set('Access-Control-Allow-Origin', origin);",
      credentials && "    response.headers.set('Access-Control-Allow-Credentials', 'true');",
      exposed.length > 0 && `    response.headers.set('Access-Control-Expose-Headers', ${single(exposed.join(', '))});`,
      '    if (preflight) {',
      `      response.headers.set('Access-Control-Allow-Methods', ${single(methods.join(', '))});`,
      headers.length > 0 && `      response.headers.set('Access-Control-Allow-Headers', ${single(headers.join(', '))});`,
      maxAge !== null && `      response.headers.set('Access-Control-Max-Age', '${maxAge}');`,
      '    }',
      '    return response;',
      '  },',
      '};',
    ),
    notes: [
      'Cloudflare only passes CORS headers on: if you can, change the server behind it instead, and leave the Worker out.',
      'Behind Cloudflare Access, let preflights through in its own CORS settings: it asks for a login before any Worker runs.',
      leaveItToOne,
    ],
  }),
};
