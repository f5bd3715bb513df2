import { chromium, firefox, webkit } from '@playwright/test';
import type { Browser, ConsoleMessage, LaunchOptions, Page } from '@playwright/test';
import getPort from 'get-port';
import { listenToChromium } from './chromium-words.ts';
import type { Engine, EngineWords, Proxied, WordSource } from './engine.ts';
import { firefoxDebuggerPrefs, listenToFirefox } from './firefox-words.ts';
import { refuseInterception } from './interception.ts';
import type { Resolution } from './resolve.ts';

type PlaywrightResolution = Extract<Resolution, { kind: 'playwright' }>;

export interface PlaywrightEngineOptions {
  /** More command-line flags for the browser. Those that falsify results are refused. */
  readonly args?: readonly string[];
  /** Null: it connects as it would by itself. */
  readonly proxied?: Proxied | null;
  /** Called with the page before it opens anything. */
  readonly onPage?: (page: Page) => Promise<void>;
}

const longestStart = 30_000;

/** Starts a browser under Playwright: its own build, or the system's Chromium or stock Firefox (over WebDriver BiDi). */
export async function startPlaywrightEngine(resolution: PlaywrightResolution, { args = [], proxied = null, onPage }: PlaywrightEngineOptions = {}): Promise<Engine> {
  const context = { ignoreHTTPSErrors: true };
  refuseInterception({ args, ...context });
  const debuggerPort = resolution.name === 'firefox' && resolution.build === 'system' ? await getPort({ host: '127.0.0.1' }) : null;
  const browser = await { chromium, firefox, webkit }[resolution.name].launch({
    ...launchOptions(resolution),
    args: debuggerPort === null ? [...args] : [...args, `--start-debugger-server=${debuggerPort}`],
    ...(debuggerPort === null ? {} : { firefoxUserPrefs: { ...firefoxDebuggerPrefs, ...(proxied === null ? {} : firefoxProxyPrefs(proxied)) } }),
    // Stock Firefox over BiDi loses https there.
    ...(proxied === null || debuggerPort !== null ? {} : { proxy: { server: `socks5://127.0.0.1:${proxied.socksPort}` } }),
    timeout: longestStart,
    // Who starts the engine ends it: the run's teardown writes its results first.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  let closing = false;
  const { page, source } = await openPage(browser, context, debuggerPort);
  await onPage?.(page);
  const lines: EngineWords[] = [];
  page.on('console', (message) => void lines.push(wordsOfLine(message)));
  const died = new Promise<string>((resolve) => {
    const gone = (why: string) => (): void => {
      if (!closing) resolve(why);
    };
    browser.on('disconnected', gone('the browser ended'));
    page.on('crash', gone('the page crashed'));
    page.on('close', gone('the page was closed'));
  });
  return {
    identity: { name: resolution.name, version: browser.version(), build: resolution.build, driver: 'playwright', from: resolution.executable },
    died,
    open: async (url) => void (await page.goto(url, { waitUntil: 'commit' })),
    async takeWords() {
      // First, as it also brings the console's lines that were on their way.
      const told = await source.take();
      return [...lines.splice(0), ...told];
    },
    async close() {
      closing = true;
      source.close();
      await browser.close().catch(() => undefined);
    },
  };
}

function firefoxProxyPrefs({ socksPort }: Proxied): Record<string, string | number | boolean> {
  return {
    'network.proxy.type': 1,
    'network.proxy.socks': '127.0.0.1',
    'network.proxy.socks_port': socksPort,
    'network.proxy.socks_version': 5,
    'network.proxy.socks_remote_dns': true,
    'network.proxy.socks5_remote_dns': true,
    'network.proxy.no_proxies_on': '',
    'network.proxy.allow_hijacking_localhost': true,
  };
}

async function openPage(browser: Browser, context: { ignoreHTTPSErrors: boolean }, debuggerPort: number | null): Promise<{ page: Page; source: WordSource }> {
  try {
    const opening = browser.newContext(context).then((opened) => opened.newPage());
    if (debuggerPort !== null) {
      const [page, source] = await Promise.all([opening, listenToFirefox(debuggerPort)]);
      return { page, source };
    }
    const page = await opening;
    const isChromium = browser.browserType().name() === 'chromium';
    return { page, source: isChromium ? await listenToChromium(page) : { take: () => Promise.resolve([]), close: () => undefined } };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Makes words of a console line. Where Chromium says that a resource failed, the address is not in the text. */
function wordsOfLine(message: ConsoleMessage): EngineWords {
  const text = message.text();
  return { source: 'console', code: null, detail: null, text, url: text.startsWith('Failed to load resource') ? message.location().url : null };
}

/** Chooses how Playwright starts a build: its own by channel, the system's by path, stock Firefox over WebDriver BiDi. */
export function launchOptions({ name, build, executable }: PlaywrightResolution): LaunchOptions {
  // Playwright's Chromium for `headless` is a shell of its own; `channel` asks for the browser that people use.
  if (build === 'playwright') return name === 'chromium' ? { channel: 'chromium' } : {};
  return name === 'firefox' ? { channel: 'moz-firefox', executablePath: executable } : { executablePath: executable };
}
