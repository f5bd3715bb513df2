import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { readyTarget } from '../target/ready-target.ts';
import { makeRedactor } from '../target/secrets/redact.ts';
import { readConfiguration } from './configuration.ts';
import { TargetRuns } from './target-runs.ts';

/** Makes ready what the configuration says of targets. Throws where there is none, or where it has mistakes. */
export async function prepareTargets(): Promise<TargetRuns> {
  const configuration = await readConfiguration(process.env);
  if (configuration === null) throw new Error('there is no configuration of targets');
  const { config, secrets, folder } = configuration;
  const made = makeRedactor({ secrets, targetOrigins: Object.values(config.targets).flatMap(({ origins }) => origins) });
  if (made.kind === 'refused') throw new Error(made.problems.map(({ problem, tryThis }) => `${problem} ${tryThis}`).join('\n'));
  const machine = thisMachine();
  return new TargetRuns({
    targets: new Map(Object.entries(config.targets).map(([name, target]) => [name, readyTarget(name, target, secrets, folder)])),
    redactor: made.redactor,
    resolve: (name) => resolveEngine(name, machine),
    start: startEngine,
  });
}
