import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { RateGate } from './rate.ts';
import { TargetClient } from './target-client.ts';
import type { TargetClientOptions } from './target-client.ts';

// Real servers on loopback: what they did not see was not sent.

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

interface Seen {
  readonly port: number;
  /** Method, Host and path of each request. */
  readonly requests: string[];
}

/** Starts a server that answers the n-th request as it is told to, and further ones as the last. */
async function serve(answers: readonly (readonly [status: number, headers?: Readonly<Record<string, string>>])[] = [[200]], host = '127.0.0.1'): Promise<Seen> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    const [status, headers = {}] = answers[Math.min(requests.length, answers.length - 1)] ?? [200];
    requests.push(`${request.method} ${request.headers.host} ${request.url}`);
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closing.push(() => void server.close());
  return { port: (server.address() as AddressInfo).port, requests };
}

/** A time that passes only while somebody sleeps; it notes how long. */
class Clock {
  time = Date.UTC(2026, 10, 23, 12);
  readonly slept: number[] = [];
  readonly now = (): number => this.time;
  readonly sleep = (milliseconds: number): Promise<void> => {
    this.slept.push(milliseconds);
    this.time += milliseconds;
    return Promise.resolve();
  };
}

type Given = Partial<TargetClientOptions> & { readonly clock?: Clock };

function clientWith({ clock = new Clock(), ...options }: Given): TargetClient {
  const rate = new RateGate({ target: 'staging', perSecond: 100, now: clock.now, sleep: clock.sleep, random: () => 0 });
  return new TargetClient({ name: 'staging', origins: [], resolve: new Map(), ca: [], timeout: 2000, rate, sleep: clock.sleep, addressesOf: () => Promise.resolve(['127.0.0.1']), ...options });
}

const ask = (client: TargetClient, url: string, method = 'GET'): ReturnType<TargetClient['ask']> => client.ask({ method, url, headers: [], body: null });
const saidOf = (answer: Awaited<ReturnType<TargetClient['ask']>>): string => (answer.kind === 'response' ? String(answer.status) : answer.kind === 'failed' ? `${answer.trouble} ${answer.code}` : `${answer.because}: ${answer.why}`);

describe('the client of a target', () => {
  test('asks an origin that is listed, under its name', async () => {
    const { port, requests } = await serve();
    const client = clientWith({ origins: [`http://api.example.test:${port}`] });
    assert.equal(saidOf(await ask(client, `http://api.example.test:${port}/a?b`, 'OPTIONS')), '200');
    assert.deepEqual(requests, [`OPTIONS api.example.test:${port} /a?b`]);
    assert.deepEqual([...client.resolve], [[`api.example.test:${port}`, { host: '127.0.0.1', port }]]);
  });

  test('connects where the configuration says, and looks nothing up', async () => {
    const { port, requests } = await serve();
    const client = clientWith({ origins: ['http://api.example.test'], resolve: new Map([['api.example.test:80', { host: '127.0.0.1', port }]]), addressesOf: () => Promise.reject(new Error('looked up')) });
    assert.equal(saidOf(await ask(client, 'http://api.example.test/')), '200');
    assert.deepEqual(requests, ['GET api.example.test /']);
  });

  test('finds the address at which something listens, of two that a name has', async () => {
    const { port } = await serve();
    const client = clientWith({ origins: [`http://localhost:${port}`], addressesOf: () => Promise.resolve(['::1', '127.0.0.1']) });
    assert.equal(saidOf(await ask(client, `http://localhost:${port}/`)), '200');
    assert.equal(client.resolve.get(`localhost:${port}`)?.host, '127.0.0.1');
  });
});

