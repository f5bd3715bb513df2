import { build } from 'esbuild';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Bundles a script of the page's side to plain JavaScript; from TypeScript in a clone, from JavaScript when published. */
export async function bundlePageScript(name: 'page' | 'realm'): Promise<string> {
  const here = fileURLToPath(import.meta.url);
  const entry = path.join(path.dirname(here), `${name}${path.extname(here)}`);
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'iife', target: 'es2020', logLevel: 'silent' });
  return outputFiles[0]?.text ?? '';
}
