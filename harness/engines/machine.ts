import { chromium, firefox, webkit } from '@playwright/test';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Machine } from './resolve.ts';

/** Describes the machine that this process runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    which(name) {
      for (const folder of (process.env['PATH'] ?? '').split(path.delimiter).filter((entry) => path.isAbsolute(entry))) {
        const file = path.join(folder, name);
        try {
          accessSync(file, constants.X_OK);
          return file;
        } catch {
          // Not in this folder.
        }
      }
      return null;
    },
    exists: existsSync,
    glob(pattern) {
      const [before = '', after = ''] = pattern.split('*');
      if (!existsSync(before)) return [];
      return readdirSync(before).map((folder) => before + folder + after).filter((file) => existsSync(file));
    },
    playwrightBuild(name) {
      try {
        return { chromium, firefox, webkit }[name].executablePath();
      } catch {
        return null;
      }
    },
  };
}
