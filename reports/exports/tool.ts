import { createRequire } from 'node:module';

// By the package's own name, which is the same file for the sources and for what is compiled from them.
const { name, version } = createRequire(import.meta.url)('cors-conformance/package.json') as { readonly name: string; readonly version: string };

/** Who wrote an export. */
export const tool = { name, version } as const;
