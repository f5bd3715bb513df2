import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Folders of a run; each can be set by a variable of the environment. */
export const settings = {
  /** `CORS_CONFORMANCE_SCENARIOS` */
  scenarios: path.resolve(process.env['CORS_CONFORMANCE_SCENARIOS'] ?? path.join(root, 'scenarios')),
  /** `CORS_CONFORMANCE_OUT` */
  out: path.resolve(process.env['CORS_CONFORMANCE_OUT'] ?? path.join(root, 'out')),
} as const;
