import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lookAlikesOf } from './look-alikes.ts';

describe('look-alikes', () => {
  const rows: readonly (readonly [what: string, origin: string, alike: readonly string[]])[] = [
    [
      'of https',
      'https://app.example.com',
      ['https://xapp.example.com', 'https://app.example.com.cors-conformance.invalid', 'https://appxexample.com', 'http://app.example.com', 'https://app.example.com:49152'],
    ],
    [
      'of http: none over https, which may not ask a target over http',
      'http://app.example.com',
      ['http://xapp.example.com', 'http://app.example.com.cors-conformance.invalid', 'http://appxexample.com', 'http://app.example.com:49152'],
    ],
    [
      'of a port: it stays, and the other port begins with it',
      'https://app.example.com:8443',
      ['https://xapp.example.com:8443', 'https://app.example.com.cors-conformance.invalid:8443', 'https://appxexample.com:8443', 'http://app.example.com:8443', 'https://app.example.com:49152'],
    ],
    ['of a name without a dot', 'http://localhost:3000', ['http://xlocalhost:3000', 'http://localhost.cors-conformance.invalid:3000', 'http://localhost:30000']],
    ['of an IPv4 address, which no other name may end like', 'http://127.0.0.1:3000', ['http://127.0.0.1.cors-conformance.invalid:3000', 'http://127.0.0.1:30000']],
    ['of an IPv6 address', 'http://[::1]', ['http://[::1]:49152']],
    ['of a port that browsers would refuse one digit longer', 'http://localhost:600', ['http://xlocalhost:600', 'http://localhost.cors-conformance.invalid:600', 'http://localhost:49152']],
    ['of the very port that is usually the other', 'http://localhost:49152', ['http://xlocalhost:49152', 'http://localhost.cors-conformance.invalid:49152', 'http://localhost:49153']],
    ['of the port of http over https: with another scheme it is left out', 'https://[::1]:80', ['http://[::1]', 'https://[::1]:800']],
    ['of a name that browsers open over https alone', 'https://shop.dev', ['https://xshop.dev', 'https://shop.dev.cors-conformance.invalid', 'https://shopxdev', 'https://shop.dev:49152']],
  ];
  for (const [what, origin, alike] of rows) test(`${what}: ${origin}`, () => assert.deepEqual(lookAlikesOf(origin), alike));
});
