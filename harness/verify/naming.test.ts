import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperTopology } from '../run/check-case.ts';
import { nameAddresses } from './naming.ts';

const name = nameAddresses(paperTopology);
const token = '0123456789abcdef0123456789abcdef';

const table: [string, string, string][] = [
  ['the document origin', 'http://localhost:8001', 'http://localhost:{document-http}'],
  ['another scheme', 'https://localhost:8002', 'https://localhost:{document-https}'],
  ['a same-site and a cross-site resource stay apart', 'http://localhost:8003 http://127.0.0.1:8003', 'http://localhost:{resource-http} http://127.0.0.1:{resource-http}'],
  ['a raw origin', 'https://127.0.0.1:8006', 'https://127.0.0.1:{raw-https}'],
  ['the closed port', 'http://localhost:8007/x', 'http://localhost:{closed-port}/x'],
  ['a host without scheme', '"localhost:8003"', '"localhost:{resource-http}"'],
  ['a port that is none of ours stays', 'http://localhost:80010', 'http://localhost:80010'],
  ['a number that is no port stays', 'status 8001', 'status 8001'],
  ['the token', `GET /${token}/resource, then /${token}/a`, 'GET /{token}/resource, then /{token}/a'],
  ['another token, such as that of the agent page', 'http://localhost:8001/fedcba9876543210fedcba9876543210/agent', 'http://localhost:{document-http}/{another-token}/agent'],
];
for (const [what, text, named] of table) test(what, () => assert.equal(name(text, `http://localhost:8003/${token}/resource`), named));

test('without an address there is no token', () => assert.equal(name('/a b', null), '/a b'));
