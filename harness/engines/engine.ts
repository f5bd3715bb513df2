export const engineNames = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof engineNames)[number];

/** What a result is attributed to. A stock build and Playwright's patched build are different identities. */
export interface EngineIdentity {
  readonly name: EngineName;
  readonly version: string;
  /** `playwright`: a patched build; `system`: as the vendor or the distribution ships it; `remote`: at another end. */
  readonly build: 'playwright' | 'system' | 'remote';
  readonly driver: 'playwright' | 'webdriver';
  /** What is started or asked: a path or an address. */
  readonly from: string;
}

/** What an engine said of a request, in its own words. Recorded beside what was observed; no verdict is made of it. */
export interface EngineWords {
  /** `console`: a console line; `cdp`: Chromium's DevTools protocol; `rdp`: Firefox's remote debugging protocol. */
  readonly source: 'console' | 'cdp' | 'rdp';
  /** Chromium's `corsError`, Firefox's message category such as `CORSMissingAllowOrigin`; null where it gives none. */
  readonly code: string | null;
  /** Chromium's `failedParameter`; null where there is none. */
  readonly detail: string | null;
  readonly text: string;
  /** Address of the request, where the engine names it. */
  readonly url: string | null;
}

/** Lets an engine be at origins that we do not own. */
export interface Proxied {
  /** Port on loopback of a SOCKS 5 proxy, through which all connections go. */
  readonly socksPort: number;
}

/** Where an engine's words come from, beside its console. */
export interface WordSource {
  /**
   * Takes the words since the last call, with those that were on their way: it waits for the engine's answer to a message
   * that went after them. Never rejects; an engine that does not answer is not waited for long.
   */
  take(): Promise<readonly EngineWords[]>;
  close(): void;
}

/**
 * A browser that can open an address. All else, the page does: it pulls its cases from its document origin and posts what
 * it saw, so that no driver can come between a page and the network.
 */
export interface Engine {
  readonly identity: EngineIdentity;
  /** Opens the first document. Rejects when the browser cannot. */
  open(url: string): Promise<void>;
  /** Takes the engine's words since the last call, where the driver gives them. Never rejects. */
  takeWords(): Promise<readonly EngineWords[]>;
  /** Resolves with the reason when the browser or its page is gone without `close`. */
  readonly died: Promise<string>;
  /** Ends the browser, by force where it must. Never rejects. */
  close(): Promise<void>;
}
