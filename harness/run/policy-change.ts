import type { Exchange } from '../../servers/exchange-log.ts';

/** Header lines that make a server's policy. */
const ofPolicy = /^(access-control-.*|vary|cross-origin-resource-policy|location)$/i;

/** Says how a server's policy differs between two times that it was asked the same; null where it does not. */
export function policyChange(before: readonly Exchange[], after: readonly Exchange[]): string | null {
  for (const [index, one] of before.entries()) {
    const other = after[index];
    if (other === undefined) return `there is no ${wordFor(one)} any more`;
    const [was, is] = [linesOf(one), linesOf(other)];
    const [line] = without(was, is);
    const [added] = without(is, was);
    if (line !== undefined || added !== undefined) return `the answer to the ${wordFor(one)} had ${line ?? 'nothing of the kind'}, and now has ${added ?? 'not'}`;
  }
  return after.length > before.length ? `there is a ${wordFor(after[before.length] as Exchange)} now` : null;
}

function linesOf({ response }: Exchange): string[] {
  if (response === null) return ['no answer'];
  return [`status ${response.status}`, ...response.headers.filter(([name]) => ofPolicy.test(name)).map(([name, value]) => `${name.toLowerCase()}: ${/^location$/i.test(name) ? withoutQuery(value) : value}`)].sort();
}

/** The query of a redirect is often another one each time, as that of a login. */
function withoutQuery(location: string): string {
  return location.replace(/[?#].*$/s, '');
}

/** Takes the lines of one answer out of those of another, each as often as it stands there. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return lines.filter((line) => {
    const at = rest.indexOf(line);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
}

function wordFor({ role, method }: Exchange): string {
  return role === 'cors-preflight-request' ? 'preflight' : method;
}
