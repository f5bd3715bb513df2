import type { Engine } from './engine.ts';
import { startPlaywrightEngine } from './playwright-engine.ts';
import type { Resolution } from './resolve.ts';
import { startLocalWebDriverEngine, startRemoteWebDriverEngine } from './webdriver-engine.ts';

/** Starts the engine that was resolved. Rejects with the driver's words when it cannot be started, or is missing. */
export function startEngine(resolution: Resolution): Promise<Engine> {
  switch (resolution.kind) {
    case 'playwright':
      return startPlaywrightEngine(resolution);
    case 'webdriver':
      return startLocalWebDriverEngine(resolution);
    case 'remote':
      return startRemoteWebDriverEngine(resolution);
    case 'missing':
      return Promise.reject(new Error(`${resolution.why}. Try ${resolution.remedy}`));
  }
}