describe('nothing is sent out of scope', () => {
  const rows: readonly (readonly [what: string, origins: readonly string[], url: string, addresses: readonly string[], why: RegExp])[] = [
    ['to an origin that is not listed', ['http://api.example.test:PORT'], 'http://other.example.test:PORT/', ['127.0.0.1'], /no origin of a target/],
    ['to another port', ['http://api.example.test'], 'http://api.example.test:PORT/', ['127.0.0.1'], /the port differs/],
    ['over another scheme', ['https://api.example.test:PORT'], 'http://api.example.test:PORT/', ['127.0.0.1'], /the scheme differs/],
    ['to a name that only ends like one', ['http://*.example.test:PORT'], 'http://evilexample.test:PORT/', ['127.0.0.1'], /no origin of a target/],
    ['to loopback, by a pattern', ['http://*.example.test:PORT'], 'http://api.example.test:PORT/', ['127.0.0.1'], /resolves to 127\.0\.0\.1, which is at this machine/],
    ['to loopback in IPv6 clothes, by a pattern', ['http://*.example.test:PORT'], 'http://api.example.test:PORT/', ['::ffff:127.0.0.1'], /this machine/],
    ['to a private network, by a pattern', ['http://*.example.test:PORT'], 'http://api.example.test:PORT/', ['10.0.0.7'], /a private network/],
    ['to a private network, where the name has public addresses, too', ['http://*.example.test:PORT'], 'http://api.example.test:PORT/', ['93.184.216.34', '10.0.0.7'], /resolves to 10\.0\.0\.7/],
    ['to a cloud’s credentials, though the name is listed', ['http://api.example.test:PORT'], 'http://api.example.test:PORT/', ['169.254.169.254'], /no name may lead there/],
    ['to localhost, by a pattern', ['http://*.localhost:PORT'], 'http://api.localhost:PORT/', ['127.0.0.1'], /name the origin exactly/],
    ['over another protocol', ['http://api.example.test'], 'ftp://api.example.test/', ['127.0.0.1'], /only http and https/],
  ];
  for (const [what, origins, url, addresses, why] of rows) {
    test(what, async () => {
      const { port, requests } = await serve();
      const put = (text: string): string => text.replace('PORT', String(port));
      const client = clientWith({ origins: origins.map(put), addressesOf: () => Promise.resolve(addresses) });
      assert.match(saidOf(await ask(client, put(url))), why);
      assert.match(saidOf(await ask(client, put(url))), /^out-of-scope/);
      assert.deepEqual([requests, [...client.resolve]], [[], []]);
    });
  }
});

test('nothing is sent out of scope, though the configuration says where it would be', async () => {
  const { port, requests } = await serve();
  const client = clientWith({ origins: ['http://api.example.test'], resolve: new Map([['other.example.test:80', { host: '127.0.0.1', port }]]) });
  assert.match(saidOf(await ask(client, 'http://other.example.test/')), /^out-of-scope/);
  assert.deepEqual(requests, []);
});

describe('an address is looked up once', () => {
  test('so that a name cannot lead elsewhere later', async () => {
    const [first, second] = [await serve(), await serve([[200]], '127.0.0.2')];
    const addresses = ['127.0.0.1', '127.0.0.2'];
    const client = clientWith({ origins: [`http://api.example.test:${first.port}`], addressesOf: () => Promise.resolve([addresses.shift() ?? '127.0.0.3']) });
    for (let time = 0; time < 3; time++) assert.equal(saidOf(await ask(client, `http://api.example.test:${first.port}/`)), '200');
    assert.deepEqual([first.requests.length, second.requests.length, addresses], [3, 0, ['127.0.0.2']]);
  });
  test('by all who ask at once', async () => {
    const { port } = await serve();
    let lookups = 0;
    const client = clientWith({ origins: [`http://api.example.test:${port}`], addressesOf: () => Promise.resolve([`127.0.0.${++lookups}`]) });
    assert.deepEqual((await Promise.all([1, 2, 3].map(() => ask(client, `http://api.example.test:${port}/`)))).map(saidOf), ['200', '200', '200']);
    assert.equal(lookups, 1);
  });
});

describe('a name that is not known', () => {
  const unknown = (): Promise<never> => Promise.reject(Object.assign(new Error('x'), { code: 'EAI_AGAIN' }));

  test('is a failure of the name, and no connection is tried', async () => {
    const { port, requests } = await serve();
    // To the system this name is known.
    const client = clientWith({ origins: [`http://localhost:${port}`], addressesOf: unknown });
    assert.equal(saidOf(await ask(client, `http://localhost:${port}/`)), 'name EAI_AGAIN');
    assert.deepEqual([requests, [...client.resolve]], [[], []]);
  });
  test('is one, too, where it has no address', async () => {
    const client = clientWith({ origins: ['http://api.example.test'], addressesOf: () => Promise.resolve([]) });
    assert.equal(saidOf(await ask(client, 'http://api.example.test/')), 'name ENOTFOUND');
  });
  test('may be known the next time, and is checked then', async () => {
    const { port, requests } = await serve();
    const found: (() => Promise<readonly string[]>)[] = [unknown, () => Promise.resolve(['127.0.0.1'])];
    const client = clientWith({ origins: [`http://*.example.test:${port}`], addressesOf: () => (found.shift() ?? unknown)() });
    assert.equal(saidOf(await ask(client, `http://api.example.test:${port}/`)), 'name EAI_AGAIN');
    assert.match(saidOf(await ask(client, `http://api.example.test:${port}/`)), /^out-of-scope/);
    assert.deepEqual(requests, []);
  });
  test('is not looked up for ever', async () => {
    let lookups = 0;
    const client = clientWith({ origins: ['http://api.example.test'], addressesOf: () => (lookups++, unknown()) });
    const said: string[] = [];
    for (let time = 0; time < 12; time++) said.push(saidOf(await ask(client, 'http://api.example.test/')));
    assert.equal(lookups, 10);
    assert.match(said.at(-1) ?? '', /^left-alone: .*10 × EAI_AGAIN/);
  });
});

