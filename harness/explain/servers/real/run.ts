import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import getPort from 'get-port';
import { listening } from './ask.ts';

/** Where a server runs: its own folder, its own port, the port of what stands behind it, and whether it speaks TLS there. */
export interface Place {
  readonly folder: string;
  readonly port: number;
  readonly behind: number;
  /** With `cert.pem` and `key.pem` in its folder. */
  readonly tls: boolean;
}

/** Both in PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/** How to run one server with a recipe. */
export interface Runner {
  /** Programs, and packages of Node, that must be there. */
  readonly programs: readonly string[];
  readonly packages?: readonly string[];
  /** Says whether what the program needs is there too, by running it. */
  readonly probe?: readonly string[];
  /** The files to write, and what to start. */
  readonly start: (code: string, place: Place) => { readonly files: Readonly<Record<string, string>>; readonly command: readonly string[] };
  /** Whether it passes requests on to what stands behind it. */
  readonly proxy: boolean;
}

const searched = ['/usr/sbin', '/usr/local/sbin', ...(process.env['PATH'] ?? '').split(path.delimiter)];
/** Folders with `node_modules`: our own, and one that CORS_RECIPE_PACKAGES names, for frameworks that are no dependency. */
const packageFolders = [process.cwd(), ...(process.env['CORS_RECIPE_PACKAGES'] === undefined ? [] : [process.env['CORS_RECIPE_PACKAGES']])];

function packagesIn(names: readonly string[]): string | undefined {
  return packageFolders.map((folder) => path.join(folder, 'node_modules')).find((folder) => names.every((name) => existsSync(path.join(folder, name))));
}

/** Says what is missing; null where the server can be run. */
export function absent({ programs, packages = [], probe }: Runner): string | null {
  const missing = programs.filter((program) => !searched.some((folder) => existsSync(path.join(folder, program))));
  if (missing.length > 0) return `${missing.join(', ')} is not installed`;
  if (packagesIn(packages) === undefined) return `${packages.join(', ')}: not in node_modules, nor where CORS_RECIPE_PACKAGES says`;
  const [program = '', ...args] = probe ?? [];
  return probe === undefined || spawnSync(program, args).status === 0 ? null : `${program} lacks what the recipe needs`;
}

/** Starts a server with a recipe, over TLS if it gets a certificate; gives its port and how to end it. */
export async function run(runner: Runner, code: string, behind: number, certificate: KeyAndCertificate | null = null): Promise<{ port: number; stop: () => Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recipe-'));
  const port = await getPort({ host: '127.0.0.1' });
  const { files, command: [program = '', ...args] } = runner.start(code, { folder, port, behind, tls: certificate !== null });
  const pem = certificate === null ? {} : { 'cert.pem': certificate.cert, 'key.pem': certificate.key };
  for (const [name, text] of Object.entries({ ...files, ...pem })) writeFileSync(path.join(folder, name), text);
  const packages = packagesIn(runner.packages ?? []);
  if (packages !== undefined) symlinkSync(path.resolve(packages), path.join(folder, 'node_modules'));
  const said: string[] = [];
  const child = spawn(program, args, { cwd: folder, env: { ...process.env, PATH: searched.join(path.delimiter), HOME: folder, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.on('error', (error) => said.push(String(error)));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const impatient = setTimeout(() => child.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(impatient);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port, () => (child.exitCode === null && child.signalCode === null && child.pid !== undefined ? null : `${program} ended: ${said.join('')}`));
  } catch (error) {
    if (child.pid !== undefined) await stop();
    throw error;
  }
  return { port, stop };
}
