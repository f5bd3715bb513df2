import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { loadScenarios } from '../scenario/load.ts';
import { hostVariable, serveHost } from './control.ts';
import { Host } from './host.ts';
import { onPlan } from './plan.ts';
import { settings } from './settings.ts';
import { WorkAhead } from './work-ahead.ts';

/** Starts the host before Playwright's workers, and ends it after them. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const machine = thisMachine();
  const host = await Host.start({ resolve: (name) => resolveEngine(name, machine), start: startEngine });
  const ahead = new WorkAhead(host, async () => (await loadScenarios(settings.scenarios)).cases);
  onPlan((plan) => ahead.follow(plan));
  const control = await serveHost(ahead);
  process.env[hostVariable] = control.address;
  return async () => {
    await control.close();
    await host.stop();
  };
}
