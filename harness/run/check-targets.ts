import path from 'node:path';
import { isMixedContent } from '../fetch/secure.ts';
import { parseUrl } from '../fetch/url.ts';
import { show } from '../scenario/problem.ts';
import type { Problem } from '../scenario/problem.ts';
import { didYouMean } from '../scenario/suggest.ts';
import type { Case } from '../scenario/schema.ts';
import { keyOf, placeOf } from '../target/place.ts';
import { inScope } from '../target/scope.ts';
import type { Configuration } from './configuration.ts';
import { addressOf, isTargetCase, secretsOf } from './target-case.ts';

/** Finds what scenarios say of targets that the configuration does not know, or that leads nowhere. */
export function checkTargets(cases: readonly Case[], configuration: Configuration | null, file: string): Problem[] {
  const name = path.relative(process.cwd(), file).replaceAll(path.sep, '/');
  const targets = configuration?.config.targets ?? {};
  const problems = cases.filter(isTargetCase).flatMap((given): Problem[] => {
    const { target } = given;
    const problem = (message: string, expected: string, more: { readonly hint?: string } = {}): Problem => ({ file: given.file, line: given.line, column: 1, message, expected, ...more });
    const known = Object.hasOwn(targets, target.name) ? targets[target.name] : undefined;
    if (known === undefined) {
      const names = Object.keys(targets);
      const expected = names.length === 0 ? `${name}, which says what the target is: \`export default defineConfig({ targets: { ${target.name}: { origins: ['https://api.example.com'] } } })\`` : `one of ${names.join(', ')}, as ${name} names them`;
      return [problem(`there is no target ${show(target.name)}`, expected, didYouMean(target.name, names))];
    }
    const findings: Problem[] = [];
    const address = addressOf(given, known);
    if (address === null && target.documentOrigin === null && known.documentOrigins.length === 0) findings.push(problem(`nothing says at which origin the page is that asks ${target.name}`, '`document: { origin: https://app.example.com }`, or `documentOrigins` in the configuration'));
    else if (address === null) findings.push(problem(`the target ${target.name} has only patterns of origins, so nothing says which one to ask`, '`target: { origin: … }`'));
    else {
      const leave = inScope(address.url, known.origins);
      if (!leave.ok) findings.push(problem(`this would ask ${new URL(address.url).origin}, which is not of the target ${target.name}: ${leave.why}`, `one of ${known.origins.join(', ')}`));
      if (keyOf(placeOf(address.url)) === keyOf(placeOf(address.documentOrigin))) findings.push(problem(`the page is at ${address.documentOrigin}, which is where the request goes: a page of ours would answer it`, 'a page at another origin than the target’s'));
      const [page, server] = [parseUrl(address.documentOrigin), parseUrl(address.url)];
      // Of this machine's own addresses browsers make an exception.
      if (page !== null && server !== null && isMixedContent(page, server) === 'blocked') findings.push(problem(`a page at ${address.documentOrigin} asks ${address.url}: browsers send nothing over http from a page that came over https`, 'a target over https, or a page over http'));
    }
    for (const secret of new Set(secretsOf(given))) {
      if (!Object.hasOwn(known.secrets, secret)) findings.push(problem(`the target ${target.name} has no secret ${show(secret)}`, Object.keys(known.secrets).length === 0 ? `\`secrets: { ${secret}: 'NAME_OF_THE_VARIABLE' }\` in the configuration` : `one of ${Object.keys(known.secrets).join(', ')}`, didYouMean(secret, Object.keys(known.secrets))));
    }
    return findings;
  });
  return [...new Map(problems.map((one) => [JSON.stringify([one.file, one.line, one.message]), one])).values()];
}
