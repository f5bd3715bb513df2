import { placeholder } from './placeholder.ts';

const each = new RegExp(placeholder, 'g');
const words = new Set([
  'token', 'tokens', 'secret', 'secrets', 'password', 'passwd', 'passphrase', 'pwd', 'apikey', 'session', 'sessionid', 'sid', 'auth',
  'authorization', 'jwt', 'credential', 'signature',
]);
const keys = new Set(['api', 'access', 'private', 'secret', 'subscription']);
const endings = /(?:token|secret|password|apikey|sessionid|sessid)$/;

/**
 * Says whether a header, cookie, query parameter or field of this name usually holds a secret: one of its words says so, as in
 * `X-Api-Key`, `access_token` or `sessionId`. Those of CORS hold names.
 */
export function isSensitiveName(name: string): boolean {
  if (name.length > 200 || /^access-control-/i.test(name)) return false;
  // The name of a secret that was hidden already says nothing of what comes after it.
  const parts = name.replace(each, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z0-9]+/);
  return parts.some((part, index) => words.has(part) || endings.test(part) || (part === 'key' && keys.has(parts[index - 1] ?? '')));
}
