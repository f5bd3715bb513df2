import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resultLine } from '../sample.ts';
import type { ResultRecord } from '../record.ts';
import { nameRecord } from './naming.ts';

const token = '0123456789abcdef0123456789abcdef';
const id = 'seed/a/fetch';

interface Given {
  readonly url: string;
  readonly relation?: 'same-origin' | 'same-site' | 'cross-site';
  readonly scheme?: 'http' | 'https';
  readonly resource?: Partial<ResultRecord['case']['resource']>;
  /** Addresses that the record mentions. */
  readonly mentions?: readonly string[];
}

function record({ url, relation = 'same-site', scheme = 'http', resource = {}, mentions = [] }: Given): ResultRecord {
  const made = resultLine(id, 'chromium', 'conforms');
  const differences = mentions.map((address) => ({ element: 'request: referer', expected: '(none)', observed: address }));
  return { ...made, url, verdict: { kind: 'deviates', why: '', differences }, case: { ...made.case, document: { ...made.case.document, relation, scheme }, resource: { ...made.case.resource, ...resource } } };
}

describe('addresses get names that are the same in every run', () => {
  const answer = { status: 200, headers: [], body: '' } as const;
  const rows: [words: string, given: Given, text: string, named: string][] = [
    ['the resource', { url: `http://localhost:40001/${token}/resource` }, `http://localhost:40001/${token}/resource`, 'http://localhost:{resource-http}/{token}/resource'],
    ['the resource at another host of the same server', { url: `https://127.0.0.1:40001/${token}/resource` }, 'https://localhost:40001', 'https://localhost:{resource-https}'],
    ['the document', { url: `http://localhost:40001/${token}/resource`, mentions: ['http://localhost:40000/'] }, 'Origin: http://localhost:40000', 'Origin: http://localhost:{document-http}'],
    ['the document where it is the resource too', { url: `http://localhost:40000/${token}/resource`, relation: 'same-origin' }, 'http://localhost:40000/', 'http://localhost:{document-http}/'],
    ['the other document origin, which has no part in the case', { url: `http://localhost:40001/${token}/resource`, mentions: ['https://localhost:40009/'] }, 'https://localhost:40009', 'https://localhost:{another-https}'],
    ['a port where nobody listens', { url: `http://127.0.0.1:40007/${token}/resource`, relation: 'cross-site', resource: { unreachable: 'closed-port' } }, 'http://127.0.0.1:40007', 'http://127.0.0.1:{closed-port}'],
    ['a route of another scheme, with a user and a password', { url: `http://localhost:40001/${token}/resource`, resource: { routes: { end: { scheme: 'https', response: answer } } }, mentions: [`https://user:pass@localhost:40005/${token}/end`] }, 'https://localhost:40005', 'https://localhost:{resource-https}'],
    ['a route back to the document', { url: `http://127.0.0.1:40001/${token}/resource`, relation: 'cross-site', resource: { routes: { home: { relation: 'same-origin', response: answer } } }, mentions: [`http://localhost:40000/${token}/home`] }, 'http://localhost:40000', 'http://localhost:{document-http}'],
    ['an address of IPv6', { url: `http://[::ffff:7f00:1]:40001/${token}/resource`, relation: 'cross-site' }, 'http://[::ffff:7f00:1]:40001', 'http://[::ffff:7f00:1]:{resource-http}'],
    ['a host that is none', { url: `http://localhost:40001/${token}/resource` }, 'http://local\0host:40001', 'http://local\0host:{resource-http}'],
    ['the token of another case', { url: `http://localhost:40001/${token}/resource` }, `/${'f'.repeat(32)}/agent`, '/{another-token}/agent'],
    ['a port that the scenario writes stays', { url: `http://localhost:40001/${token}/resource`, resource: { response: { ...answer, headers: [['Location', 'http://localhost:8080/']] } }, mentions: ['http://localhost:8080/'] }, 'http://localhost:8080/', 'http://localhost:8080/'],
    ['another number stays', { url: `http://localhost:40001/${token}/resource` }, 'length:40002 12:40:01 "status":40001', 'length:40002 12:40:01 "status":40001'],
    ['of what has no address, nothing', { url: 'no address' }, 'http://localhost:40001/', 'http://localhost:40001/'],
  ];
  for (const [words, given, text, named] of rows) test(words, () => assert.equal(nameRecord(record(given))(text), named));

  test('a target has its own, the same in each run', () => {
    const made = resultLine(id, 'chromium', 'conforms', { url: 'https://api.example.com:8443/v1/profile', target: { name: 'staging', documentOrigin: 'https://app.example.com', notes: [] } });
    assert.equal(nameRecord(made)('https://api.example.com:8443/v1/profile'), 'https://api.example.com:8443/v1/profile');
  });

  test('a record that was not run has none, and its texts stay', () => {
    const made = resultLine(id, 'chromium', 'not-run', { url: null });
    assert.equal(nameRecord(made)('no answer'), 'no answer');
  });
});
