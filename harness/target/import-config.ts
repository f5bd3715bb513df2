import { createRequire, isBuiltin } from 'node:module';
import nodePath from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';

/**
 * Runs a TypeScript module and returns its exports. It is bundled first and imported as text, since neither Node nor each tool
 * that may run here takes TypeScript, and one that does must not be told so twice. Throws what the module or the compiler throws.
 */
export async function importConfig(file: string): Promise<unknown> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(file).href) },
    plugins: [packagesByAddress],
  });
  const [output] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(output?.contents ?? []).toString('base64')}`);
}

const here = fileURLToPath(import.meta.url);
const ownConfig = nodePath.join(nodePath.dirname(here), `../define-config${nodePath.extname(here)}`);

/** Leaves packages where they are: a module that is text has no folder from which to find them. */
const packagesByAddress: Plugin = {
  name: 'packages-by-address',
  setup(plugin) {
    plugin.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
      if (kind === 'entry-point' || isBuiltin(path)) return undefined;
      // Ours, also in a clone, where the package is not built.
      if (path === 'cors-conformance/config') return { path: ownConfig };
      try {
        return { path: pathToFileURL(createRequire(importer).resolve(path)).href, external: true };
      } catch {
        // The compiler says so, with the line.
        return undefined;
      }
    });
  },
};
