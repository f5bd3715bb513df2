import { lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const general: RecipeWriter = {
  title: 'Any server: what its responses must say',
  language: 'http',
  link: 'https://fetch.spec.whatwg.org/#http-responses',
  tried: false,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => ({
    code: origins
      .map((origin) => {
        const both = [`Access-Control-Allow-Origin: ${origin}`, credentials && 'Access-Control-Allow-Credentials: true', 'Vary: Origin'];
        return lines(
          `# The preflight: OPTIONS, with Origin: ${origin}`,
          'HTTP/1.1 204 No Content',
          ...both,
          `Access-Control-Allow-Methods: ${methods.join(', ')}`,
          headers.length > 0 && `Access-Control-Allow-Headers: ${headers.join(', ')}`,
          maxAge !== null && `Access-Control-Max-Age: ${maxAge}`,
          '',
          `# Every other response, errors too, with Origin: ${origin}`,
          ...both,
          exposed.length > 0 && `Access-Control-Expose-Headers: ${exposed.join(', ')}`,
        );
      })
      .join('\n\n'),
    notes: [
      'Answer the preflight before the login is checked and before any redirect: it carries no cookies and no `Authorization`.',
      'Compare the whole `Origin` with a list, and answer with the element that equals it; to any other origin send none of these headers but `Vary`.',
      'Put it into the outermost place that makes responses of its own: a proxy’s 502 needs the headers too.',
    ],
  }),
};
