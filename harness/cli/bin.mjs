#!/usr/bin/env node
// In a clone the sources run as they are; a published package holds them compiled.
import { existsSync } from 'node:fs';

const source = new URL('./main.ts', import.meta.url);
if (existsSync(source)) {
  const { register } = await import('tsx/esm/api');
  register();
  await import(source.href);
} else {
  await import('../../dist/harness/cli/main.js');
}
