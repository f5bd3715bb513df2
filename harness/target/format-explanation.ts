import pc from 'picocolors';
import { oneLine } from '../../reports/compare/inert.ts';
import { columnTitle } from '../../reports/html/words.ts';
import { textOf } from '../explain/reasons.ts';
import { troubleTexts } from './cause.ts';
import type { EngineWords } from '../engines/engine.ts';
import type { Advice } from './advice.ts';
import type { Cause, EngineAnswer, Explanation } from './explanation.ts';
import type { AskedAndAnswered } from './foretell.ts';
import { hiddenError } from './hidden-error.ts';
import { limitText } from './polite-client.ts';
import type { Probe } from './probes.ts';

/** Writes an explanation for a terminal: what came of it, in which engine, why, what would mend it, and what else was found. */
export function formatExplanation(explanation: Explanation): string {
  // Servers choose most of these texts.
  const { asked, origin, cause, engines, exchanges, withoutCookies, mends, probes } = inert(explanation);
  const parts = [
    `${pc.bold(`${asked.method} ${asked.url}`)}\nfrom a page at ${origin}${asked.credentials === 'include' ? ', with credentials' : ''}`,
    ...(engines.length === 0 ? [] : [`${pc.bold(headline(engines))}\n${engines.map(formatEngine).join('\n')}`]),
    `${pc.bold(letPass(explanation) ? 'Why it should not' : withoutCookies === null ? 'Why' : 'With the cookies')}  ${formatCause(cause)}`,
    ...(withoutCookies === null ? [] : [`${pc.bold('Without the cookies')}, as ${named(engines, ({ cookiesSent }) => cookiesSent === false)} would ask  ${formatCause(withoutCookies.cause)}`]),
    ...(mends.length === 0 ? [] : [`${pc.bold('What would mend it')}\n${mends.map((mend) => `  - ${mend}`).join('\n')}`]),
    ...explanation.advice.map(formatAdvice),
    ...(exchanges.length === 0 ? [] : [`${pc.bold('What the server says')}, asked by a plain client as a browser would\n${[...exchanges, ...(withoutCookies?.exchanges ?? [])].map(formatExchange).join('\n')}`]),
    ...(probes.length === 0 ? [] : [`${pc.bold('What else was found')}\n${probes.map(formatProbe).join('\n')}`]),
    ...asked.notes.map((note) => pc.dim(`Note: ${note}`)),
  ];
  return parts.join('\n\n');
}

/** Names the engines of which something holds. */
function named(engines: readonly EngineAnswer[], holds: (answer: EngineAnswer) => boolean): string {
  return engines.filter(holds).map(({ engine }) => columnTitle(engine)).join(' and ');
}

/** Says in one or two sentences what came of it. */
function headline(engines: readonly EngineAnswer[]): string {
  const unsent = named(engines, ({ cookiesSent }) => cookiesSent === false);
  return `${outcomeLine(engines)}${unsent === '' ? '' : ` The cookies are not sent by ${unsent}.`}`;
}

