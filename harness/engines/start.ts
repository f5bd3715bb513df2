import type { Engine, Proxied } from './engine.ts';
import { startPlaywrightEngine } from './playwright-engine.ts';
import type { Resolution } from './resolve.ts';
import { startLocalWebDriverEngine, startRemoteWebDriverEngine } from './webdriver-engine.ts';

/** Starts the engine that was resolved. Rejects with the driver's words when it cannot be started, or is missing. With `proxied` all its connections go through that proxy. */
export function startEngine(resolution: Resolution, proxied: Proxied | null = null): Promise<Engine> {
  switch (resolution.kind) {
    case 'playwright':
      return startPlaywrightEngine(resolution, { proxied });
    case 'webdriver':
      return startLocalWebDriverEngine(resolution, proxied);
    case 'remote':
      if (proxied !== null) return Promise.reject(new Error('a browser at another end cannot use a proxy of this machine'));
      return startRemoteWebDriverEngine(resolution);
    case 'missing':
      return Promise.reject(new Error(`${resolution.why}. Try ${resolution.remedy}`));
  }
}
