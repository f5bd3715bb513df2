/**
 * What makes Playwright answer preflights itself or change what is sent. With any of it a request reaches a server that
 * never allowed it, and the run would prove nothing. Kept in step with the lint rule in eslint.config.js.
 */
const options = ['extraHTTPHeaders', 'httpCredentials', 'userAgent', 'recordHar', 'offline', 'serviceWorkers', 'bypassCSP'];
const flags = ['--disable-web-security', '--user-agent', '--allow-running-insecure-content', '--disable-site-isolation-trials'];

/** Chromium takes switches with one hyphen too, and features in a list. */
function isRefused(arg: string): boolean {
  const [name = '', value = ''] = arg.replace(/^--?/, '--').split(/=(.*)/s);
  return flags.includes(name) || (name === '--disable-features' && value.split(',').includes('OutOfBlinkCors'));
}

/** Thrown when a browser was about to be started in a way that falsifies results. */
export class InterceptionRefused extends Error {
  override readonly name = 'InterceptionRefused';
}

/** Throws InterceptionRefused when launch or context options would come between a page and the network. */
export function refuseInterception(given: { readonly args?: readonly string[]; readonly [option: string]: unknown }): void {
  const named = Object.keys(given).filter((key) => options.includes(key));
  const flagged = (given.args ?? []).filter(isRefused);
  const refused = [...named, ...flagged];
  if (refused.length === 0) return;
  throw new InterceptionRefused(`${refused.join(', ')}: refused, because the browser would no longer do what it does for users. Remove it.`);
}
