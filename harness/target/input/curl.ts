import { hasHeader } from '../../fetch/header.ts';
import type { HeaderPair } from '../../fetch/header.ts';
import type { AskedRequest, InputProblem } from '../asked-request.ts';
import { isForCmd, splitCmdWords } from './cmd-words.ts';
import { readCurlArguments } from './curl-arguments.ts';
import type { CurlArgument } from './curl-arguments.ts';
import { readCurlData, readCurlQuery } from './curl-data.ts';
import { readCurlHeaders } from './curl-headers.ts';
import { readCurlUrl, withQuery } from './curl-url.ts';
import { fromHeaders } from './from-headers.ts';
import type { Command } from './growing-words.ts';
import { isProblem, tooLong } from './problem.ts';
import { splitShellWords } from './shell-words.ts';

const characterLimit = 4_000_000;

/**
 * Reads a curl command, as a browser copies it for a POSIX shell or for Windows' cmd, or as it is written by hand. Nothing
 * is executed and no file is read.
 */
export function readCurl(text: string): AskedRequest | InputProblem {
  const long = tooLong(text, characterLimit);
  if (long !== null) return long;
  // A byte-order mark, or the prompt of a shell in a document.
  const source = text.replace(/^\ufeff?\s*[$%>] (?=curl)|^\ufeff/, (mark) => ' '.repeat(mark.length));
  const command = isForCmd(source) ? splitCmdWords(source) : splitShellWords(source);
  if (isProblem(command)) return command;
  const [first] = command.words;
  if (first === undefined || !/^(?:.*[/\\])?curl(?:\.exe)?$/i.test(first.text)) return { problem: 'this is not a curl command', tryThis: "use the browser's developer tools: Network, right click on the request, Copy as cURL (bash)" };
  const follows = problemOfRest(command);
  if (follows !== null) return follows;
  const read = readCurlArguments(command.words, source);
  if (isProblem(read)) return read;
  const notes = [
    ...(command.rest === '' ? [] : ['What follows the curl command was left out.']),
    ...(read.noted.length === 0 ? [] : [`Left out, since a page has no such setting: ${read.noted.join(', ')}.`]),
  ];
  return readRequest(read.taken, notes);
}

function problemOfRest({ rest }: Command): InputProblem | null {
  if (/^&[^&\s]/.test(rest)) return { problem: 'an & outside of quotes ends the command', tryThis: 'put the address in quotes' };
  if (/^-/.test(rest)) return { problem: 'a line break ends the command, and the next line begins with an option', tryThis: 'end each line but the last with a backslash' };
  // After "Copy all as cURL" each command is followed by the next.
  if (/^[;&|\s]*curl(?:\.exe)?\s/.test(rest)) return { problem: 'there is more than one curl command', tryThis: 'give one request at a time' };
  return null;
}

function readRequest(taken: readonly CurlArgument[], before: readonly string[]): AskedRequest | InputProblem {
  const last = (option: string): string | null => taken.findLast((argument) => argument.option === option)?.value ?? null;
  const has = (option: string): boolean => last(option) !== null;
  const address = readCurlUrl(taken);
  if (isProblem(address)) return address;
  const data = readCurlData(taken);
  if (isProblem(data)) return data;
  const query = readCurlQuery(taken);
  if (isProblem(query)) return query;
  const inQuery = has('get');
  const body = inQuery ? null : data;
  const read = readCurlHeaders(taken, address.user);
  if (isProblem(read)) return read;

  const type = body === null || has('json') || hasHeader(read.headers, 'Content-Type') || read.removed.has('content-type') ? null : 'application/x-www-form-urlencoded';
  const headers: HeaderPair[] = type === null ? [...read.headers] : [...read.headers, ['Content-Type', type]];
  const notes = [...before, ...address.notes, ...read.notes];
  if (type !== null) notes.push(`curl writes Content-Type: ${type} by itself for data, and so it is asked about.`);
  if (body !== null && read.removed.has('content-type')) notes.push('The command takes Content-Type out; for a page that sets none, the browser writes text/plain;charset=UTF-8.');
  return fromHeaders({
    url: withQuery(address.url, [...query, ...(inQuery && data !== null ? [data] : [])]),
    method: last('request') ?? (has('head') ? 'HEAD' : body === null ? 'GET' : 'POST'),
    headers,
    body,
    mode: null,
    credentials: null,
    redirect: 'follow',
    origin: null,
    writtenBy: 'browser',
    notes,
  });
}