function outcomeLine(engines: readonly EngineAnswer[]): string {
  const ending = (...wanted: readonly EngineAnswer['result'][]): string => named(engines, ({ result }) => wanted.includes(result));
  const [works, fails, unknown] = [ending('works'), ending('fails'), ending('not-asked', 'preflight-passes')];
  const every = engines.length > 1 ? `every engine` : columnTitle(engines[0]?.engine ?? '');
  if (fails === '' && unknown === '') return `It works in ${every}.`;
  if (works === '' && unknown === '') return `It fails in ${every}.`;
  const parts = [...(works === '' ? [] : [`it works in ${works}`]), ...(fails === '' ? [] : [`it fails in ${fails}`]), ...(unknown === '' ? [] : [works + fails === '' ? 'it is not known whether it works' : `it is not known of ${unknown}`])];
  const sentence = parts.join(', ');
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.`;
}

/** Whether every engine lets pass what the standard forbids. */
const letPass = ({ cause, works }: Explanation): boolean => works && cause.kind === 'rule';

function inert<T>(value: T): T {
  if (typeof value === 'string') return oneLine(value) as T;
  if (Array.isArray(value)) return value.map(inert) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inert(one)])) as T;
}

function formatEngine({ engine, identity, result, says, words, surprising }: EngineAnswer): string {
  const sign = { works: pc.green('✓ works'), 'preflight-passes': pc.yellow('~ passes the preflight'), fails: pc.red('✗ fails'), 'not-asked': pc.yellow('? not known') }[result];
  const told = tellingWords(words).map((text) => `\n      ${pc.dim(text)}`);
  const odd = surprising ? `\n      ${pc.yellow('This is not what the answers of the server let expect. The server may answer differently each time, or the engine departs from the standard: docs/divergences.md says where.')}` : '';
  return `  ${sign}  ${columnTitle(engine)}${identity === null ? '' : ` ${identity.version}`}: ${says}${told.join('')}${odd}`;
}

function formatAdvice(advice: Advice): string {
  const { because, sure, recipe: { title, notes, link, tried } } = inert(advice);
  const code = advice.recipe.code.split('\n').map(oneLine);
  const who = because === null ? '' : pc.dim(` (${sure ?? ''}: ${because})`);
  return [`${pc.bold(title)}${who}`, '', ...code.map((line) => `    ${line}`), '', ...notes.map((note) => `  - ${note}`), ...(tried ? [] : ['  - This recipe was not tried with the server itself.']), `  ${pc.dim(link)}`].join('\n');
}

/** Leaves out what every failure brings, and puts a code that comes alone behind the sentence that it belongs to. */
function tellingWords(words: readonly EngineWords[]): readonly string[] {
  const vague = /^Failed to load resource: net::ERR_FAILED/;
  const sentences = words.filter(({ text, code }) => text.includes(' ') && !vague.test(text) && !(code?.startsWith('CORSDidNotSucceed') === true && words.some((other) => other.code !== code && other.code !== null)));
  const codes = words.flatMap(({ code }) => (code === null || /^net::|^CORSDidNotSucceed/.test(code) ? [] : [code]));
  return [...new Set([...sentences.map(({ text }) => text), ...(codes.length === 0 ? [] : [`(${[...new Set(codes)].join(', ')})`])])];
}

/** Says in one or two sentences why. */
export function formatCause(cause: Cause): string {
  switch (cause.kind) {
    case 'none':
      return `Nothing stands in its way: status ${cause.status}, and script may read ${cause.readable.length === 0 ? 'no header' : cause.readable.join(', ')}.`;
    case 'opaque':
      return 'The request is made, and script is shown nothing of the response, as it asked.';
    case 'network':
      return `This is not CORS. ${troubleTexts[cause.trouble].title} (${cause.code}, ${cause.url}).`;
    case 'rule': {
      const { title, sentence, link } = textOf(cause.reason);
      const hidden = hiddenError(cause);
      return `${title} (${cause.stage}: ${cause.reason}).\n  ${hidden === null ? '' : `${pc.bold(hidden.says)}\n  `}${sentence}\n  ${pc.dim(link)}`;
    }
    case 'limited':
      return `This is not CORS. The server limits requests: ${limitText(cause)}. What a browser would get after that is not known.`;
    case 'not-sent':
      return `Not known to the end: ${cause.why}. What is sent before it, if anything, was answered as it should be.\n  With --send it is sent: once by a plain client, and once in each engine.`;
    case 'open':
      return `The standard leaves it open (${cause.because}): engines may differ.`;
  }
}

const shownHeaders = /^(access-control-.*|vary|location|content-type|www-authenticate|retry-after|cross-origin-resource-policy|server|x-powered-by|via)$/i;

function formatExchange({ request, answer }: AskedAndAnswered): string {
  const asked = `  ${request.method} ${request.url}${request.role === 'preflight' ? `  (preflight: ${request.headers['access-control-request-method'] ?? ''}${request.headers['access-control-request-headers'] == null ? '' : `, ${request.headers['access-control-request-headers']}`})` : ''}${request.headers['cookie'] == null ? '' : '  (with the cookies)'}`;
  if (answer.kind === 'not-sent') return `${asked}\n      not sent`;
  if (answer.kind === 'failed') return `${asked}\n      ${troubleTexts[answer.trouble].title} (${answer.code})`;
  const lines = answer.headers.filter(([name]) => shownHeaders.test(name)).map(([name, value]) => `\n      ${name}: ${value}`);
  const names = answer.headers.map(([name]) => name.toLowerCase());
  return `${asked}\n      ${answer.status} ${answer.statusText}${lines.join('')}${names.includes('access-control-allow-origin') ? '' : `\n      ${pc.dim('(no Access-Control-Allow-Origin)')}`}`;
}

function formatProbe({ finding, says }: Probe): string {
  const sign = { good: pc.green('✓'), note: pc.dim('·'), problem: pc.red('!') }[finding];
  return `  ${sign} ${says}`;
}
