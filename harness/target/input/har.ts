import { z } from 'zod';
import type { HeaderList } from '../../fetch/header.ts';
import type { AskedRequest, InputProblem } from '../asked-request.ts';
import { fromHeaders } from './from-headers.ts';
import { pickEntry } from './har-pick.ts';
import { isProblem, placeOf, tooLong } from './problem.ts';

const characterLimit = 200_000_000;

const pair = z.object({ name: z.string(), value: z.string() });
const postData = z.object({ text: z.string().nullish(), encoding: z.string().nullish(), params: z.array(z.unknown()).nullish() });
const request = z.object({ method: z.string(), url: z.string(), headers: z.array(pair).nullish(), cookies: z.array(pair).nullish(), postData: postData.nullish() });
const response = z.object({ status: z.number().nullish(), _error: z.string().nullish() });
const entry = z.object({ request, response: response.nullish(), _error: z.string().nullish(), _resourceType: z.string().nullish() });
const har = z.object({ log: z.object({ entries: z.array(entry) }) });

/** What is read of an entry of HAR 1.1 or 1.2. Source: http://www.softwareishard.com/blog/har-12-spec/ */
export type HarEntry = z.infer<typeof entry>;

/** Reads a request of a HAR file: that of an index (from 0) or of a part of its address; else the only one, or the first that failed. */
export function readHar(text: string, pick?: number | string): AskedRequest | InputProblem {
  const long = tooLong(text, characterLimit);
  if (long !== null) return long;
  const entries = readEntries(text.replace(/^\ufeff/, ''));
  if (isProblem(entries)) return entries;
  const picked = pickEntry(entries, pick);
  if (isProblem(picked)) return picked;
  const { method, url, headers, cookies, postData: data } = picked.entry.request;
  const isBinary = data?.encoding === 'base64';
  if (isBinary) return { problem: `the body of request ${picked.index} is binary, in base64`, tryThis: 'pick another request, or ask about it with a body of text' };
  const body = data?.text ?? null;
  const pairs: HeaderList = (headers ?? []).map(({ name, value }) => [name, value]);
  const notes = [...picked.notes, ...(body === null && (data?.params?.length ?? 0) > 0 ? ['The body was left out: the file has its parameters, but not its text.'] : [])];
  return fromHeaders({
    url,
    method,
    headers: withCookies(pairs, cookies ?? []),
    // Chrome writes an empty one where there is none.
    body: body === '' && ['GET', 'HEAD'].includes(method.toUpperCase()) ? null : body,
    mode: null,
    credentials: null,
    redirect: 'follow',
    origin: null,
    writtenBy: 'browser',
    notes,
  });
}

/** Some browsers list cookies without the header that carried them. */
function withCookies(headers: HeaderList, cookies: readonly z.infer<typeof pair>[]): HeaderList {
  if (cookies.length === 0 || headers.some(([name]) => name.toLowerCase() === 'cookie')) return headers;
  return [...headers, ['Cookie', cookies.map(({ name, value }) => `${name}=${value}`).join('; ')]];
}

function readEntries(text: string): readonly HarEntry[] | InputProblem {
  const tryThis = "save it again from the browser's developer tools: Network, Export HAR";
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    // The message itself may quote what stands there.
    const at = /at position (\d+)/.exec(String(error))?.[1];
    return { problem: `the HAR file is not JSON${at === undefined ? '' : `: broken at ${placeOf(text, Number(at))}`}`, tryThis };
  }
  const read = har.safeParse(json);
  if (read.success) return read.data.log.entries;
  const issue = read.error.issues[0];
  const expected = issue?.code === 'invalid_type' ? `${issue.expected} expected` : 'not as expected';
  return { problem: `the HAR file has another shape: ${pathOf(issue?.path ?? [])} is ${issue?.code === 'invalid_type' ? `no ${issue.expected}` : expected}`, tryThis };
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the whole' : path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('').slice(1);
}
