import { haproxyFormat, haproxyQuote } from './quote.ts';
import { leaveItToOne, lines } from './recipe.ts';
import type { RecipeWriter } from './recipe.ts';

export const haproxy: RecipeWriter = {
  title: 'HAProxy 2.2 or later: in the `frontend`',
  language: 'haproxy',
  link: 'https://docs.haproxy.org/2.6/configuration.html#4.2-http-after-response',
  tried: true,
  write: ({ origins, methods, headers, credentials, exposed, maxAge }) => {
    const set = (name: string, value: string, when: string): string => `    http-after-response set-header ${name} ${haproxyFormat(value)} if ${when}`;
    const [allowed, preflight] = ['{ var(txn.cors_origin) -m found }', '{ var(txn.cors_preflight) -m found } { var(txn.cors_origin) -m found }'];
    return {
      code: lines(
        `    http-request set-var(txn.cors_origin) req.fhdr(Origin) if { req.fhdr(Origin) -m str ${origins.map(haproxyQuote).join(' ')} }`,
        '    http-request set-var(txn.cors_preflight) bool(true) if METH_OPTIONS { req.fhdr(Access-Control-Request-Method) -m found }',
        '    # Before every http-request that checks a login or redirects.',
        '    http-request return status 204 if { var(txn.cors_preflight) -m found }',
        '',
        `    http-after-response set-header Access-Control-Allow-Origin %[var(txn.cors_origin)] if ${allowed}`,
        '    http-after-response add-header Vary Origin',
        credentials && set('Access-Control-Allow-Credentials', 'true', allowed),
        exposed.length > 0 && set('Access-Control-Expose-Headers', exposed.join(', '), allowed),
        set('Access-Control-Allow-Methods', methods.join(', '), preflight),
        headers.length > 0 && set('Access-Control-Allow-Headers', headers.join(', '), preflight),
        maxAge !== null && set('Access-Control-Max-Age', String(maxAge), preflight),
      ),
      notes: ['`http-after-response` reaches the responses that HAProxy makes itself too, such as 503.', leaveItToOne],
    };
  },
};
