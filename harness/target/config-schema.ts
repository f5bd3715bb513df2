import { z } from 'zod';
import { parseUrl } from '../fetch/url.ts';

const exact = 'an http or https origin such as https://api.example.com: no path, no user, no query';
const origin = z.string().superRefine((text, context) => check(text, text, context));
/** A pattern is judged by what it is without its star. */
const originOrPattern = z.string().superRefine((text, context) => check(text.replace(/^(https?:\/\/)\*\./, '$1'), text, context));

function check(origin: string, written: string, context: z.RefinementCtx): void {
  const parsed = parseUrl(origin);
  const http = parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:') && !parsed.includesCredentials && !origin.includes('*');
  if (http && parsed.origin === origin) return;
  // What the address parser makes of it; a pattern gets no proposal.
  const proposal = http && origin === written ? { params: { hint: `did you mean \`${parsed.origin}\`?` } } : {};
  context.addIssue({ code: 'custom', message: exact, ...proposal });
}

const rate = z.number().refine((number) => number > 0 && number <= 100, { error: 'requests a second: a number above 0 and at most 100', params: { hint: 'leave it out for 5 a second' } });
const path = z.string().refine((text) => text.trim() !== '', 'a path');
const variable = z.string().regex(/^[A-Z_][A-Z0-9_]{0,59}$/, {
  error: 'the name of an environment variable such as STAGING_TOKEN: capital letters, digits and `_`; never the secret itself',
});

const place = z.string().regex(/^(\[[0-9A-Fa-f:.]+\]|[^\s:/[\]]+):\d{1,5}$/, 'host:port, an IPv6 address in brackets');
const seconds = z.number().refine((number) => number >= 1 && number <= 120, { error: 'seconds: at least 1, at most 120', params: { hint: 'leave it out for 15' } });

const target = z.strictObject({
  origins: z.array(originOrPattern).min(1).describe('Origins that may be asked; https://*.example.com stands for all subdomains'),
  documentOrigins: z.array(origin).default([]).describe('Origins of the pages that ask'),
  rate: rate.default(5).describe('Requests a second, at most'),
  secrets: z.record(z.string().regex(/^[\w.-]+$/, 'letters, digits, `_`, `.` and `-`'), variable).default({}).describe('Names of environment variables, by the name that scenarios use'),
  resolve: z.record(place, place).default({}).describe("Where to connect in place of what a name resolves to, as `{ 'api.example.com:443': '10.0.0.7:8443' }`"),
  ca: z.array(path).default([]).describe('Files with certificates, in PEM, that are trusted beside the usual ones'),
  timeout: seconds.default(15).describe('Seconds that one request may take'),
  allowUnsafeMethods: z.boolean().default(false).describe('Whether scenarios that say so, too, may send other methods than GET, HEAD and OPTIONS'),
});

export const configSchema = z.strictObject({
  targets: z.record(z.string().regex(/^[\w-]+$/, 'letters, digits, `_` and `-`'), target).refine((targets) => Object.keys(targets).length > 0, 'one target or more, such as { staging: { origins: [\'https://api.example.com\'] } }'),
  baseline: path.optional().describe('File of accepted deviations'),
});

/** As it is written. */
export type WrittenConfig = z.input<typeof configSchema>;
/** With all that may be left out. */
export type Config = z.output<typeof configSchema>;
export type Target = Config['targets'][string];

/** Gives a configuration its type. It is parsed when it is loaded, so that all mistakes come back together. */
export function defineConfig(config: WrittenConfig): WrittenConfig {
  return config;
}
