import { visible } from '../html/escape.ts';
import type { Difference } from '../../harness/verdict/verdict.ts';

/** Writes text so that Markdown takes no letter of it for a sign of its own. */
export function prose(text: string): string {
  return visible(text).replace(/\s+/g, ' ').replace(/[\\`*_<>[\]|]/g, (sign) => `\\${sign}`);
}

/** Most letters of a value that are shown. */
const mostLetters = 80;

/** Writes a value as code. Addresses are different in every run, and so are left out. */
export function code(value: string): string {
  const short = visible(value).replace(/\s+/g, ' ').replace(/https?:\/\/[^\s",]+/g, 'http://…');
  const cut = short.length > mostLetters ? `${short.slice(0, mostLetters - 1)}…` : short;
  const fence = cut.includes('`') ? '``' : '`';
  const space = cut.startsWith('`') || cut.endsWith('`') || cut === '' ? ' ' : '';
  return `${fence}${space}${cut.replaceAll('|', '\\|')}${space}${fence}`;
}

/** Begins a sentence, or a heading. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The fragment that a heading gets where Markdown is shown as HTML. */
export function slug(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
}

const outcomes: Readonly<Record<string, string>> = {
  'network-error': 'an error',
  basic: 'the response',
  cors: 'the response',
  response: 'the response',
  opaque: 'an opaque response',
  opaqueredirect: 'an opaque redirect',
  exception: 'an exception',
  aborted: 'an abort',
  'timed-out': 'a timeout',
  sent: 'no word of it',
};

/** Takes `step 1: outcome` apart; elements of the last step name no step. */
export function stepOf(element: string): { readonly step: number | null; readonly element: string } {
  const [, step, rest] = /^step (\d+): (.*)$/s.exec(element) ?? [];
  return step === undefined || rest === undefined ? { step: null, element } : { step: Number(step), element: rest };
}

/** Says in plain words what was observed instead of what was expected. Of exchanges the wire is given, in methods. */
export function differenceWords({ element: named, expected, observed }: Difference): string {
  const { step, element } = stepOf(named);
  if (step !== null) return `of the requests one after the other, in number ${step}: ${differenceWords({ element, expected, observed })}`;
  const [, role = '', name = ''] = /^(preflight|request|readable|unreadable): (.*)$/s.exec(element) ?? [];
  if (element === 'outcome') return `script gets ${outcomes[observed] ?? prose(observed)} instead of ${outcomes[expected] ?? prose(expected)}`;
  if (element === 'exchanges') return `the servers got ${code(observed)} instead of ${code(expected)}`;
  if (element === 'events') return `script gets ${eventWords(expected, observed)}`;
  if (element === 'answer') return 'the request never ends';
  if (element === 'error') return `script gets ${observed === 'nothing was thrown' ? 'no exception' : code(observed)} instead of ${code(expected)}`;
  if (element === 'body') return `script reads the body ${value(observed)} instead of ${value(expected)}`;
  if (role === '') return `${prose(element)} is ${value(observed)} instead of ${value(expected)}`;
  if (role === 'readable' || role === 'unreadable') return `script reads ${code(headerName(name))} as ${value(observed)} instead of ${value(expected)}`;
  const what = ['method', 'body', 'address'].includes(name) ? `the ${name} of the ${role}` : `${code(headerName(name))} of the ${role}`;
  const said = (written: string): string => (name.toLowerCase() === 'origin' && /^"https?:/.test(written) ? 'the page’s origin' : value(written));
  if (observed === '(none)') return `${what} is missing; it should be ${said(expected)}`;
  if (expected === '(none)') return `${what} is ${said(observed)}, and should not be there`;
  return `${what} is ${said(observed)} instead of ${said(expected)}`;
}

/** Writes an observed or expected value; `differences` have them in JSON. */
function value(written: string): string {
  if (written === '(none)') return 'nothing';
  let text = written;
  try {
    const parsed: unknown = JSON.parse(written);
    if (typeof parsed === 'string') text = parsed;
  } catch {
    // It stands as it is.
  }
  return text === '' ? 'nothing' : code(text);
}

/** Says which events are missing and which are too many; where it is their order alone, all of them. */
function eventWords(expected: string, observed: string): string {
  const events = (written: string): string[] => [...written.matchAll(/readystatechange \d|[a-z]+/g)].map(([event]) => event);
  const [wanted, seen] = [events(expected), events(observed)];
  const list = (names: readonly string[]): string => names.map(code).join(', ');
  const missing = wanted.filter((event) => !seen.includes(event));
  const more = seen.filter((event) => !wanted.includes(event));
  const parts = [...(missing.length === 0 ? [] : [`no event ${list(missing)}`]), ...(more.length === 0 ? [] : [`the event${more.length === 1 ? '' : 's'} ${list(more)}, which should not come`])];
  return parts.length > 0 ? parts.join(', and ') : `the events ${list(seen)} instead of ${list(wanted)}`;
}

/** Writes a header's name with capitals, as people know it. */
export function headerName(name: string): string {
  return name.replace(/(?<![A-Za-z])[a-z]/g, (letter) => letter.toUpperCase());
}
