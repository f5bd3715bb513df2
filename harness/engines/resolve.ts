import type { EngineName } from './engine.ts';

/** How an engine is to be started, and why so. */
export type Resolution =
  | { readonly kind: 'playwright'; readonly name: EngineName; readonly build: 'playwright' | 'system'; readonly executable: string; readonly why: string }
  /** A local W3C WebDriver server; `browser` is null where the driver knows its own. */
  | { readonly kind: 'webdriver'; readonly name: EngineName; readonly build: 'system'; readonly driver: 'WebKitWebDriver' | 'safaridriver'; readonly executable: string; readonly browser: string | null; readonly display: 'xvfb' | 'own'; readonly why: string }
  | { readonly kind: 'remote'; readonly name: EngineName; readonly url: string; readonly why: string }
  | { readonly kind: 'missing'; readonly name: EngineName; readonly why: string; readonly remedy: string };

/** What resolution asks of a machine; a test gives its own. */
export interface Machine {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Finds an executable by name on the PATH. */
  which(name: string): string | null;
  exists(path: string): boolean;
  /** Lists paths that match a pattern with one `*` folder. */
  glob(pattern: string): readonly string[];
  /** Where Playwright keeps its own build, whether or not it is there; null when it has none for this system. */
  playwrightBuild(name: EngineName): string | null;
}

const systemBrowsers: Readonly<Record<'chromium' | 'firefox', { names: readonly string[]; paths: Readonly<Record<string, readonly string[]>> }>> = {
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    paths: {
      darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
      win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
    },
  },
  firefox: {
    names: ['firefox-esr', 'firefox'],
    paths: { darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'], win32: ['C:\\Program Files\\Mozilla Firefox\\firefox.exe'] },
  },
};

/** Name of the variable that chooses an engine by hand: `playwright`, `system`, a path, or the address of a WebDriver server. */
export function overrideName(name: EngineName): string {
  return `CORS_CONFORMANCE_${name.toUpperCase()}`;
}

/**
 * Chooses the build and the driver of an engine: what the variable says; else Playwright's own build where it is
 * installed; else the system's.
 */
export function resolveEngine(name: EngineName, machine: Machine): Resolution {
  const variable = overrideName(name);
  const override = machine.env[variable];
  if (override === undefined || override === '') return playwrightBuild(name, machine, null) ?? systemBuild(name, machine, null) ?? missing(name, machine);
  const why = `${variable}=${override}`;
  if (/^https?:\/\//.test(override)) return { kind: 'remote', name, url: override, why };
  const none = (what: string): Resolution => ({ kind: 'missing', name, why: `${why}, and ${what}`, remedy: `unset ${variable}, or name an executable that is there` });
  if (override === 'playwright') return playwrightBuild(name, machine, why) ?? none("Playwright's build is not installed");
  if (override === 'system') return systemBuild(name, machine, why) ?? { kind: 'missing', name, why: `${why}, and ${systemLack(name, machine)}`, remedy: `unset ${variable}${orInstall(name, machine)}` };
  if (!machine.exists(override)) return none('there is no such file');
  if (name !== 'webkit') return { kind: 'playwright', name, build: 'system', executable: override, why };
  return webkitDriver(machine, override, why) ?? none('there is no display for it: install xvfb');
}

function playwrightBuild(name: EngineName, machine: Machine, why: string | null): Resolution | null {
  const executable = machine.playwrightBuild(name);
  if (executable === null || !machine.exists(executable)) return null;
  return { kind: 'playwright', name, build: 'playwright', executable, why: why ?? "Playwright's own build is installed" };
}

function systemBuild(name: EngineName, machine: Machine, why: string | null): Resolution | null {
  const reason = why ?? "Playwright's own build is not installed; the system has this one";
  if (name === 'webkit') {
    const driver = machine.platform === 'darwin' ? machine.which('safaridriver') : machine.which('WebKitWebDriver');
    return driver === null ? null : webkitDriver(machine, driver, reason);
  }
  const { names, paths } = systemBrowsers[name];
  const candidates = [...names.map((candidate) => machine.which(candidate)), ...(paths[machine.platform] ?? []).filter((path) => machine.exists(path))];
  const executable = candidates.find((candidate) => candidate !== null);
  return executable === undefined ? null : { kind: 'playwright', name, build: 'system', executable, why: reason };
}

function webkitDriver(machine: Machine, executable: string, why: string): Resolution | null {
  const common = { kind: 'webdriver', name: 'webkit', build: 'system', executable, why } as const;
  if (executable.includes('safaridriver')) return { ...common, driver: 'safaridriver', browser: null, display: 'own' };
  const browser = ['/usr/lib/*/webkitgtk-6.0/MiniBrowser', '/usr/lib/*/webkit2gtk-4.1/MiniBrowser', '/usr/libexec/*/MiniBrowser'].flatMap((pattern) => machine.glob(pattern))[0] ?? null;
  const display = machine.which('Xvfb') !== null ? 'xvfb' : [machine.env['DISPLAY'], machine.env['WAYLAND_DISPLAY']].every((value) => value === undefined || value === '') ? null : 'own';
  return display === null ? null : { ...common, driver: 'WebKitWebDriver', browser, display };
}

/** Debian's packages for each engine. */
export const debianPackages: Readonly<Record<EngineName, readonly string[]>> = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
};

function orInstall(name: EngineName, machine: Machine): string {
  return machine.platform === 'linux' ? `, or \`apt-get install ${debianPackages[name].join(' ')}\` (Debian, Ubuntu)` : '';
}

function systemLack(name: EngineName, machine: Machine): string {
  return name === 'webkit' && machine.which('WebKitWebDriver') !== null ? 'WebKitWebDriver is here, but neither Xvfb nor a display' : 'the system has none';
}

function missing(name: EngineName, machine: Machine): Resolution {
  return { kind: 'missing', name, why: `Playwright's own build is not installed, and ${systemLack(name, machine)}`, remedy: `\`npx playwright install ${name}\`${orInstall(name, machine)}` };
}
