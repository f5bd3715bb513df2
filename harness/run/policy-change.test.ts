import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { HeaderList } from '../fetch/header.ts';
import { wire } from '../verdict/sample.ts';
import { policyChange } from './policy-change.ts';

const answered = (headers: HeaderList, status = 200, body = ''): Exchange['response'] => ({ status, statusText: '', headers, body, bodyLength: body.length });
const get = (headers: HeaderList, status = 200, body = ''): Exchange => wire.request({ response: answered(headers, status, body) });
const preflight = (headers: HeaderList, status = 204): Exchange => wire.preflight({ response: answered(headers, status) });
const acao = ['Access-Control-Allow-Origin', '*'] as const;

describe('a policy that changed', () => {
  const rows: readonly (readonly [what: string, before: readonly Exchange[], after: readonly Exchange[], said: string])[] = [
    ['another status', [get([])], [get([], 403)], 'the answer to the GET had status 200, and now has status 403'],
    ['another value', [get([acao])], [get([['access-control-allow-origin', 'https://a.example']])], 'the answer to the GET had access-control-allow-origin: *, and now has access-control-allow-origin: https://a.example'],
    ['a line that is gone', [get([acao])], [get([])], 'the answer to the GET had access-control-allow-origin: *, and now has not'],
    ['a line that is new', [get([])], [get([acao])], 'the answer to the GET had nothing of the kind, and now has access-control-allow-origin: *'],
    ['a line that stands twice now', [get([acao])], [get([acao, acao])], 'the answer to the GET had nothing of the kind, and now has access-control-allow-origin: *'],
    ['a line that stood twice', [get([acao, acao])], [get([acao])], 'the answer to the GET had access-control-allow-origin: *, and now has not'],
    ['Vary', [get([['Vary', 'Origin']])], [get([['Vary', 'Accept']])], 'the answer to the GET had vary: Origin, and now has vary: Accept'],
    ['a redirect elsewhere', [get([['Location', 'https://a.example/x']], 302)], [get([['Location', 'https://b.example/x']], 302)], 'the answer to the GET had location: https://a.example/x, and now has location: https://b.example/x'],
    ['the preflight', [preflight([acao]), get([acao])], [preflight([]), get([acao])], 'the answer to the preflight had access-control-allow-origin: *, and now has not'],
    ['a preflight that stops the request now', [preflight([acao]), get([acao])], [preflight([acao])], 'there is no GET any more'],
    ['a request that is let through now', [preflight([acao])], [preflight([acao]), get([acao])], 'there is a GET now'],
    ['no answer', [get([])], [wire.request({ response: null })], 'the answer to the GET had status 200, and now has no answer'],
  ];
  for (const [what, before, after, said] of rows) test(what, () => assert.equal(policyChange(before, after), said));
});

describe('no change of a policy', () => {
  const rows: readonly (readonly [what: string, before: readonly Exchange[], after: readonly Exchange[]])[] = [
    ['nothing asked', [], []],
    ['the same', [preflight([acao]), get([acao])], [preflight([acao]), get([acao])]],
    ['another order of lines, and the case of names', [get([acao, ['Vary', 'Origin']])], [get([['vary', 'Origin'], ['access-control-allow-origin', '*']])]],
    ['another body', [get([acao], 200, 'a')], [get([acao], 200, 'b')]],
    ['other headers', [get([acao, ['Date', '1'], ['Set-Cookie', 'a=1']])], [get([acao, ['Date', '2'], ['ETag', '"x"']])]],
    ['the query of a redirect, as that of a login', [get([['Location', 'https://login.example/?state=1']], 302)], [get([['Location', 'https://login.example/?state=2']], 302)]],
  ];
  for (const [what, before, after] of rows) test(what, () => assert.equal(policyChange(before, after), null));
});
