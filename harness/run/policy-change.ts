import type { Exchange } from '../../servers/exchange-log.ts';

/** Header lines that make a server's policy. */
const ofPolicy = /^(access-control-.*|vary|cross-origin-resource-policy|location)$/i;

/** Says how a server's policy differs between two times that it was asked the same; null where it does not. */
export function policyChange(before: readonly Exchange[], after: readonly Exchange[]): string | null {
  for (const [index, one] of before.entries()) {
    const other = after[index];
    if (other === undefined) return `there is no ${wordFor(one)} any more`;
    const [was, is] = [one, other].map(linesOf);
    const line = was?.find((text) => is?.includes(text) !== true);
    const added = is?.find((text) => was?.includes(text) !== true);
    if (line !== undefined || added !== undefined) return `the answer to the ${wordFor(one)} had ${line ?? 'nothing of the kind'}, and now has ${added ?? 'not'}`;
  }
  return after.length > before.length ? `there is a ${wordFor(after[before.length] as Exchange)} now` : null;
}

function linesOf({ response }: Exchange): string[] {
  if (response === null) return ['no answer'];
  return [`status ${response.status}`, ...response.headers.filter(([name]) => ofPolicy.test(name)).map(([name, value]) => `${name.toLowerCase()}: ${value}`)].sort();
}

function wordFor({ role, method }: Exchange): string {
  return role === 'cors-preflight-request' ? 'preflight' : method;
}
