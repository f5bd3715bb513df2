import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
/** A clone's own folder; for the published package, the folder of the project that uses it. */
const root = here.endsWith('.ts') ? path.resolve(path.dirname(here), '../..') : process.cwd();

/** Folders of a run; each can be set by a variable of the environment. */
export const settings = {
  /** `CORS_CONFORMANCE_SCENARIOS` */
  scenarios: path.resolve(process.env['CORS_CONFORMANCE_SCENARIOS'] || path.join(root, 'scenarios')),
  /** `CORS_CONFORMANCE_CONFIG`: the configuration of targets; there need be none. */
  config: path.resolve(process.env['CORS_CONFORMANCE_CONFIG'] || path.join(root, 'cors-conformance.config.ts')),
  /** `CORS_CONFORMANCE_OUT` */
  out: path.resolve(process.env['CORS_CONFORMANCE_OUT'] || path.join(root, 'out')),
  /** `CORS_CONFORMANCE_HISTORY`: where a summary of each whole run is kept; null when none is. */
  history: process.env['CORS_CONFORMANCE_HISTORY'] ? path.resolve(process.env['CORS_CONFORMANCE_HISTORY']) : null,
} as const;
