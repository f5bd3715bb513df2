import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { Exchange } from '../../servers/exchange-log.ts';
import { hostileStrings, resultLine } from '../sample.ts';
import { curl } from './curl.ts';

const sample = resultLine('seed/a/fetch', 'chromium', 'conforms').observation.exchanges[0]!;
/** Headers that every browser sends, and curl too where it is not told otherwise. */
const usual = [['Accept', '*/*'], ['User-Agent', 'Mozilla/5.0']] as const;
const plain: Exchange = { ...sample, requestHeaders: usual, requestBody: '' };
const typed: Exchange = { ...plain, method: 'POST', requestHeaders: [...usual, ['Content-Type', 'text/plain']] };
const address = 'http://localhost:4001/token/resource';
const headers = ['--header', 'Accept: */*', '--header', 'User-Agent: Mozilla/5.0'];
const ofType = [...headers, '--header', 'Content-Type: text/plain'];

/** A folder with a curl that only says what it was given, each argument ended by a NUL. */
const folder = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
writeFileSync(path.join(folder, 'curl'), `#!/bin/sh\nprintf '%s\\0' "$@"\n`);
chmodSync(path.join(folder, 'curl'), 0o755);
after(() => rmSync(folder, { recursive: true }));

/** The arguments that a shell gives to curl. */
function argumentsOf(command: string): string[] {
  const { status, stdout, stderr } = spawnSync('sh', ['-eu', '-c', command], { cwd: folder, env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: '/home/nobody' }, encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, ''], command);
  return stdout.split('\0').slice(0, -1);
}

const texts = {
  ...hostileStrings,
  'a single quote': "it's",
  'single quotes alone': "'''",
  'double quotes': '"a" "b"',
  'a line break': 'a\nb\n',
  'a variable': '$HOME ${HOME} $(id) $((1+1))',
  backticks: '`id`',
  'a backslash at the end': 'a\\',
  'white space': '  a \t b  ',
  'a pattern of files': '* ? [a-z] ~ ~/a',
  'an end of the command': 'a; id & id | id > x < y # z',
  'history': '!! !$ !curl',
  'braces': '{a,b} {1..9}',
  'letters beyond ASCII': 'Ünï 漢字 😀',
  'a dash first': '-o file',
  'an at first, which to --data means a file': '@/etc/passwd',
};

describe('a POSIX shell gives curl exactly', () => {
  const rows: readonly (readonly [words: string, given: Partial<Exchange>, meant: readonly string[]])[] = [
    ['the method and the address', {}, ['--include', '--request', 'GET', address, ...headers]],
    ['another method', { method: 'DELETE' }, ['--include', '--request', 'DELETE', address, ...headers]],
    ['a method with signs that a shell knows', { method: "$`'!" }, ['--include', '--request', "$`'!", address, ...headers]],
    ['no method HEAD as if a body followed, for which it would wait', { method: 'HEAD' }, ['--include', '--head', address, ...headers]],
    ['a target with signs that a shell knows', { target: "/token/a?b=c&d='e'&f=$g;h#*" }, ['--include', '--request', 'GET', "http://localhost:4001/token/a?b=c&d='e'&f=$g;h#*", ...headers]],
    ['a target with brackets, which curl would take for several', { target: '/token/a?[1-3]{b,c}' }, ['--include', '--request', 'GET', '--globoff', 'http://localhost:4001/token/a?[1-3]{b,c}', ...headers]],
    ['headers, in their order and with their capitals', { requestHeaders: [...usual, ['Origin', 'null'], ['X-B', '1'], ['x-a', '2'], ['X-B', '3']] }, ['--include', '--request', 'GET', address, ...headers, '--header', 'Origin: null', '--header', 'X-B: 1', '--header', 'x-a: 2', '--header', 'X-B: 3']],
    ['a header without a value', { requestHeaders: [...usual, ['X-Empty', '']] }, ['--include', '--request', 'GET', address, ...headers, '--header', 'X-Empty;']],
    ['no header that curl writes itself', { requestHeaders: [...usual, ['Host', 'a'], ['connection', 'b'], ['Content-Length', '1'], ['Transfer-Encoding', 'chunked'], ['Accept-Encoding', 'gzip']] }, ['--include', '--request', 'GET', address, ...headers]],
    ['which headers it must not add', { method: 'POST', requestHeaders: [], requestBody: 'a' }, ['--include', '--request', 'POST', address, '--header', 'Accept:', '--header', 'User-Agent:', '--header', 'Content-Type:', '--data-raw', 'a']],
    ['a body', { ...typed, requestBody: 'a=b&c' }, ['--include', '--request', 'POST', address, ...ofType, '--data-raw', 'a=b&c']],
    ['that the certificate is the harness’s own', { origin: 'https://localhost:4002' }, ['--include', '--request', 'GET', 'https://localhost:4002/token/resource', ...headers, '--insecure']],
  ];
  for (const [words, given, meant] of rows) test(words, () => assert.deepEqual(argumentsOf(curl({ ...plain, ...given })), meant));
});

