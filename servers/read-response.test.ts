import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readResponse } from './read-response.ts';

// Bytes as the letter of HTTP/1.1 reads them: a response, none, or left to the recipient.

const head = (...lines: string[]): string => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');

describe('a response', () => {
  const rows: readonly (readonly [what: string, bytes: string, status: number, headers: readonly string[], body: string])[] = [
    ['with a body that ends with the connection', `${head('X-A: 1')}hello`, 200, ['X-A: 1'], 'hello'],
    ['with Content-Length', `${head('Content-Length: 5')}hello`, 200, ['Content-Length: 5'], 'hello'],
    ['in chunks', `${head('Transfer-Encoding: chunked')}3\r\nhel\r\n2;a=b\r\nlo\r\n0\r\n\r\n`, 200, ['Transfer-Encoding: chunked'], 'hello'],
    ['in chunks, whose trailers are no headers', `${head('Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\nX-A: 1\r\nX-B:\r\n\r\n`, 200, ['Transfer-Encoding: chunked'], 'hello'],
    ['with a length twice, which is one', `${head('Content-Length: 5', 'Content-Length: 5')}hello`, 200, ['Content-Length: 5', 'Content-Length: 5'], 'hello'],
    ['with a length twice in one line', `${head('Content-Length: 5, 5')}hello`, 200, ['Content-Length: 5, 5'], 'hello'],
    ['with a length that is no number, which is none', `${head('Content-Length: five')}hello`, 200, ['Content-Length: five'], 'hello'],
    ['with a length with a sign', `${head('Content-Length: +3')}hello`, 200, ['Content-Length: +3'], 'hello'],
    ['with an empty length', `${head('Content-Length:')}hello`, 200, ['Content-Length: '], 'hello'],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nhello', 200, [], 'hello'],
    ['without a reason phrase, but with the space before it', 'HTTP/1.1 200 \r\n\r\nhello', 200, [], 'hello'],
    ['with a byte above 0x7F in a reason phrase, and in a value', 'HTTP/1.1 200 \xe9\r\nX-A: \xff\r\n\r\n', 200, ['X-A: \xff'], ''],
    ['with a control character in a value, which is of a header value', head('X-A: a\x01\x7fb'), 200, ['X-A: a\x01\x7fb'], ''],
    ['with white space around a value', head('X-A:\t a b \t'), 200, ['X-A: a b'], ''],
    ['with an empty value', head('X-A:'), 200, ['X-A: '], ''],
    ['with every sign that a name may have', head("!#$%&'*+-.^_`|~09azAZ: 1"), 200, ["!#$%&'*+-.^_`|~09azAZ: 1"], ''],
    ['with a folded line: the fold is a space', head('X-A: a \t', '\t b', 'X-B: c'), 200, ['X-A: a b', 'X-B: c'], ''],
    ['with a fold before the value', head('X-A:', ' a'), 200, ['X-A: a'], ''],
    ['with a fold after the value', head('X-A: a', ' '), 200, ['X-A: a'], ''],
    ['after one that is interim, whose headers are not its own', `HTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${head('X-B: 2')}hello`, 200, ['X-B: 2'], 'hello'],
    ['with a status that nobody knows', 'HTTP/1.1 799 Odd\r\n\r\n', 799, [], ''],
    ['whose body is UTF-8', `${head()}\xc3\x85`, 200, [], 'Å'],
    ['without a body, by its status', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', 204, ['Content-Length: 5'], ''],
  ];
  for (const [what, bytes, status, headers, body] of rows) {
    test(what, () => {
      const read = readResponse(bytes, 'GET');
      assert.ok(read.kind === 'response', 'why' in read ? read.why : '');
      assert.deepEqual([read.response.status, read.response.headers.map((pair) => pair.join(': ')), read.response.body, read.response.bodyLength], [status, headers, body, Buffer.byteLength(body)]);
    });
  }
  test('to a HEAD, whatever length it announces', () => assert.equal(readResponse(head('Content-Length: 5'), 'HEAD').kind, 'response'));
});

describe('CR and NUL are to be rejected, or read as a space', () => {
  const rows: readonly (readonly [what: string, bytes: string, headers: readonly string[] | null])[] = [
    ['NUL in a value', head('X-A: a\0b\0'), ['X-A: a b']],
    ['a bare CR in a value', head('X-A: a\rX-B: b'), ['X-A: a X-B: b']],
    ['a second CR at the end of a line', head('X-A: a\r', 'X-B: b\r'), ['X-A: a', 'X-B: b']],
    ['NUL in a name, which is no value', head('X-\0A: a'), null],
    ['CR in a name, which is no name with a space', head('X-\rA: a'), null],
    ['NUL in a line without a colon', head('X-A\0'), null],
    ['NUL beside another fault', head('X-A: a\0b', 'X-B'), null],
    ['a bare LF, which may also end a line', 'HTTP/1.1 200 OK\r\nX-A: a\nX-B: b\r\n\r\n', null],
    ['headers that do not end', 'HTTP/1.1 200 OK\r\nX-A: a\0', null],
  ];
  for (const [what, bytes, headers] of rows) {
    test(what, () => {
      const read = readResponse(bytes, 'GET');
      assert.ok(read.kind === 'open');
      assert.deepEqual(read.mended?.headers.map((pair) => pair.join(': ')) ?? null, headers);
    });
  }
});

const others: readonly (readonly [kind: 'none' | 'discarded' | 'open', rows: readonly (readonly [what: string, bytes: string, why: RegExp])[]])[] = [
  ['none', [
    ['no byte at all', '', /without a response/],
    ['nothing after an interim response', 'HTTP/1.1 100 Continue\r\n\r\n', /without a response/],
  ]],
  ['discarded', [
    ['two lengths that differ', `${head('Content-Length: 5', 'Content-Length: 6')}hello`, /"5, 6"/],
    ['two lengths that differ, in one line', `${head('Content-Length: 5, 6')}hello`, /"5, 6"/],
    ['a length and nothing', `${head('Content-Length: 5,')}hello`, /"5, "/],
  ]],
  ['open', [
    ['a status line in lower case', 'http/1.1 200 OK\r\n\r\n', /no status line/],
    ['a status line without its second space', 'HTTP/1.1 200\r\n\r\n', /no status line/],
    ['a status line of another version', 'HTTP/2.0 200 OK\r\n\r\n', /no status line/],
    ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n', /no status line/],
    ['no HTTP', 'hello', /does not end/],
    ['no HTTP, in paragraphs', 'hello\r\n\r\n', /no status line/],
    ['a line end before the status line', `\r\n${head()}`, /no status line/],
    ['a line without a colon', head('X-A'), /"X-A" has no colon/],
    ['a space before the colon', head('X-A : 1'), /"X-A " is no header name/],
    ['no name before the colon', head(': 1'), /"" is no header name/],
    ['a byte above 0x7F in a name', head('X-\xe9: 1'), /no header name/],
    ['a parenthesis in a name', head('X(A): 1'), /no header name/],
    ['NUL in a value', head('X-A: a\0b'), /holds "\\u0000"/],
    ['a bare LF', 'HTTP/1.1 200 OK\r\nX-A: 1\nX-B: 2\r\n\r\n', /holds "\\n"/],
    ['bare LFs only', 'HTTP/1.1 200 OK\n\nhello', /does not end/],
    ['a bare CR', head('X-A: a\rb'), /holds "\\r"/],
    ['a fold right after the status line', head(' X-A: 1'), /no header name/],
    ['headers that do not end', 'HTTP/1.1 200 OK\r\nX-A: 1\r\n', /does not end/],
    ['fewer bytes than announced', `${head('Content-Length: 6')}hello`, /after 5 bytes/],
    ['more bytes than announced', `${head('Content-Length: 4')}hello`, /5 bytes come/],
    ['both framings', `${head('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`, /both/],
    ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /not of HTTP\/1\.0/],
    ['another transfer coding', `${head('Transfer-Encoding: gzip, chunked')}0\r\n\r\n`, /"gzip, chunked"/],
    ['chunks without an end', `${head('Transfer-Encoding: chunked')}5\r\nhello\r\n`, /chunks/],
    ['a chunk of another size', `${head('Transfer-Encoding: chunked')}4\r\nhello\r\n0\r\n\r\n`, /chunks/],
    ['a trailer without a colon', `${head('Transfer-Encoding: chunked')}0\r\nX-A\r\n\r\n`, /chunks/],
    ['bytes after the last chunk', `${head('Transfer-Encoding: chunked')}0\r\n\r\nhello`, /chunks/],
    ['a body after a 204', 'HTTP/1.1 204 No Content\r\n\r\nhello', /no body/],
    ['101, for which nobody asked', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', /switch/],
  ]],
];
for (const [kind, rows] of others) {
  describe({ none: 'no response', discarded: 'a response to be discarded', open: 'left to the recipient' }[kind], () => {
    for (const [what, bytes, why] of rows) {
      test(what, () => {
        const read = readResponse(bytes, 'GET');
        assert.equal(read.kind, kind);
        assert.match('why' in read ? read.why : '', why);
      });
    }
  });
}
