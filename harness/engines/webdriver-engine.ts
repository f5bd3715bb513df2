import getPort from 'get-port';
import { Builder, Capabilities } from 'selenium-webdriver';
import type { WebDriver } from 'selenium-webdriver';
import type { Engine, EngineIdentity, EngineName, Proxied } from './engine.ts';
import { startProcess } from './process.ts';
import type { OwnProcess } from './process.ts';
import type { Resolution } from './resolve.ts';

type LocalResolution = Extract<Resolution, { kind: 'webdriver' }>;
type RemoteResolution = Extract<Resolution, { kind: 'remote' }>;

const longestStart = 30_000;

/** Starts a browser through a local W3C WebDriver server of its own. */
export async function startLocalWebDriverEngine(resolution: LocalResolution, proxied: Proxied | null = null): Promise<Engine> {
  const { driver, died, close } = await openLocalSession(resolution, proxied);
  try {
    const engine = await makeEngine(driver, { name: resolution.name, build: 'system', driver: 'webdriver', from: resolution.executable }, died);
    return { ...engine, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A session of a browser that is ours alone. */
export interface LocalSession {
  readonly driver: WebDriver;
  /** How the server ended. */
  readonly died: Promise<string>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a session at a server that it starts: own process, free port, own display. One WebKitWebDriver holds one session, and
 * a stale one on the same port would answer in a new one's place.
 */
export async function openLocalSession(resolution: LocalResolution, proxied: Proxied | null = null): Promise<LocalSession> {
  if (proxied !== null && resolution.driver === 'safaridriver') throw new Error('Safari takes no proxy of its own, so it cannot be at an origin that we do not own');
  const processes: OwnProcess[] = [];
  const stopAll = async (): Promise<void> => {
    for (const own of processes.reverse()) await own.stop();
  };
  try {
    const env: NodeJS.ProcessEnv = { ...process.env };
    if (resolution.display === 'xvfb') {
      const { own, display } = await startDisplay();
      processes.push(own);
      env['DISPLAY'] = display;
      env['GDK_BACKEND'] = 'x11';
    }
    const port = await getPort();
    const args = resolution.driver === 'safaridriver' ? ['-p', String(port)] : [`--port=${port}`, '--host=127.0.0.1'];
    const server = await startProcess(resolution.executable, args, env, ['ignore', 'ignore', 'ignore']);
    processes.push(server);
    const url = `http://127.0.0.1:${port}`;
    await waitForStatus(url, server);
    const driver = await openSession(url, capabilitiesOf(resolution, proxied));
    const close = async (): Promise<void> => {
      await endSession(driver);
      await stopAll();
    };
    return { driver, died: server.ended, close };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

const endSession = (driver: WebDriver): Promise<void> => withDeadline(driver.quit(), 'the session did not end').catch(() => undefined);

/** Opens a session at a remote WebDriver server: a grid, a device farm. Its browser must be able to reach this machine's origins. */
export async function startRemoteWebDriverEngine(resolution: RemoteResolution): Promise<Engine> {
  const browserName = { chromium: 'chrome', firefox: 'firefox', webkit: 'safari' }[resolution.name];
  const driver = await openSession(resolution.url, new Capabilities({ browserName, acceptInsecureCerts: true }));
  return makeEngine(driver, { name: resolution.name, build: 'remote', driver: 'webdriver', from: withoutUserinfo(resolution.url) }, new Promise(() => undefined));
}

function withoutUserinfo(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

function capabilitiesOf({ driver, browser }: LocalResolution, proxied: Proxied | null): Capabilities {
  if (driver === 'safaridriver') return new Capabilities({ browserName: 'safari' });
  return new Capabilities({
    browserName: 'MiniBrowser',
    acceptInsecureCerts: true,
    'webkitgtk:browserOptions': { ...(browser === null ? {} : { binary: browser }), args: ['--automation', ...(proxied === null ? [] : proxyFlags(proxied))] },
  });
}

// The capabilities `proxy` and `acceptInsecureCerts` lose https together.
const proxyFlags = ({ socksPort }: Proxied): string[] => [`--proxy=socks5://127.0.0.1:${socksPort}`, '--ignore-tls-errors'];

async function openSession(url: string, capabilities: Capabilities): Promise<WebDriver> {
  return withDeadline(new Builder().usingServer(url).withCapabilities(capabilities).build(), `${withoutUserinfo(url)} opened no session`);
}

async function makeEngine(driver: WebDriver, identity: Omit<EngineIdentity, 'version'> & { name: EngineName }, died: Promise<string>): Promise<Engine> {
  const version = String((await driver.getCapabilities()).get('browserVersion') ?? 'unknown');
  return {
    identity: { ...identity, version },
    died,
    open: (url) => withDeadline(driver.get(url), `the browser did not open ${url}`),
    takeWords: () => Promise.resolve([]),
    close: () => endSession(driver),
  };
}

/** Starts an X display that nobody sees, on a free number. */
async function startDisplay(): Promise<{ own: OwnProcess; display: string }> {
  const own = await startProcess('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], process.env, ['ignore', 'ignore', 'ignore', 'pipe']);
  const number = new Promise<string>((resolve) => own.child.stdio[3]?.once('data', (data: Buffer) => resolve(data.toString().trim())));
  try {
    return { own, display: `:${await withDeadline(Promise.race([number, own.ended.then((how) => Promise.reject(new Error(how)))]), 'Xvfb gave no display')}` };
  } catch (error) {
    await own.stop();
    throw error;
  }
}

async function waitForStatus(url: string, server: OwnProcess): Promise<void> {
  const state: { ended: string | null } = { ended: null };
  void server.ended.then((how) => (state.ended = how));
  const until = performance.now() + longestStart;
  while (performance.now() < until) {
    if (state.ended !== null) throw new Error(state.ended);
    const ready = await fetch(`${url}/status`).then((response) => response.ok, () => false);
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`${server.child.spawnfile} did not answer within ${longestStart} ms`);
}

async function withDeadline<T>(work: PromiseLike<T>, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} within ${longestStart} ms`)), longestStart);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
