import path from 'node:path';
import { exportFormats } from '../../reports/exports/formats.ts';
import type { ExportFormat, ExportName } from '../../reports/exports/formats.ts';
import { lineProblem } from '../../reports/exports/results-schema.ts';
import { exportRun } from '../../reports/exports/run.ts';
import type { ResultRecord } from '../../reports/record.ts';
import { writeWhole } from '../../reports/jsonl.ts';
import { readResults } from './read-results.ts';

/** So named that nobody gives it by habit. */
export const credentialsFlag = '--write-traffic-with-credentials-for-all-to-read';

/** Says whether a target was asked with something that only its owner may know. Of it a record has only what was put in its place. */
function hasCredentials({ case: { target, request } }: ResultRecord): boolean {
  const names = request.headers.map(([header]) => header.toLowerCase());
  return target !== undefined && (request.cookies.length > 0 || names.includes('authorization') || JSON.stringify(request).includes('{secret:'));
}

/**
 * Writes a results stream in another format: to standard output, or to a file, or to a folder where the format has a file for
 * each engine. Returns 0, or 2 when the stream cannot be read or the result cannot be written. What the run itself ended with is
 * told in what is written, not by the exit code. A HAR file of requests with credentials is refused unless `credentialsToo`.
 */
export async function exportResults(name: ExportName, results: string, out: string | undefined, credentialsToo = false): Promise<number> {
  const lines = await readResults(results);
  if (lines === null) return 2;
  if (lines.length === 0) return fail(`${results} holds no whole line. \`npx playwright test\` writes it anew.`);
  for (const line of lines) {
    const problem = lineProblem(line);
    if (problem !== null) return fail(`${results}: ${problem}`);
  }
  const credentialed = lines.find((line) => line.type === 'result' && hasCredentials(line));
  if (name === 'har' && !credentialsToo && credentialed?.type === 'result') {
    return fail(`${results} holds requests to ${credentialed.case.target?.name ?? 'a target'} with credentials (${credentialed.case.id}), and a HAR file is made to be passed on.\n    try: another format; or ${credentialsFlag}, after you have looked at what is in it`);
  }
  const run = exportRun(lines);
  if (run.model.incomplete !== null) console.error(`${results}: incomplete, and what is written says so: ${run.model.incomplete}`);
  const format: ExportFormat = exportFormats[name];
  if (format.kind === 'whole') {
    const text = format.write(run);
    if (out === undefined) return print(text);
    return write([[out, text]]);
  }
  const folder = out ?? path.join(path.dirname(results), name);
  return write(run.engines.map((engine) => [path.join(folder, `${engine.engine}.json`), format.write(run, engine)]));
}

function write(files: readonly (readonly [file: string, text: string])[]): number {
  for (const [file, text] of files) {
    try {
      writeWhole(file, text);
    } catch (error) {
      return fail(`${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
    }
    console.log(path.relative(process.cwd(), path.resolve(file)));
  }
  return 0;
}

/** Writes to standard output; a reader that has had enough, such as `head`, is no error. */
function print(text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    process.stdout.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? resolve(0) : reject(error)));
    process.stdout.write(text, (error) => (error === null || error === undefined ? resolve(0) : undefined));
  });
}

function fail(message: string): number {
  console.error(message);
  return 2;
}
