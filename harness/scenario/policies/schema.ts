import { z } from 'zod';
import { isForbiddenMethod, normalizeMethod } from '../../fetch/method.ts';
import { flag, naming, text, writtenForm } from '../schema.ts';
import { isSerialisedOrigin } from '../serialised-origin.ts';
import { defaultSpec, target } from '../target-schema.ts';

/** A policy: which origins may send what to a server that you run. It is written once, and proved both ways. */

/** What can stand in a case's id; brackets of IPv6 addresses are written otherwise there. */
const plainOrigin = /^https?:\/\/([a-z0-9._-]+|\[[\da-f:]+\])(:\d+)?$/;
const origin = z.string().superRefine((written, context) => {
  if (plainOrigin.test(written) && isSerialisedOrigin(written)) return;
  const hint = written === '*' ? "write `origins: '*'`, without a list" : 'name each origin: a browser opens a page at it';
  context.addIssue({ code: 'custom', message: 'an http or https origin such as https://app.example.com: no path, no user, no pattern', ...(written.includes('*') ? { params: { hint } } : {}) });
});
const origins = z.array(origin).min(1).describe('Origins of pages');
const anyOrigin = z.string().refine((written) => written === '*', "a list of origins, or `'*'` for any").register(writtenForm, { schema: { const: '*', description: 'Any origin' } });

const methods = z
  .array(
    z
      .string()
      .regex(/^[A-Za-z][\w.-]*$/, 'a method such as GET; no `*`: each is asked for by its name')
      .refine((method) => !isForbiddenMethod(method), 'any method but CONNECT, TRACE and TRACK, which script may not use'),
  )
  .min(1)
  .default(['GET'])
  .transform((written) => [...new Set(written.map(normalizeMethod))])
  .describe('Methods, case-sensitive');

const headerName = z.string().regex(/^[\w.-]+$/, 'a header name of letters, digits, `-`, `_` and `.`; no `*`: each is asked for by its name');

/** A request header. What has a value of its own is taken to be needed: the server may not answer without it. */
export interface PolicyHeader {
  readonly name: string;
  readonly value: string;
  readonly needed: boolean;
}

const requestHeaders = z
  .union([z.array(headerName), z.record(headerName, text('Value; `{secret:name}` stands for a secret of the target'))])
  .superRefine((written, context) => {
    const names = Array.isArray(written) ? written : Object.keys(written);
    const seen = new Set<string>();
    for (const [index, name] of names.entries()) {
      if (seen.has(name.toLowerCase())) context.addIssue({ code: 'custom', path: [Array.isArray(written) ? index : name], message: 'each header once, in whatever case' });
      seen.add(name.toLowerCase());
    }
  })
  .transform((written): readonly PolicyHeader[] => (Array.isArray(written) ? written.map((name) => ({ name, value: '1', needed: false })) : Object.entries(written).map(([name, value]) => ({ name, value, needed: true }))))
  .default([]);

const credentials = flag('Whether cookies and the like go along').default(false);

const allowEntry = z
  .strictObject({
    origins: z.union([anyOrigin, origins]).describe("Origins of pages, or `'*'` for any"),
    methods,
    headers: requestHeaders.describe('Request headers that may be sent: names, or names with the values that the server needs'),
    expose: z.array(headerName).default([]).describe('Response headers that are sent and that script must be able to read'),
    credentials,
    cookies: z.array(text('`name=value`')).default([]).describe('Cookies that the engine has for the server; `{secret:name}` stands for a secret of the target'),
  })
  .describe('What must work');

const denyEntry = z
  .strictObject({ origins, methods, headers: requestHeaders.describe('Request headers that are sent: names, or names with values'), credentials })
  .describe('What must not work, beside what follows from `allow`');

export const policySchema = z.strictObject({
  ...naming,
  spec: naming.spec.default(defaultSpec),
  target: target.omit({ preflightOnly: true }).describe('A server that you run'),
  allow: z.array(allowEntry).default([]),
  deny: z.array(denyEntry).default([]),
  lookAlikes: flag('Whether origins are asked, too, that look like the allowed ones; not where browsers open no such page, as over http under a name that has HSTS').default(true),
});

export type Policy = z.output<typeof policySchema>;
export type AllowEntry = Policy['allow'][number];
export type DenyEntry = Policy['deny'][number];
