import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from '../jsonl.ts';
import type { MatrixModel } from '../model.ts';
import { packed, pageData } from './pack.ts';
import { modelStyle, pageBody } from './table.ts';

const here = fileURLToPath(import.meta.url);

/** Writes the matrix as one file that needs no other and asks for nothing; replaces an older one at once and whole. */
export async function writeMatrix(file: string, model: MatrixModel): Promise<void> {
  writeWhole(file, await matrixHtml(model));
}

/** Makes the matrix's page. Its policy lets its own script run, and no other; it may load nothing. */
export async function matrixHtml(model: MatrixModel): Promise<string> {
  const { outputFiles } = await build({ entryPoints: [path.join(path.dirname(here), `view${path.extname(here)}`)], bundle: true, write: false, format: 'esm', target: 'es2022', minify: true });
  // In a script element nothing is escaped; this is the one sequence that would end it.
  const script = (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
  const style = await readFile(new URL('./style.css', import.meta.url), 'utf8');
  const hash = createHash('sha256').update(script).digest('base64');
  const { data, packs } = pageData(model);
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>CORS in real browsers</title>
<link rel="icon" href="data:,">
<style>${style}${modelStyle(model)}</style>
</head>
<body>
<main>
${pageBody(model)}
</main>
<dialog id="panel" aria-labelledby="panel-title"></dialog>
<dialog id="help" aria-labelledby="help-title"></dialog>
<script type="text/plain" id="data">${packed(data)}</script>
${packs.map((pack, index) => `<script type="text/plain" id="pack-${index}">${packed(pack)}</script>`).join('\n')}
<script type="module">${script}</script>
</body>
</html>
`;
}
