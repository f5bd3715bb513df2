export { default } from './harness/playwright-config.ts';