describe('a server that wants to be asked later', () => {
  const rows: readonly (readonly [what: string, answers: Parameters<typeof serve>[0], said: RegExp, requests: number, slept: readonly number[]])[] = [
    ['is asked after the time that it names', [[429, { 'Retry-After': '7' }], [200]], /^200$/, 2, [7000]],
    ['so is one that is overloaded', [[503, { 'Retry-After': '7' }], [200]], /^200$/, 2, [7000]],
    ['is asked after a pause where it names none', [[429], [200]], /^200$/, 2, [2000]],
    ['is asked after a pause where nobody can read what it names', [[429, { 'Retry-After': 'soon' }], [200]], /^200$/, 2, [2000]],
    ['is asked four times, after longer and longer pauses', [[429]], /^429$/, 4, [2000, 4000, 8000]],
    ['is left alone where it names a time that is too long', [[429, { 'Retry-After': '3600' }]], /^left-alone: .*Retry-After.*3600 s/, 1, []],
    ['but not one that is broken and names no time', [[503], [200]], /^503$/, 1, []],
    ['nor one that answers, and limits what comes thereafter', [[200, { 'Retry-After': '7' }]], /^200$/, 1, []],
  ];
  for (const [what, answers, said, requests, slept] of rows) {
    test(what, async () => {
      const [server, clock] = [await serve(answers), new Clock()];
      const client = clientWith({ clock, origins: [`http://api.example.test:${server.port}`] });
      assert.match(saidOf(await ask(client, `http://api.example.test:${server.port}/`)), said);
      assert.equal(server.requests.length, requests);
      // What the rate holds back is a few milliseconds.
      assert.deepEqual(clock.slept.filter((time) => time >= 1000), slept);
    });
  }
  test('is not sent again what may change something', async () => {
    const server = await serve([[429], [200]]);
    const client = clientWith({ origins: [`http://api.example.test:${server.port}`] });
    assert.equal(saidOf(await ask(client, `http://api.example.test:${server.port}/`, 'POST')), '429');
    assert.deepEqual(server.requests.length, 1);
  });
  test('is not asked by others before, either', async () => {
    const [server, clock] = [await serve([[200, { 'Retry-After': '9' }], [200]]), new Clock()];
    const client = clientWith({ clock, origins: [`http://api.example.test:${server.port}`] });
    await ask(client, `http://api.example.test:${server.port}/`);
    assert.deepEqual([await client.start(1), clock.slept], [{ ok: true }, [9000]]);
  });
});

describe('a target that fails all the time', () => {
  test('is asked ten times, and left alone thereafter, by engines too', async () => {
    const server = await serve([[500]]);
    const client = clientWith({ origins: [`http://api.example.test:${server.port}`] });
    const said: string[] = [];
    for (let time = 0; time < 12; time++) said.push(saidOf(await ask(client, `http://api.example.test:${server.port}/`)));
    assert.equal(server.requests.length, 10);
    assert.deepEqual(said.slice(0, 10), Array<string>(10).fill('500'));
    for (const last of said.slice(10)) assert.match(last, /^left-alone: not run: staging failed 10 times in a row \(10 × status 500\)/);
    assert.deepEqual([client.leave().ok, (await client.start(1)).ok], [false, false]);
  });
  test('is asked on where it answers in between', async () => {
    const server = await serve([...Array.from({ length: 9 }, () => [500] as const), [200], ...Array.from({ length: 9 }, () => [500] as const), [200]]);
    const client = clientWith({ origins: [`http://api.example.test:${server.port}`] });
    for (let time = 0; time < 20; time++) await ask(client, `http://api.example.test:${server.port}/`);
    assert.deepEqual([server.requests.length, client.leave().ok], [20, true]);
  });
  test('is left alone when nobody listens', async () => {
    const closed = net.createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const client = clientWith({ origins: [`http://api.example.test:${port}`] });
    const said: string[] = [];
    for (let time = 0; time < 11; time++) said.push(saidOf(await ask(client, `http://api.example.test:${port}/`)));
    assert.deepEqual([said[9], said[10]?.slice(0, 10)], ['refused ECONNREFUSED', 'left-alone']);
  });
});
