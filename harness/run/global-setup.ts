import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { hostVariable, serveHost } from './control.ts';
import { Host } from './host.ts';

/** Starts the host before Playwright's workers, and ends it after them. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const machine = thisMachine();
  const host = await Host.start({ resolve: (name) => resolveEngine(name, machine), start: startEngine });
  const control = await serveHost(host);
  process.env[hostVariable] = control.address;
  return async () => {
    await control.close();
    await host.stop();
  };
}
