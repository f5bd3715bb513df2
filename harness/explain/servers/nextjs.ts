import { listed, single } from './quote.ts';
import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const nextjs: RecipeWriter = {
  title: 'Next.js: `proxy.ts` beside `app` (before version 16: `middleware.ts`)',
  language: 'ts',
  link: 'https://nextjs.org/docs/app/api-reference/file-conventions/proxy',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: lines(
      "import { NextResponse } from 'next/server';",
      "import type { NextRequest } from 'next/server';",
      '',
      `const origins = new Set([${listed(origins, single)}]);`,
      '',
      '// Before version 16 it must be called `middleware`.',
      'export function proxy(request: NextRequest) {',
      "  const origin = request.headers.get('origin') ?? '';",
      "  const preflight = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');",
      '  const response = preflight ? new NextResponse(null, { status: 204 }) : NextResponse.next();',
      "  response.headers.append('Vary', 'Origin');",
      '  if (!origins.has(origin)) return response;',
      "  response.headers.set('Access-Control-Allow-Origin', origin);",
      credentials && "  response.headers.set('Access-Control-Allow-Credentials', 'true');",
      exposed.length > 0 && `  response.headers.set('Access-Control-Expose-Headers', ${single(exposed.join(', '))});`,
      '  if (preflight) {',
      `    response.headers.set('Access-Control-Allow-Methods', ${single(methods.join(', '))});`,
      headers.length > 0 && `    response.headers.set('Access-Control-Allow-Headers', ${single(headers.join(', '))});`,
      maxAge !== null && `    response.headers.set('Access-Control-Max-Age', '${maxAge}');`,
      '  }',
      '  return response;',
      '}',
      '',
      "export const config = { matcher: '/api/:path*' };",
    ),
    notes: ['Set `matcher` to the paths that other origins may request. A login that is checked in the same function belongs after the answer to the preflight.', 'Do not set the same headers in `next.config` as well. Next.js drops `Vary: Origin` from its own 404 page: no cache should keep that.'],
  }),
};
