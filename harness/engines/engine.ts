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

/**
 * A browser that can open an address. All else, the page does: it pulls its cases from its document origin and posts what
 * it saw, so that no driver can come between a page and the network.
 */
export interface Engine {
  readonly identity: EngineIdentity;
  /** Opens the first document. Rejects when the browser cannot. */
  open(url: string): Promise<void>;
  /** Takes the console's lines since the last call, where the driver gives them. */
  takeConsole(): readonly string[];
  /** Resolves with the reason when the browser or its page is gone without `close`. */
  readonly died: Promise<string>;
  /** Ends the browser, by force where it must. Never rejects. */
  close(): Promise<void>;
}
