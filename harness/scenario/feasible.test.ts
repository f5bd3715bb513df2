import { describe, test } from 'node:test';
import { checkProblems, loadText, scenarioText } from './load-fixture.ts';

// What a run could not perform as written, or could only judge by chance, is refused before it.

type Fields = Parameters<typeof scenarioText>[0];
const allowed = "headers: { Access-Control-Allow-Origin: '{origin}' }";
const policy = (csp: string, context = 'iframe'): Fields => ({ document: `{ context: ${context}, csp: ${csp} }`, expect: '{ outcome: network-error, exchanges: [] }' });
const svg = '{ headers: { Content-Type: image/svg+xml }, body: \'<svg xmlns="http://www.w3.org/2000/svg"/>\' }';
const steps = (text: string, more: Fields = {}): Fields => ({ resource: `{ response: { ${allowed} } }`, expect: null, steps: text, ...more });
const fine = 'expect: { outcome: cors, exchanges: [request] }';
const post = 'request: { method: POST, mode: no-cors, credentials: include }';
const image = 'api: img, request: { mode: no-cors, credentials: include }, expect: { outcome: opaque, exchanges: [request] }';

describe('what is refused', () => {
  const rows: readonly (readonly [what: string, fields: Fields, message: RegExp])[] = [
    ['an abort and a timeout', { request: '{ abort: ‸700, timeout: 800 }' }, /race/],
    ['an abort of a synchronous request', { request: '{ sync: true, abort: ‸700 }' }, /cannot abort/],
    ['an abort before the request is surely sent', { request: '{ abort: ‸10 }' }, /not yet have been sent/],
    ['a timeout near the answer', { request: '{ timeout: ‸1000 }', resource: '{ response: { delay: 800 } }' }, /chance/],
    ['a synchronous request with a late answer', { request: '{ sync: ‸true }', resource: '{ response: { delay: 2000 } }' }, /stops its page/],
    ['answers that together take longer than the deadline', { request: '{ method: PUT }', resource: '‸{ preflight: { delay: 3000 }, response: { delay: 3000 } }' }, /longer than a request may take/],
    ['an image that is none', { apis: '[img]', resource: '{ response: ‸{ body: hello } }' }, /no image/],
    ['a policy of the top page', policy("‸connect-src 'none'", 'window'), /no policy/],
    ['a policy of a worker', policy("‸connect-src 'none'", 'worker'), /no policy/],
    ['a policy beside cookies', { ...policy("‸connect-src 'none'"), request: '{ cookies: [a=1] }' }, /cookies/],
    ['a policy that stops the script', policy("‸default-src 'none'"), /script/],
    ['a source that the model does not know', policy('‸connect-src https://a.example/path'), /outside the model/],
    ['a directive that the model does not know', policy('‸upgrade-insecure-requests'), /outside the model/],
    ['two policies in one', policy("‸\"connect-src 'self', img-src *\""), /several policies/],
    ['mixed content of a page within a page', { document: '{ scheme: https, context: ‸blob-document }', resource: '{ scheme: http, response: {} }' }, /mixed content/],
    ['a beacon that is not the last step', steps(`[‸{ api: beacon, ${post}, expect: { outcome: sent, exchanges: [request] } }, { ${fine} }]`), /when a beacon is over/],
    ['cookies of a later step', steps(`[{ ${fine} }, ‸{ request: { cookies: [a=1] }, ${fine} }]`), /set once/],
    ['an image twice', { ...steps(`[{ ${image} }, ‸{ ${image} }]`), resource: `{ response: ${svg} }` }, /chance/],
    ['steps under a policy', { ...steps(`[{ ${fine} }, { ${fine} }]`), document: "{ context: iframe, csp: ‸connect-src 'self' }" }, /which step begins/],
    ['steps whose answers take too long together', steps(`‸[${Array(4).fill(`{ ${fine} }`).join(', ')}]`, { resource: `{ response: { delay: 3000, ${allowed} } }` }), /12 seconds/],
  ];
  for (const [what, fields, message] of rows) test(what, () => checkProblems(scenarioText(fields), [{ message }]));
});

describe('what is not', () => {
  const rows: readonly (readonly [what: string, fields: Fields])[] = [
    ['an abort well before the answer', { request: '{ abort: 700 }', resource: '{ response: { delay: 2500 } }', expect: '{ outcome: aborted, exchanges: [request] }' }],
    ['a timeout of a synchronous request in a worker', { document: '{ context: worker }', request: '{ sync: true, timeout: 700 }', resource: '{ response: { delay: 2500 } }', expect: '{ outcome: timed-out, exchanges: [request] }' }],
    ['an image', { apis: '[img]', resource: `{ response: ${svg} }` }],
    ['a policy with a source that is known, and its script', policy("\"default-src 'none'; script-src 'self'\"")],
    ['a beacon as the last step', steps(`[{ ${fine} }, { api: beacon, ${post}, expect: { outcome: sent, exchanges: [request] } }]`)],
    ['two images', { ...steps(`[{ ${image} }, { ${image.replace('mode:', "path: '/b', mode:")} }]`), resource: `{ response: ${svg} }` }],
  ];
  for (const [what, fields] of rows) test(what, async () => void (await loadText(scenarioText(fields))));
});
