import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineNames } from './engine.ts';
import type { EngineName } from './engine.ts';
import { debianPackages, overrideName, resolveEngine } from './resolve.ts';
import type { Machine, Resolution } from './resolve.ts';

/** What a machine has. Programs are found by name, at `/usr/bin/<name>`. */
interface Has {
  readonly platform?: 'linux' | 'darwin' | 'win32';
  /** Programs on the PATH. */
  readonly programs?: readonly string[];
  /** Other files that are there. */
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Engines of which Playwright's build is installed. */
  readonly installed?: readonly EngineName[];
  /** Engines of which Playwright has no build for this system. */
  readonly unsupported?: readonly EngineName[];
}

const buildOf = (name: EngineName): string => `/cache/ms-playwright/${name}-1234/${name}`;

function machine({ platform = 'linux', programs = [], files = [], env = {}, installed = [], unsupported = [] }: Has): Machine {
  const all = [...programs.map((name) => `/usr/bin/${name}`), ...files, ...installed.map(buildOf)];
  return {
    platform,
    env,
    which: (name) => (programs.includes(name) ? `/usr/bin/${name}` : null),
    exists: (path) => all.includes(path),
    glob: (pattern) => {
      const [before = '', after = ''] = pattern.split('*');
      return all.filter((path) => path.startsWith(before) && path.endsWith(after));
    },
    playwrightBuild: (name) => (unsupported.includes(name) ? null : buildOf(name)),
  };
}

/** Checks the fields that a row names; `why` and `remedy` by their words. */
function check(name: EngineName, has: Has, wanted: Partial<Record<string, string | RegExp | null>>): void {
  const found: Resolution = resolveEngine(name, machine(has));
  assert.equal(found.name, name);
  for (const [field, want] of Object.entries(wanted)) {
    const value = new Map(Object.entries(found)).get(field);
    if (want instanceof RegExp) assert.match(String(value), want, `${field} of ${JSON.stringify(found)}`);
    else assert.equal(value, want, `${field} of ${JSON.stringify(found)}`);
  }
}

const everySystemBrowser: Has = { programs: ['chromium', 'firefox-esr', 'WebKitWebDriver', 'Xvfb', 'safaridriver'] };