describe('a text reaches curl as it is, but for a NUL, which no argument can hold', () => {
  for (const [words, text] of Object.entries(texts)) {
    test(words, () => {
      // Of a lone surrogate no encoding knows.
      const meant = Buffer.from(text.replaceAll('\0', '')).toString();
      assert.deepEqual(argumentsOf(curl({ ...typed, requestHeaders: [...typed.requestHeaders, ['X-Text', text]], requestBody: text })), ['--include', '--request', 'POST', address, ...ofType, '--header', `X-Text: ${meant}`, '--data-raw', meant]);
    });
  }
});

describe('the real curl sends the request of the exchange', { skip: spawnSync('curl', ['--version']).status === 0 ? false : 'there is no curl here' }, () => {
  /** What a server gets of a command: the request, its headers in order as written, and its body. */
  async function received(exchange: Exchange): Promise<{ request: IncomingMessage; headers: string[][]; body: string }> {
    const server = createServer();
    const came = new Promise<{ request: IncomingMessage; headers: string[][]; body: string }>((resolve) => {
      server.on('request', (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => void chunks.push(chunk));
        request.on('end', () => {
          response.end(request.method === 'HEAD' ? '' : 'hello');
          const { rawHeaders } = request;
          resolve({ request, headers: rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : [])), body: Buffer.concat(chunks).toString() });
        });
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const child = spawn('sh', ['-c', curl({ ...exchange, origin })], { stdio: 'ignore', timeout: 20_000 });
    const [status] = await Promise.all([new Promise((resolve) => void child.on('close', resolve)), Promise.race([came, new Promise((resolve) => void child.on('close', resolve))])]);
    server.close();
    assert.equal(status, 0);
    return came;
  }

  const browser = [['User-Agent', 'Mozilla/5.0 (X11) "quoted" $HOME'], ['Accept', '*/*'], ['Origin', 'http://localhost:4000'], ['Cookie', "a=1; b='2'"], ['X-Empty', ''], ['X-B', '1'], ['X-A', '2'], ['x-b', '3']] as const;
  const rows: readonly (readonly [words: string, given: Partial<Exchange>])[] = [
    ['a GET', { requestHeaders: browser }],
    ['a request with few headers', { requestHeaders: [['Origin', 'null']] }],
    ['a HEAD', { method: 'HEAD', requestHeaders: browser }],
    ['a preflight', { method: 'OPTIONS', requestHeaders: [...browser, ['Access-Control-Request-Method', 'PUT']] }],
    ['a PATCH', { method: 'PATCH', requestHeaders: browser }],
    ['an address with signs', { target: "/token/a%20b/?c=[1-2]&d={e,f}&g='h'&i=$j", requestHeaders: browser }],
    ['a body with its type', { method: 'PUT', requestHeaders: [...browser, ['Content-Type', 'text/plain;charset=UTF-8']], requestBody: "it's\n$HOME `id` 漢字\n" }],
    ['a body without a type', { method: 'POST', requestHeaders: browser, requestBody: '@a=b' }],
  ];
  for (const [words, given] of rows) {
    test(words, async () => {
      const exchange = { ...plain, ...given };
      const { request, headers: sent, body } = await received(exchange);
      assert.deepEqual([request.method, request.url, body], [exchange.method, exchange.target, exchange.requestBody]);
      // The order among those that curl writes first is its own.
      const sorted = (all: readonly (readonly string[])[]): string[] => all.map(([name, value]) => `${name ?? ''}: ${value ?? ''}`).sort();
      assert.deepEqual(sorted(sent.filter(([name]) => !['Host', 'Content-Length'].includes(name ?? ''))), sorted(exchange.requestHeaders));
    });
  }
});
