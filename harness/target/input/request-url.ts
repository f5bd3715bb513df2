import { parseUrl } from '../../fetch/url.ts';
import type { InputProblem } from '../asked-request.ts';

/** Reads an address that must be absolute, of scheme http or https; it stays as written. Problems hold none of it, since a query may be a secret. */
export function readRequestUrl(text: string): string | InputProblem {
  const url = text.trim();
  if (/^https?:\/\//i.test(url)) {
    if (parseUrl(url) !== null) return url;
    return { problem: 'the address cannot be parsed', tryThis: 'look at its host and its port: http://host:port/path' };
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (url === '') return { problem: 'the address is empty', tryThis: 'write an absolute address, such as http://localhost:3000/path' };
  if (url.startsWith('//')) return { problem: 'the address has no scheme', tryThis: 'write http: or https: before it' };
  if (/^[/.?#]/.test(url)) return { problem: 'the address is relative', tryThis: "write it whole, with the server's origin: http://localhost:3000/path" };
  // `localhost:3000` has the form of a scheme and a path.
  if (scheme === undefined || /^[^:/]*:\d+(?:[/?#]|$)/.test(url)) return { problem: 'the address has no scheme', tryThis: 'write http:// or https:// before it' };
  if (scheme === 'http' || scheme === 'https') return { problem: `after ${scheme}: two slashes are missing`, tryThis: `write ${scheme}://` };
  if (scheme === 'ws' || scheme === 'wss') return { problem: `${scheme}: is a WebSocket's address, to which CORS does not apply`, tryThis: 'give an http or https address' };
  return { problem: `the scheme ${scheme}: is neither http nor https`, tryThis: 'give an http or https address' };
}
