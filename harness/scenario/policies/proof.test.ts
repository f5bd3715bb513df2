import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderList } from '../../fetch/header.ts';
import type { WireRequest } from '../../fetch/fetch-params.ts';
import { planOf, readPolicy } from './sample-policy.ts';
import { conforms, lenientServer, predictAt, strictServer } from './sample-server.ts';
import type { Flaws } from './sample-server.ts';

// What a policy's cases are for: each flaw that servers have is shown by the cases that are about it, and by no others.

const app = 'https://app.example.com';
const port = 'https://local.example:3000';
const allow = `[{ origins: [${app}], methods: [GET, PUT], headers: [X-Token], expose: [ETag], credentials: true }, { origins: ['${port}'] }]`;
const policy = readPolicy(allow, `[{ origins: ['https://partner.example'], methods: [GET, DELETE], headers: [X-Admin], credentials: true }]`);
const plan = planOf(policy);

const set = (name: string, value: (request: WireRequest) => string | null) => (lines: HeaderList, request: WireRequest): HeaderList => {
  const found = value(request);
  return [...lines.filter(([other]) => other !== `Access-Control-${name}`), ...(found === null ? [] : [[`Access-Control-${name}`, found] as const])];
};
/** Changes nothing for pages that are not let in. */
const ifLetIn = (change: NonNullable<Flaws['answers']>) => (lines: HeaderList, request: WireRequest): HeaderList => (lines.some(([name]) => name === 'Access-Control-Allow-Origin') ? change(lines, request) : lines);
const takesFor = (is: (origin: string, allowed: string) => boolean) => (origin: string): string => [app, port].find((allowed) => is(origin, allowed)) ?? origin;
const unlessPort = (origin: string): string => (origin === port ? port : app);
const hostOf = (origin: string): string => new URL(origin).hostname;

test('a server that keeps to the policy conforms throughout, however it reads it', () => {
  for (const server of [lenientServer(policy), strictServer(policy)]) assert.deepEqual(plan.filter((one) => !conforms(one, predictAt(one, server))).map(({ labels }) => labels), []);
});

describe('a server with a flaw', () => {
  const no = (origin: string, ...more: readonly string[]): string => ['allow=no', `origin=${origin}`, 'method=GET', ...more].join(',');
  const strangers = plan.filter(({ allowed, request }) => !allowed && ![app, port].includes(request.origin)).map(({ labels }) => labels);
  const bare = strangers.filter((labels) => !labels.includes('partner'));
  const rows: readonly (readonly [what: string, flaws: Flaws, shown: readonly string[]])[] = [
    ['lets in whoever asks', { mistakes: unlessPort }, strangers.filter((labels) => !labels.includes('X-Admin'))],
    ['lets in whoever asks, with whatever', { mistakes: unlessPort, answers: (lines, request) => set('Allow-Headers', ({ headers }) => headers['access-control-request-headers'] ?? null)(set('Allow-Methods', () => 'PUT, DELETE')(lines, request), request) }, [...strangers, no('app.example.com', 'with=X-Cors-Conformance'), no('local.example:3000', 'with=X-Cors-Conformance'), 'allow=no,origin=local.example:3000,method=PUT']],
    ['says * to all', { answers: set('Allow-Origin', () => '*') }, [...bare, 'allow=yes,origin=app.example.com,method=GET', 'allow=yes,origin=app.example.com,method=PUT']],
    ['compares the end of the host', { mistakes: takesFor((origin, allowed) => hostOf(origin).endsWith(hostOf(allowed)) && new URL(origin).port === new URL(allowed).port && origin.startsWith('https:')) }, [no('xapp.example.com'), no('xlocal.example:3000')]],
    ['compares the beginning', { mistakes: takesFor((origin, allowed) => origin.startsWith(allowed)) }, [no('app.example.com.cors-conformance.invalid'), no('app.example.com:49152'), no('local.example:30000')]],
    ['takes a dot for any character', { mistakes: takesFor((origin, allowed) => new RegExp(`^${allowed}$`).test(origin)) }, [no('appxexample.com'), no('localxexample:3000')]],
    ['does not look at the scheme', { mistakes: takesFor((origin, allowed) => new URL(origin).host === new URL(allowed).host) }, [no('http:app.example.com'), no('http:local.example:3000')]],
    ['does not look at the port', { mistakes: takesFor((origin, allowed) => hostOf(origin) === hostOf(allowed) && origin.startsWith('https:')) }, [no('app.example.com:49152'), no('local.example:30000')]],
    ['allows every method', { answers: ifLetIn(set('Allow-Methods', ({ headers }) => headers['access-control-request-method'] ?? null)) }, ['allow=no,origin=app.example.com,method=PATCH', 'allow=no,origin=local.example:3000,method=PUT']],
    ['says * for methods', { answers: ifLetIn(set('Allow-Methods', () => '*, PUT')) }, ['allow=no,origin=app.example.com,method=PATCH', 'allow=no,origin=local.example:3000,method=PUT']],
    ['allows every header', { answers: ifLetIn(set('Allow-Headers', ({ headers }) => headers['access-control-request-headers'] ?? null)) }, [no('app.example.com', 'with=X-Cors-Conformance'), no('local.example:3000', 'with=X-Cors-Conformance')]],
    ['says * for headers', { answers: ifLetIn(set('Allow-Headers', () => '*, x-token')) }, [no('app.example.com', 'with=X-Cors-Conformance'), no('local.example:3000', 'with=X-Cors-Conformance')]],
    ['allows credentials to whoever is let in', { answers: ifLetIn(set('Allow-Credentials', () => 'true')) }, [no('local.example:3000', 'credentials=yes')]],
    ['forgets credentials', { answers: set('Allow-Credentials', () => null) }, ['allow=yes,origin=app.example.com,method=GET', 'allow=yes,origin=app.example.com,method=PUT']],
    ['forgets a method', { answers: set('Allow-Methods', () => '') }, ['allow=yes,origin=app.example.com,method=PUT']],
    ['forgets the headers', { answers: set('Allow-Headers', () => '') }, ['allow=yes,origin=app.example.com,method=GET', 'allow=yes,origin=app.example.com,method=PUT']],
    ['forgets what script may read', { answers: set('Expose-Headers', () => null) }, ['allow=yes,origin=app.example.com,method=GET']],
    ['forgets an origin', { mistakes: (origin) => (origin === port ? 'null' : origin) }, ['allow=yes,origin=local.example:3000,method=GET']],
  ];
  for (const [what, flaws, shown] of rows) {
    test(`it ${what}`, () => {
      const server = lenientServer(policy, flaws);
      assert.deepEqual(plan.filter((one) => !conforms(one, predictAt(one, server))).map(({ labels }) => labels).sort(), [...shown].sort());
    });
  }
});
