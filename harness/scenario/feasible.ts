import { getHeader } from '../fetch/header.ts';
import { isRedirectStatus } from '../fetch/request.ts';
import type { Finding } from './problem.ts';
import type { Answer, ParsedScenario } from './schema.ts';

/** Refuses what a run could not perform as written, or could only judge by chance. */

/** Milliseconds that must lie between two things of which the order matters, on a busy machine. */
const margin = 500;
/** Milliseconds for which a synchronous request may stop all that goes on in its page. */
const longestStandstill = 1000;
/** Milliseconds that the answers to one request may be held back together: less than the request's deadline. */
const longestDelay = 4000;
/** Milliseconds that one case may take on purpose: less than the page may go without a result. */
const longestCase = 10_000;

/** Checks one request by itself. */
export function checkFeasible(scenario: ParsedScenario): Finding[] {
  return [...checkEnd(scenario), ...checkDelays(scenario), ...checkImages(scenario), ...checkMixedContent(scenario)];
}

/** Checks requests that come one after the other. */
export function checkSequence(scenario: ParsedScenario, steps: readonly ParsedScenario[]): Finding[] {
  const findings: Finding[] = [];
  const find = (index: number, message: string, expected: string): void => void findings.push({ path: ['steps', index], message, expected });
  const given = scenario.steps ?? [];
  const apiOf = (index: number): readonly string[] => {
    const own = given[index]?.api;
    return own !== undefined ? [own] : (scenario.apis ?? []);
  };
  const time = steps.reduce((sum, step, index) => sum + (given[index]?.wait ?? 0) * 1000 + held(step), 0);
  if (time > longestCase) findings.push({ path: ['steps'], message: `the steps wait for ${time / 1000} seconds in all, and for their answers`, expected: `at most ${longestCase / 1000}` });
  if (scenario.document.csp !== undefined) findings.push({ path: ['document', 'csp'], message: 'the policy may stop the requests by which the page says which step begins', expected: 'no `steps`' });
  const images = new Set<string>();
  const [first] = steps;
  for (const [index, step] of steps.entries()) {
    if (apiOf(index).includes('beacon') && index < steps.length - 1) find(index, 'nobody knows when a beacon is over, so that its requests would count as those of the next step', 'a beacon as the last step');
    if (JSON.stringify(step.request.cookies) !== JSON.stringify(first?.request.cookies)) find(index, 'cookies are set once, before the first step', '`cookies` in the `request` that the steps share');
    if (JSON.stringify(step.resource.server) !== JSON.stringify(first?.resource.server)) find(index, 'a case has one real server', '`server` in the `resource` that the steps share');
    if (!apiOf(index).includes('img')) continue;
    const { path, mode, credentials } = step.request;
    const image = JSON.stringify([path, step.resource.scheme, mode, credentials]);
    // https://html.spec.whatwg.org/#list-of-available-images
    if (images.has(image)) find(index, 'a document has the images that it loaded before, and may forget them at any time: whether this one is requested is chance', 'another path, or another API');
    images.add(image);
  }
  return findings;
}

function answersOf({ resource }: ParsedScenario): readonly (readonly [path: readonly PropertyKey[], answer: Answer])[] {
  const both = (path: readonly PropertyKey[], { preflight, response }: { preflight?: Answer | undefined; response?: Answer | undefined }): (readonly [readonly PropertyKey[], Answer])[] => [
    ...(preflight === undefined ? [] : [[[...path, 'preflight'], preflight] as const]),
    ...(response === undefined ? [] : [[[...path, 'response'], response] as const]),
  ];
  return [...both(['resource'], resource), ...Object.entries(resource.routes).flatMap(([name, route]) => both(['resource', 'routes', name], route))];
}

const delayOf = (answer: Answer): number => (answer.status === undefined ? 0 : (answer.delay ?? 0));

/** Milliseconds for which a request may wait for its answers. */
function held(scenario: ParsedScenario): number {
  const { abort, timeout } = scenario.request;
  return Math.min(answersOf(scenario).reduce((sum, [, answer]) => sum + delayOf(answer), 0), abort ?? Infinity, timeout ?? Infinity);
}

/** Checks when script, or its timeout, ends a request. */
function checkEnd(scenario: ParsedScenario): Finding[] {
  const { abort, timeout, sync } = scenario.request;
  const key = abort !== undefined ? 'abort' : 'timeout';
  const after = abort ?? timeout;
  if (after === undefined) return [];
  const path = ['request', key];
  if (abort !== undefined && timeout !== undefined) return [{ path, message: '`abort` and `timeout` would race', expected: 'one of them' }];
  if (abort !== undefined && sync === true) return [{ path, message: 'script waits for a synchronous request, and cannot abort it', expected: 'no `sync`' }];
  if (after < margin) return [{ path, message: `after ${after} ms the request may not yet have been sent`, expected: `at least ${margin}` }];
  const near = answersOf(scenario).find(([, answer]) => Math.abs(delayOf(answer) - after) < margin);
  return near === undefined ? [] : [{ path, message: `whether the answer after ${delayOf(near[1])} ms or the ${key} after ${after} ms comes first is chance`, expected: `${margin} ms between them` }];
}

function checkDelays(scenario: ParsedScenario): Finding[] {
  const time = held(scenario);
  if (scenario.request.sync === true && time > longestStandstill) {
    return [{ path: ['request', 'sync'], message: `a synchronous request stops its page for ${time} ms, and with it other cases`, expected: `a \`delay\` of at most ${longestStandstill}` }];
  }
  return time <= longestDelay ? [] : [{ path: ['resource'], message: `the answers are held back for ${time} ms together, longer than a request may take`, expected: `at most ${longestDelay}` }];
}

/** An image that cannot be decoded fires `error` too, as if it had been blocked. */
function checkImages(scenario: ParsedScenario): Finding[] {
  if (scenario.apis?.includes('img') !== true || scenario.requirement === 'survey') return [];
  return answersOf(scenario).flatMap(([path, answer]): Finding[] => {
    if (path.at(-1) !== 'response' || isImage(answer)) return [];
    return [{ path, message: 'what is no image cannot be shown, so that its block would prove nothing', expected: 'Content-Type: image/svg+xml and a body such as <svg xmlns="http://www.w3.org/2000/svg"/>' }];
  });
}

function isImage(answer: Answer): boolean {
  if (answer.reset !== undefined) return true;
  if (answer.raw !== undefined) return /\r\n\r\n(GIF8|\x89PNG|\xff\xd8|<svg )/.test(answer.raw);
  if (isRedirectStatus(answer.status)) return true;
  return /^image\/svg\+xml/i.test(getHeader(answer.headers, 'Content-Type') ?? '') && /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/.test(answer.body);
}

/** A page within a page is bound by what the outer one may mix; the model knows the inner one alone. */
function checkMixedContent({ document, resource, requirement }: ParsedScenario): Finding[] {
  if (requirement !== 'must' || document.scheme !== 'https' || !/^(data|blob)-/.test(document.context)) return [];
  const schemes = [resource.scheme, ...Object.values(resource.routes).map(({ scheme }) => scheme)];
  return schemes.includes('http') ? [{ path: ['document', 'context'], message: `whether http is mixed content to a ${document.context} of an https page is outside the model`, expected: '`requirement: survey`, or https' }] : [];
}
