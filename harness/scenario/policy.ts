import type { Finding } from './problem.ts';
import { show } from './problem.ts';
import type { ParsedScenario } from './schema.ts';

/** Directives by which requests are judged. */
const ofRequests = ['connect-src', 'img-src', 'default-src'];
const source = /^('self'|'none'|\*|[a-z][a-z0-9+.-]*:|https?:\/\/[^/\s*,]+|\{(origin|document-origin|resource-origin)\})$/i;

/**
 * Checks a Content-Security-Policy: whether the page gets it at all, can run its script and prepare the case under it, and
 * whether the model knows what it says (`harness/fetch/csp.ts`); else a right engine would differ from the prediction.
 */
export function checkPolicy({ document, request }: ParsedScenario): Finding[] {
  const { csp, context } = document;
  if (csp === undefined) return [];
  const findings: Finding[] = [];
  const find = (message: string, expected: string): void => void findings.push({ path: ['document', 'csp'], message, expected });
  if (context !== 'iframe' && context !== 'sandboxed-iframe') find(`a ${context} gets no policy of its own`, '`context: iframe` or `sandboxed-iframe`');
  if (request.cookies.length > 0) find('the policy may stop the requests that set cookies before the case', 'no `request.cookies`');
  if (csp.includes(',')) {
    find(`${show(csp)} is several policies`, 'one policy, without commas');
    return findings;
  }
  const directives = new Map<string, readonly string[]>();
  for (const directive of csp.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/[\t ]+/);
    if (name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  for (const [name, sources] of directives) {
    if (!name.endsWith('-src') && name !== 'treat-as-public-address') find(`what ${show(name)} does is outside the model`, 'directives such as connect-src');
    for (const one of ofRequests.includes(name) ? sources : []) {
      if (!source.test(one)) find(`what the source ${show(one)} matches is outside the model`, "'self', 'none', *, a scheme such as https:, an origin, or {resource-origin}");
    }
  }
  const scripts = directives.get('script-src-elem') ?? directives.get('script-src') ?? directives.get('default-src');
  if (scripts?.some((one) => ["'self'", '*', '{document-origin}'].includes(one.toLowerCase())) === false) {
    find('the policy keeps the page from running the script that makes the request', "`script-src 'self'` beside it");
  }
  return findings;
}
