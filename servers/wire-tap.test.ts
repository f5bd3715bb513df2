import assert from 'node:assert/strict';
import net from 'node:net';
import { describe, test } from 'node:test';
import { lines } from './fake/stage.ts';
import { parseHead, WireTap } from './wire-tap.ts';

/** A connection that keeps what is written to it. */
class Sink extends net.Socket {
  written = '';

  override write(chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean {
    this.written += Buffer.from(typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8') : chunk).toString('latin1');
    for (const candidate of [encoding, done]) if (typeof candidate === 'function') (candidate as () => void)();
    return true;
  }
}

function tapped(): { socket: Sink; tap: WireTap } {
  const socket = new Sink();
  return { socket, tap: new WireTap(socket) };
}

const full = 'HTTP/1.1 200 OK\r\nX-b: 2\r\nx-A: caf\xe9\r\nX-b: 3\r\n\r\n';

describe('a response head is read off the wire', () => {
  const writes: [words: string, writes: [chunk: string | Uint8Array, encoding?: BufferEncoding][]][] = [
    ['in one Latin-1 string', [[full, 'latin1']]],
    ['in one string of the same coding by its other name', [[full, 'binary']]],
    ['as bytes', [[Buffer.from(full, 'latin1')]]],
    ['in hexadecimal', [[Buffer.from(full, 'latin1').toString('hex'), 'hex']]],
    ['byte by byte', Array.from(full, (byte): [string, BufferEncoding] => [byte, 'latin1'])],
    ['with its end cut in two', [[full.slice(0, -2), 'latin1'], [full.slice(-2), 'latin1']]],
    ['with the body right behind it', [[`${full}hello\r\n\r\nHTTP/1.1 500 No\r\n\r\n`, 'latin1']]],
    ['with the body in later writes', [[full, 'latin1'], ['HTTP/1.1 500 No\r\n\r\n', 'latin1']]],
    ['after 100 Continue', [['HTTP/1.1 100 Continue\r\n\r\n', 'latin1'], [full, 'latin1']]],
    ['after 103 Early Hints in the same write', [[`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${full}`, 'latin1']]],
  ];
  for (const [words, given] of writes) {
    test(words, () => {
      const { socket, tap } = tapped();
      tap.start();
      for (const [chunk, encoding] of given) socket.write(chunk, encoding);
      assert.deepEqual(tap.head(), { status: 200, statusText: 'OK', headers: [['X-b', '2'], ['x-A', 'caf\xe9'], ['X-b', '3']] });
    });
  }

  test('a string in UTF-8 is read as the bytes that it becomes', () => {
    const { socket, tap } = tapped();
    tap.start();
    socket.write('HTTP/1.1 200 OK\r\nX: é\r\n\r\n');
    assert.deepEqual(tap.head()?.headers, [['X', '\xc3\xa9']]);
  });

  test('nothing is read before the start, nor before the end of the head', () => {
    const { socket, tap } = tapped();
    socket.write(full, 'latin1');
    assert.equal(tap.head(), null);
    tap.start();
    socket.write(full.slice(0, -1), 'latin1');
    assert.equal(tap.head(), null);
  });

  test('the next start forgets the response before', () => {
    const { socket, tap } = tapped();
    tap.start();
    socket.write(full, 'latin1');
    tap.start();
    assert.equal(tap.head(), null);
    socket.write('HTTP/1.1 404 Not Found\r\n\r\n', 'latin1');
    assert.equal(tap.head()?.status, 404);
  });

  test('what is no head is none', () => {
    const { socket, tap } = tapped();
    tap.start();
    socket.write('noise\r\n\r\n', 'latin1');
    assert.equal(tap.head(), null);
  });
});

test('all is written on unchanged, with its callback', () => {
  const { socket, tap } = tapped();
  let done = 0;
  tap.start();
  assert.equal(socket.write(full, 'latin1', () => done++), true);
  assert.equal(socket.write(Buffer.from('hello'), () => done++), true);
  assert.equal(socket.written, `${full}hello`);
  assert.equal(done, 2);
});

// https://www.rfc-editor.org/rfc/rfc9112#section-4 and #section-5
const heads: [words: string, text: string, expected: { status: number; statusText: string; headers: string[] } | null][] = [
  ['a status line alone', 'HTTP/1.1 200 OK', { status: 200, statusText: 'OK', headers: [] }],
  ['HTTP/1.0', 'HTTP/1.0 200 OK', { status: 200, statusText: 'OK', headers: [] }],
  ['a reason phrase of several words', 'HTTP/1.1 404 Not  Found', { status: 404, statusText: 'Not  Found', headers: [] }],
  ['no reason phrase', 'HTTP/1.1 204 ', { status: 204, statusText: '', headers: [] }],
  ['no reason phrase and no space', 'HTTP/1.1 204', { status: 204, statusText: '', headers: [] }],
  ['white space around a value is no part of it', 'HTTP/1.1 200 OK\r\nA: \t x y \t', { status: 200, statusText: 'OK', headers: ['A: x y'] }],
  ['no white space', 'HTTP/1.1 200 OK\r\nA:x', { status: 200, statusText: 'OK', headers: ['A: x'] }],
  ['an empty value', 'HTTP/1.1 200 OK\r\nA:', { status: 200, statusText: 'OK', headers: ['A: '] }],
  ['a value with colons', 'HTTP/1.1 200 OK\r\nA: http://a:1', { status: 200, statusText: 'OK', headers: ['A: http://a:1'] }],
  ['names keep their case, lines their order', 'HTTP/1.1 200 OK\r\nb: 1\r\nA: 2\r\nB: 3', { status: 200, statusText: 'OK', headers: ['b: 1', 'A: 2', 'B: 3'] }],
  ['another protocol', 'HTTP/2 200 OK', null],
  ['a status of two digits', 'HTTP/1.1 20 OK', null],
  ['a status of four digits', 'HTTP/1.1 2000 OK', null],
  ['nothing', '', null],
  ['a line without a colon', 'HTTP/1.1 200 OK\r\nnoise', null],
  ['a line without a name', 'HTTP/1.1 200 OK\r\n: value', null],
];

describe('a response head', () => {
  for (const [words, text, expected] of heads) {
    test(`${words} ${expected === null ? 'is malformed' : 'is parsed'}`, () => {
      const head = parseHead(text);
      assert.deepEqual(head === null ? null : { ...head, headers: lines(head.headers) }, expected);
    });
  }
});
