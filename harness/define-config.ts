/** What `cors-conformance.config.ts` imports. */
export { defineConfig } from './target/config-schema.ts';
export type { WrittenConfig as Config } from './target/config-schema.ts';
