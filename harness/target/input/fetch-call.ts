import { hasHeader } from '../../fetch/header.ts';
import type { HeaderPair } from '../../fetch/header.ts';
import type { AskedRequest, InputProblem } from '../asked-request.ts';
import { readBody, readHeaderPairs, readInit } from './fetch-init.ts';
import { fromHeaders } from './from-headers.ts';
import { readArguments } from './literal.ts';
import { isProblem, placeOf, tooLong } from './problem.ts';
import { tokenAt } from './tokens.ts';

const characterLimit = 4_000_000;

/** Reads a `fetch(…)` call, as a browser copies it or as it is written by hand. Nothing is executed: every value must be written out. */
export function readFetchCall(text: string): AskedRequest | InputProblem {
  const long = tooLong(text, characterLimit);
  if (long !== null) return long;
  const open = findCall(text);
  if (open === null && /\bfetch\s*\(/.test(text)) return { problem: 'there is more before the fetch() call', tryThis: 'give the call alone, from fetch( to its closing parenthesis' };
  if (open === null) return { problem: 'this is not a fetch() call', tryThis: "use the browser's developer tools: Network, right click on the request, Copy as fetch" };
  const call = readArguments(text, open);
  if (isProblem(call)) return call;
  const [address, given] = call.items;
  if (address?.kind !== 'value' || typeof address.value !== 'string') return { problem: `the first argument of fetch(), at ${placeOf(text, address?.at ?? open)}, is not a string`, tryThis: 'write the address out, in quotes' };
  const init = readInit(given, text);
  if (isProblem(init)) return init;
  const pairs = readHeaderPairs(init.values.get('headers'), text);
  if (isProblem(pairs)) return pairs;
  const body = readBody(init.values.get('body'), text);
  if (isProblem(body)) return body;

  const follows = tokenAt(text, call.end);
  const rest = follows.text === ';' ? tokenAt(text, follows.end) : follows;
  const headers: HeaderPair[] = body?.type == null || hasHeader(pairs, 'Content-Type') ? pairs : [...pairs, ['Content-Type', body.type]];
  return fromHeaders({
    url: address.value,
    method: init.method,
    headers,
    body: body?.text ?? null,
    mode: init.mode,
    credentials: init.credentials,
    redirect: init.redirect,
    origin: init.origin,
    // Whoever writes a call by hand has no reason to write these.
    writtenBy: pairs.some(([name]) => name.toLowerCase().startsWith('sec-')) ? 'browser' : 'person',
    notes: [...init.notes, ...(rest.kind === 'end' ? [] : ['What follows the fetch() call was left out.'])],
  });
}

/** The offset after `fetch(`, which may have an assignment, `return`, `await` and `window.` before it; null if there is none. */
function findCall(text: string): number | null {
  const written: string[] = [];
  let token = tokenAt(text, text.startsWith('\ufeff') ? 1 : 0);
  while ((token.kind === 'name' || token.text === '=' || token.text === '.') && token.kind !== 'string' && written.length < 10) {
    written.push(token.text);
    token = tokenAt(text, token.end);
  }
  const isCall = /^(?:(?:const |let |var )?\S+ = )?(?:return )?(?:await )?(?:(?:window|globalThis|self) \. )?fetch$/.test(written.join(' '));
  return isCall && token.kind === 'sign' && token.text === '(' ? token.end : null;
}
