import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { loadScenarios } from '../scenario/load.ts';
import { hostVariable, serveHost } from './control.ts';
import { Host } from './host.ts';
import { announceTargets, onPlan } from './plan.ts';
import { prepareTargets } from './prepare-targets.ts';
import { settings } from './settings.ts';
import { WorkAhead } from './work-ahead.ts';

/** Starts the host before Playwright's workers, and ends it after them. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const machine = thisMachine();
  const host = await Host.start({ resolve: (name) => resolveEngine(name, machine), start: startEngine, targets: prepareTargets });
  const ahead = new WorkAhead(host, async () => (await loadScenarios(settings.scenarios)).cases);
  onPlan((plan) => ahead.follow(plan));
  const control = await serveHost(ahead);
  process.env[hostVariable] = control.address;
  let interrupted = false;
  process.once('SIGINT', () => (interrupted = true));
  return async () => {
    await control.close();
    if (!interrupted) announceTargets(await host.finishTargets());
    await host.stop();
  };
}
