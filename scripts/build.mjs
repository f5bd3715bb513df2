// Compiles what is published into dist/, and puts beside it what is read at run time.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
cpSync('reports/html/style.css', 'dist/reports/html/style.css');
cpSync('examples', 'dist/examples', { recursive: true });
