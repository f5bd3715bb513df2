import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { explainCommand } from './explain-command.ts';
import type { ResultRecord } from './record.ts';
import { hostileStrings, resultLine } from './sample.ts';

type Request = ResultRecord['case']['request'];
const ours = resultLine('a/fetch', 'chromium', 'deviates', { url: 'https://api.example.com/v1' });

function recordOf(request: Partial<Request>, url = 'https://api.example.com/v1'): ResultRecord {
  const { body: _body, ...asked } = ours.case.request;
  return { ...ours, url, target: { name: 'staging', documentOrigin: 'https://app.example.com', notes: [] }, case: { ...ours.case, request: { ...asked, headers: [], ...request } } };
}

/** The words of a command as a shell reads them. */
function wordsOf(record: ResultRecord): string[] {
  const command = (explainCommand(record) ?? '').replace(/^npx cors-conformance /, '');
  return execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const start = ['explain', 'https://api.example.com/v1', '--origin', 'https://app.example.com'];
const json = ['-X', 'POST', '-H', 'Content-Type: application/json', '--data', '{"a":"b"}'];

describe('the command that explains a result asks the same', () => {
  const rows: readonly (readonly [what: string, request: Partial<Request>, words: readonly string[]])[] = [
    ['a GET', {}, []],
    ['a method', { method: 'DELETE' }, ['-X', 'DELETE']],
    ['a method that a shell would read otherwise', { method: "A'$B" }, ['-X', "A'$B"]],
    ['credentials', { credentials: 'include' }, ['--credentials']],
    ['credentials that do not go to another origin', { credentials: 'same-origin' }, []],
    ['headers, in their order', { headers: [['X-B', '1'], ['X-A', ''], ['X-B', '$HOME `id` "x" \'y\'']] }, ['-H', 'X-B: 1', '-H', 'X-A: ', '-H', 'X-B: $HOME `id` "x" \'y\'']],
    ['a secret by its name', { headers: [['Authorization', 'Bearer {secret:token}']] }, ['-H', 'Authorization: Bearer {secret:token}']],
    ['a text', { method: 'POST', body: 'a b\nc' }, ['-X', 'POST', '--data', 'a b\nc']],
    ['an empty text', { method: 'POST', body: '' }, ['-X', 'POST', '--data', '']],
    ['JSON, whose Content-Type is asked for', { method: 'POST', body: { json: '{"a":"b"}' } }, json],
    ['JSON of another type', { method: 'POST', body: { json: '{}' }, headers: [['content-type', 'text/plain']] }, ['-X', 'POST', '-H', 'content-type: text/plain', '--data', '{}']],
    ['a form', { method: 'POST', body: { form: { a: 'b c', d: '&' } } }, ['-X', 'POST', '-H', 'Content-Type: application/x-www-form-urlencoded;charset=UTF-8', '--data', 'a=b+c&d=%26']],
    ['a blob with a type', { method: 'PUT', body: { blob: { type: 'image/png', text: 'x' } } }, ['-X', 'PUT', '-H', 'Content-Type: image/png', '--data', 'x']],
    ['a blob without a type', { method: 'PUT', body: { blob: { type: '', text: 'x' } } }, ['-X', 'PUT', '--data', 'x']],
    ['a long text, which is left out', { method: 'POST', body: { json: `"${'x'.repeat(1000)}"` } }, json.slice(0, 4)],
    ['a form of parts, of which the body is left out', { method: 'POST', body: { multipart: { a: 'b' } } }, ['-X', 'POST']],
  ];
  for (const [what, request, words] of rows) test(what, () => assert.deepEqual(wordsOf(recordOf(request)), [...start, ...words]));

  test('an address with signs that a shell knows', () => assert.equal(wordsOf(recordOf({}, "https://api.example.com/?a=b&c='d'&e=$f;g!"))[1], "https://api.example.com/?a=b&c='d'&e=$f;g!"));
  for (const [words, text] of Object.entries(hostileStrings)) {
    test(`${words} in a body`, () => assert.deepEqual(wordsOf(recordOf({ method: 'POST', body: text })).at(-1), Buffer.from(text.replaceAll('\0', '')).toString()));
  }
});

describe('there is no such command', () => {
  const rows: readonly (readonly [what: string, record: ResultRecord])[] = [
    ['where the servers are ours', ours],
    ['where there is no address', { ...recordOf({}), url: null }],
    ['in mode no-cors', recordOf({ mode: 'no-cors' })],
    ['where redirects are not followed', recordOf({ redirect: 'manual' })],
    ['where the body is a stream', recordOf({ method: 'POST', body: { stream: 'a' } })],
  ];
  for (const [what, record] of rows) test(what, () => assert.equal(explainCommand(record), null));
});
