import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { specialHost } from './address.ts';
import { inScope, resolvedInScope } from './scope.ts';

const api = ['https://api.example.com'];
const wild = ['https://*.example.com'];

describe('in scope', () => {
  const rows: readonly (readonly [what: string, url: string, targets: readonly string[]])[] = [
    ['the origin itself', 'https://api.example.com', api],
    ['a path and a query of it', 'https://api.example.com/a?b#c', api],
    ['its default port', 'https://api.example.com:443/', api],
    ['upper case', 'HTTPS://API.Example.COM/', api],
    ['a target in upper case with its default port', 'https://api.example.com/', ['https://API.example.com:443']],
    ['another script', 'https://bücher.example/', ['https://xn--bcher-kva.example']],
    ['another script in the target', 'https://xn--bcher-kva.example/', ['https://bücher.example']],
    ['a port that is named', 'http://api.example.com:8080/', ['http://api.example.com:8080']],
    ['one subdomain of a pattern', 'https://a.example.com/', wild],
    ['two subdomains of a pattern', 'https://a.b.example.com/', wild],
    ['localhost that is named', 'http://localhost:3000/', ['http://localhost:3000']],
    ['an address that is named', 'http://10.0.0.1/', ['http://10.0.0.1']],
    ['another spelling of an address that is named', 'http://0x7f.1/', ['http://127.0.0.1']],
  ];
  for (const [what, url, targets] of rows) test(what, () => assert.deepEqual(inScope(url, targets), { ok: true }));
});

describe('out of scope', () => {
  const rows: readonly (readonly [what: string, url: string, targets: readonly string[], why: RegExp])[] = [
    ['another host', 'https://other.example/', api, /https:\/\/other\.example is no origin of a target; those are https:\/\/api\.example\.com/],
    ['any host without targets', 'https://other.example/', [], /those are none/],
    ['a host that only begins so', 'https://api.example.com.evil.example/', api, /no origin of a target/],
    ['a target as userinfo', 'https://api.example.com@evil.example/', api, /https:\/\/evil\.example is no/],
    ['a target before a backslash', 'https://evil.example\\@api.example.com/', api, /https:\/\/evil\.example is no/],
    ['another scheme', 'http://api.example.com/', api, /is one, but the scheme differs/],
    ['another port', 'https://api.example.com:8443/', api, /is one, but the port differs/],
    ['a dot at the end', 'https://api.example.com./', api, /is one, but the dot at the end of the host differs/],
    ['a subdomain of a name without a pattern', 'https://a.api.example.com/', api, /no origin/],
    ['the name itself of a pattern', 'https://example.com/', wild, /no origin/],
    ['a name that ends like a pattern', 'https://badexample.com/', wild, /no origin/],
    ['another scheme than a pattern’s', 'http://a.example.com/', wild, /no origin/],
    ['another port than a pattern’s', 'https://a.example.com:1/', wild, /no origin/],
    ['a local name that a pattern matches', 'http://a.localhost/', ['http://*.localhost'], /at this machine, where no pattern leads/],
    ['metadata that a pattern matches', 'http://metadata.google.internal/', ['http://*.google.internal'], /cloud’s credentials, where no pattern leads/],
    ['an address that a pattern matches', 'http://10.0.0.1/', ['http://*.0.0.1'], /no origin|private network/],
    ['a relative address', '/a', api, /no absolute address/],
    ['a file', 'file:///etc/passwd', api, /only http and https/],
    ['data', 'data:,a', api, /only http and https/],
    ['a star for all', 'https://a.example/', ['https://*'], /no origin/],
  ];
  for (const [what, url, targets, why] of rows) {
    test(what, () => {
      const scope = inScope(url, targets);
      assert.ok(!scope.ok);
      assert.match(scope.why, why);
    });
  }
});

describe('a special host', () => {
  const rows: readonly (readonly [kind: ReturnType<typeof specialHost>, hosts: readonly string[]])[] = [
    ['local', ['127.0.0.1', '127.255.255.255', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '0.0.0.0', '0', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', 'localhost', 'LOCALHOST', 'localhost.', 'a.b.localhost', '１２７.0.0.1']],
    ['private', ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1', '100.64.0.1', '100.127.255.255', '[fc00::1]', '[fdff::1]', '[::ffff:10.0.0.1]', '3232235521']],
    ['link-local', ['169.254.0.1', '[fe80::1]', '[febf::1]', '[::ffff:169.254.1.1]']],
    ['metadata', ['169.254.169.254', '2852039166', '0xa9fea9fe', '[::ffff:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]', '[fd00:ec2::254]', 'metadata.google.internal', 'Metadata.Google.Internal.', '100.100.100.200']],
    ['reserved', ['192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '[ff02::1]', '[2001:db8::1]']],
    [null, ['api.example.com', '8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '169.253.1.1', '11.0.0.1', '[2606:4700::1111]', '[::ffff:8.8.8.8]', '[2002:808:808::]', 'localhost.example', 'notlocalhost', '10.example']],
  ];
  for (const [kind, hosts] of rows) for (const host of hosts) test(`${host} is ${kind ?? 'none'}`, () => assert.equal(specialHost(new URL(`http://${host}/`).hostname), kind));
  test('a resolved address with a zone', () => assert.equal(resolvedInScope('https://a.example.com/', 'fe80::1%eth0', wild).ok, false));
});

describe('the address that a name resolves to', () => {
  const rows: readonly (readonly [what: string, url: string, address: string, targets: readonly string[], why: RegExp | null])[] = [
    ['is public', 'https://a.example.com/', '8.8.8.8', wild, null],
    ['is private, and the name came from a pattern', 'https://a.example.com/', '10.0.0.1', wild, /resolves to 10\.0\.0\.1, which is at a private network; name its origin exactly/],
    ['is private, and the name is named', 'https://api.example.com/', '10.0.0.1', api, null],
    ['is local, and the name is named', 'http://localhost/', '::1', ['http://localhost'], null],
    ['is a cloud’s, though the name is named', 'https://api.example.com/', '169.254.169.254', api, /no name may lead there/],
    ['is a cloud’s, in IPv6', 'https://api.example.com/', '::ffff:a9fe:a9fe', api, /no name may lead there/],
    ['is the very address that is named', 'http://169.254.169.254/', '169.254.169.254', ['http://169.254.169.254'], null],
    ['is public, of a name out of scope', 'https://other.example/', '8.8.8.8', api, /no origin/],
  ];
  for (const [what, url, address, targets, why] of rows) {
    test(what, () => {
      const scope = resolvedInScope(url, address, targets);
      if (why === null) assert.deepEqual(scope, { ok: true });
      else assert.match(scope.ok ? '' : scope.why, why);
    });
  }
});
