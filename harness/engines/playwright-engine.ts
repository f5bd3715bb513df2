import { chromium, firefox, webkit } from '@playwright/test';
import type { Browser, LaunchOptions, Page } from '@playwright/test';
import type { Engine } from './engine.ts';
import { refuseInterception } from './interception.ts';
import type { Resolution } from './resolve.ts';

type PlaywrightResolution = Extract<Resolution, { kind: 'playwright' }>;

export interface PlaywrightEngineOptions {
  /** More command-line flags for the browser. Those that falsify results are refused. */
  readonly args?: readonly string[];
  /** Called with the page before it opens anything. */
  readonly onPage?: (page: Page) => Promise<void>;
}

const longestStart = 30_000;

/** Starts a browser under Playwright: its own build, or the system's Chromium or stock Firefox (over WebDriver BiDi). */
export async function startPlaywrightEngine(resolution: PlaywrightResolution, { args = [], onPage }: PlaywrightEngineOptions = {}): Promise<Engine> {
  const context = { ignoreHTTPSErrors: true };
  refuseInterception({ args, ...context });
  const browser = await { chromium, firefox, webkit }[resolution.name].launch({
    ...launchOptions(resolution),
    args: [...args],
    timeout: longestStart,
    // Who starts the engine ends it: the run's teardown writes its results first.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  let closing = false;
  const page = await openPage(browser, context);
  await onPage?.(page);
  const lines: string[] = [];
  page.on('console', (message) => void lines.push(message.text()));
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
    takeConsole: () => lines.splice(0),
    async close() {
      closing = true;
      await browser.close().catch(() => undefined);
    },
  };
}

async function openPage(browser: Browser, context: { ignoreHTTPSErrors: boolean }): Promise<Page> {
  try {
    return await (await browser.newContext(context)).newPage();
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Chooses how Playwright starts a build: its own by channel, the system's by path, stock Firefox over WebDriver BiDi. */
export function launchOptions({ name, build, executable }: PlaywrightResolution): LaunchOptions {
  // Playwright's Chromium for `headless` is a shell of its own; `channel` asks for the browser that people use.
  if (build === 'playwright') return name === 'chromium' ? { channel: 'chromium' } : {};
  return name === 'firefox' ? { channel: 'moz-firefox', executablePath: executable } : { executablePath: executable };
}