describe("Playwright's own build", () => {
  for (const name of engineNames) {
    const own = { kind: 'playwright', build: 'playwright', executable: buildOf(name), why: /Playwright's own build is installed/ };
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      test(`of ${name} is taken where it is installed (${platform})`, () => check(name, { platform, installed: [name] }, own));
    }
    test(`of ${name} goes before the system's browser`, () => check(name, { ...everySystemBrowser, installed: [name] }, own));
    test(`of ${name} is not taken where it is not installed, though those of others are`, () => {
      check(name, { ...everySystemBrowser, installed: engineNames.filter((other) => other !== name) }, { build: 'system' });
    });
    test(`of ${name} that there is not for this system falls back to the system's`, () => check(name, { ...everySystemBrowser, unsupported: [name] }, { build: 'system', why: /Playwright's own build is not installed/ }));
    test(`of ${name} can be asked for`, () => check(name, { ...everySystemBrowser, installed: [name], env: { [overrideName(name)]: 'playwright' } }, { ...own, why: `${overrideName(name)}=playwright` }));
    test(`of ${name} that is asked for and not installed is missing, whatever the system has`, () => {
      check(name, { ...everySystemBrowser, env: { [overrideName(name)]: 'playwright' } }, { kind: 'missing', why: /=playwright.*not installed/, remedy: new RegExp(`${overrideName(name)}|playwright install ${name}`) });
    });
    test(`of ${name} is passed over when the system's is asked for`, () => check(name, { ...everySystemBrowser, installed: [name], env: { [overrideName(name)]: 'system' } }, { build: 'system', why: `${overrideName(name)}=system` }));
    test(`of ${name} is taken when the variable is set to nothing`, () => check(name, { installed: [name], env: { [overrideName(name)]: '' } }, own));
  }
});

describe("the system's browser", () => {
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  const firefox = '/Applications/Firefox.app/Contents/MacOS/firefox';
  const windowsChrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
  const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
  const windowsFirefox = 'C:\\Program Files\\Mozilla Firefox\\firefox.exe';
  const rows: readonly (readonly [what: string, name: EngineName, has: Has, executable: string])[] = [
    ["Debian's Chromium", 'chromium', { programs: ['chromium'] }, '/usr/bin/chromium'],
    ["Ubuntu's Chromium", 'chromium', { programs: ['chromium-browser'] }, '/usr/bin/chromium-browser'],
    ['Chrome on Linux', 'chromium', { programs: ['google-chrome'] }, '/usr/bin/google-chrome'],
    ['Chromium before Chrome', 'chromium', { programs: ['google-chrome', 'chromium'] }, '/usr/bin/chromium'],
    ["Debian's Firefox ESR", 'firefox', { programs: ['firefox-esr'] }, '/usr/bin/firefox-esr'],
    ['Firefox on Linux', 'firefox', { programs: ['firefox'] }, '/usr/bin/firefox'],
    ['Chrome on macOS', 'chromium', { platform: 'darwin', files: [chrome] }, chrome],
    ['Firefox on macOS', 'firefox', { platform: 'darwin', files: [firefox] }, firefox],
    ['Chrome on Windows', 'chromium', { platform: 'win32', files: [windowsChrome, edge] }, windowsChrome],
    ['Edge on Windows', 'chromium', { platform: 'win32', files: [edge] }, edge],
    ['Firefox on Windows', 'firefox', { platform: 'win32', files: [windowsFirefox] }, windowsFirefox],
  ];
  for (const [what, name, has, executable] of rows) {
    test(what, () => check(name, has, { kind: 'playwright', build: 'system', executable, why: /not installed.*the system has this one/ }));
  }
  test('a path of another system is not looked at', () => check('chromium', { platform: 'linux', files: [chrome, windowsChrome] }, { kind: 'missing' }));
});

describe('WebKit of the system', () => {
  const driver: Has = { programs: ['WebKitWebDriver'] };
  const gtk = { kind: 'webdriver', build: 'system', driver: 'WebKitWebDriver', executable: '/usr/bin/WebKitWebDriver' };
  const browser = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
  const rows: readonly (readonly [what: string, has: Has, wanted: Parameters<typeof check>[2]])[] = [
    ['WebKitGTK with Xvfb', { programs: ['WebKitWebDriver', 'Xvfb'], files: [browser] }, { ...gtk, display: 'xvfb', browser }],
    ['WebKitGTK with Xvfb, though there is a display', { programs: ['WebKitWebDriver', 'Xvfb'], env: { DISPLAY: ':0' } }, { ...gtk, display: 'xvfb' }],
    ['WebKitGTK without Xvfb, on the display', { ...driver, env: { DISPLAY: ':0' } }, { ...gtk, display: 'own' }],
    ['WebKitGTK without Xvfb, on Wayland', { ...driver, env: { WAYLAND_DISPLAY: 'wayland-0' } }, { ...gtk, display: 'own' }],
    ['WebKitGTK whose MiniBrowser the driver must know', { programs: ['WebKitWebDriver', 'Xvfb'] }, { ...gtk, browser: null }],
    ['the newer of two MiniBrowsers', { programs: ['WebKitWebDriver', 'Xvfb'], files: [browser, browser.replace('webkit2gtk-4.1', 'webkitgtk-6.0')] }, { ...gtk, browser: browser.replace('webkit2gtk-4.1', 'webkitgtk-6.0') }],
    ['WebKitGTK without Xvfb or a display', driver, { kind: 'missing', why: /WebKitWebDriver is here.*Xvfb.*display/, remedy: /npx playwright install webkit.*xvfb/ }],
    ['WebKitGTK with a display that is empty', { ...driver, env: { DISPLAY: '' } }, { kind: 'missing', why: /display/ }],
    ['WebKitGTK without Xvfb or a display, asked for', { ...driver, env: { CORS_CONFORMANCE_WEBKIT: 'system' } }, { kind: 'missing', why: /=system.*(Xvfb|display)/, remedy: /xvfb/i }],
    ['Xvfb alone', { programs: ['Xvfb'] }, { kind: 'missing', why: /the system has none/ }],
    ['Safari', { platform: 'darwin', programs: ['safaridriver'] }, { kind: 'webdriver', driver: 'safaridriver', executable: '/usr/bin/safaridriver', browser: null, display: 'own' }],
    ['a driver of another name, by its path', { files: ['/opt/WebKitWebDriver'], programs: ['Xvfb'], env: { CORS_CONFORMANCE_WEBKIT: '/opt/WebKitWebDriver' } }, { ...gtk, executable: '/opt/WebKitWebDriver', display: 'xvfb', why: 'CORS_CONFORMANCE_WEBKIT=/opt/WebKitWebDriver' }],
    ['a driver by its path, without a display', { files: ['/opt/WebKitWebDriver'], env: { CORS_CONFORMANCE_WEBKIT: '/opt/WebKitWebDriver' } }, { kind: 'missing', why: /no display.*xvfb/ }],
  ];
  for (const [what, has, wanted] of rows) test(what, () => check('webkit', has, wanted));
});

describe('an engine chosen by hand', () => {
  const rows: readonly (readonly [what: string, name: EngineName, has: Has, wanted: Parameters<typeof check>[2]])[] = [
    ['a path', 'chromium', { files: ['/opt/chrome'], installed: ['chromium'], env: { CORS_CONFORMANCE_CHROMIUM: '/opt/chrome' } }, { kind: 'playwright', build: 'system', executable: '/opt/chrome', why: 'CORS_CONFORMANCE_CHROMIUM=/opt/chrome' }],
    ['a path to nothing', 'firefox', { installed: ['firefox'], env: { CORS_CONFORMANCE_FIREFOX: '/opt/nothing' } }, { kind: 'missing', why: /CORS_CONFORMANCE_FIREFOX=\/opt\/nothing.*no such file/, remedy: /unset CORS_CONFORMANCE_FIREFOX/ }],
    ['the address of a WebDriver server', 'firefox', { installed: ['firefox'], env: { CORS_CONFORMANCE_FIREFOX: 'http://grid.test:4444/wd/hub' } }, { kind: 'remote', url: 'http://grid.test:4444/wd/hub' }],
    ['an address over TLS', 'webkit', { env: { CORS_CONFORMANCE_WEBKIT: 'https://grid.test' } }, { kind: 'remote', url: 'https://grid.test' }],
    ["the system's browser, where there is none", 'chromium', { installed: ['chromium'], env: { CORS_CONFORMANCE_CHROMIUM: 'system' } }, { kind: 'missing', why: /=system.*the system has none/, remedy: /unset CORS_CONFORMANCE_CHROMIUM/ }],
    ['another engine’s variable', 'chromium', { installed: ['chromium'], env: { CORS_CONFORMANCE_FIREFOX: '/opt/nothing' } }, { kind: 'playwright', build: 'playwright' }],
  ];
  for (const [what, name, has, wanted] of rows) test(what, () => check(name, has, wanted));
});

describe('a machine with nothing', () => {
  for (const name of engineNames) {
    const apt = `apt-get install ${debianPackages[name].join(' ')}`;
    test(`${name} is missing on Linux, and both ways to get it are named`, () => check(name, {}, { kind: 'missing', why: "Playwright's own build is not installed, and the system has none", remedy: `\`npx playwright install ${name}\`, or \`${apt}\` (Debian, Ubuntu)` }));
    for (const platform of ['darwin', 'win32'] as const) test(`${name} is missing on ${platform}, where apt-get is no help`, () => check(name, { platform }, { kind: 'missing', remedy: `\`npx playwright install ${name}\`` }));
  }
});
