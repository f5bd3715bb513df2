import type { Lines, Written, WrittenAnswer } from './written.ts';

/**
 * Lists the scenarios that are one step simpler, the boldest first: an element left out, or put in its plainest form. Each
 * step makes a scenario smaller or plainer, so shrinking ends.
 */
export function simpler(written: Written): Written[] {
  const { request, routes, preflight, response } = written;
  const candidates: Written[] = [];
  for (const name of Object.keys(routes)) {
    const { [name]: _gone, ...rest } = routes;
    candidates.push({ ...written, routes: rest });
  }
  if (preflight !== undefined) candidates.push(leaveOut(written, 'preflight'));
  for (const key of Object.keys(request)) candidates.push({ ...written, request: without(request, key) });
  for (const key of Object.keys(written.document)) candidates.push({ ...written, document: without(written.document, key) });
  if (written.document['relation'] === 'cross-site') candidates.push({ ...written, document: { ...written.document, relation: 'same-site' } });
  if (request.headers !== undefined) for (const headers of simplerLines(request.headers)) candidates.push({ ...written, request: { ...request, headers } });
  if (typeof request['method'] === 'string' && !['PUT', 'POST', 'GET'].includes(request['method'])) candidates.push({ ...written, request: { ...request, method: 'PUT' } });
  if (request['body'] !== undefined && request['body'] !== 'a') candidates.push({ ...written, request: { ...request, body: 'a' } });
  for (const answer of preflight === undefined ? [] : simplerAnswers(preflight)) candidates.push({ ...written, preflight: answer });
  for (const answer of simplerAnswers(response)) candidates.push({ ...written, response: answer });
  for (const [name, route] of Object.entries(routes)) {
    const change = (changed: Written['routes'][string]): void => void candidates.push({ ...written, routes: { ...routes, [name]: changed } });
    if (route.preflight !== undefined) {
      change(without<typeof route>(route, 'preflight'));
      for (const answer of simplerAnswers(route.preflight)) change({ ...route, preflight: answer });
    }
    if (route.userinfo !== undefined) change(without<typeof route>(route, 'userinfo'));
    for (const answer of simplerAnswers(route.response)) change({ ...route, response: answer });
  }
  return candidates;
}

function leaveOut(written: Written, key: 'preflight'): Written {
  const { [key]: _gone, ...rest } = written;
  return rest;
}

function without<T extends object>(map: T, key: string): T {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key)) as T;
}

function simplerAnswers(answer: WrittenAnswer): WrittenAnswer[] {
  const { status, headers, body } = answer;
  return [
    ...(headers === undefined ? [] : simplerLines(headers).map((fewer): WrittenAnswer => (Object.keys(fewer).length === 0 ? without(answer, 'headers') : { ...answer, headers: fewer }))),
    ...(body === undefined ? [] : [without(answer, 'body')]),
    ...(status === undefined ? [] : [without(answer, 'status')]),
  ];
}

/** Plainest values, in the order in which they are tried. */
const plain = ['{origin}', 'x'];

function simplerLines(lines: Lines): Lines[] {
  return Object.entries(lines).flatMap(([name, value]): Lines[] => {
    const change = (changed: string | readonly string[]): Lines => ({ ...lines, [name]: changed });
    if (typeof value !== 'string') return [without(lines, name), ...value.map((one) => change(one))];
    const rank = plain.indexOf(value);
    const isAcao = name.toLowerCase() === 'access-control-allow-origin';
    const shorter = value.length > 1 && rank === -1 ? [change(value.slice(0, Math.ceil(value.length / 2))), change(value.slice(Math.ceil(value.length / 2))), change(value.slice(1)), change(value.slice(0, -1))] : [];
    return [without(lines, name), ...(isAcao && rank !== 0 ? [change('{origin}')] : []), ...(isAcao || name.toLowerCase() === 'location' ? [] : shorter)];
  });
}
