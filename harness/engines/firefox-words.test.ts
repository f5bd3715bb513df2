import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startFakeDebuggerServer } from './fake/fake-debugger-server.ts';
import type { Answers, FakeDebuggerServer } from './fake/fake-debugger-server.ts';
import { listenToFirefox, wordsOfPageError } from './firefox-words.ts';
import { connectRdp } from './rdp-connection.ts';

const url = 'http://127.0.0.1:4001/token/resource';
const blocked = (reason: string, address = url): string => `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${address}. (Reason: ${reason}).`;
const pageOf = (name: string): string => `https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors/${name}?utm_source=devtools`;

describe('words of an error message', () => {
  const table = [
    { what: 'a CORS error goes by the name of its page', text: `${blocked('CORS header ‘Access-Control-Allow-Origin’ missing')} Status code: 200.`, category: 'CORSMissingAllowOrigin2', page: pageOf('CORSMissingAllowOrigin'), code: 'CORSMissingAllowOrigin', url },
    { what: 'an address in quotes', text: blocked('Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’', `‘${url}’`), category: 'CORSNotSupportingCredentials', page: pageOf('CORSNotSupportingCredentials'), code: 'CORSNotSupportingCredentials', url },
    { what: 'an address with a dot at its end', text: blocked('CORS request did not succeed', `${url}.`), category: 'CORSDidNotSucceed2', page: pageOf('CORSDidNotSucceed'), code: 'CORSDidNotSucceed', url: `${url}.` },
    { what: 'a CORS error without a page', text: blocked('CORS disabled'), category: 'CORSDisabled', page: null, code: 'CORSDisabled', url },
    { what: 'the address that was asked for, not the one that asked', text: `Security Error: Content at http://localhost:4000/agent may not load data from ${url}.`, category: 'SOP', page: undefined, code: 'SOP', url },
    { what: 'the address that was blocked, not that of a page to read', text: `The resource at “${url}” was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof). See https://developer.mozilla.org/docs/Web/HTTP/Cross-Origin_Resource_Policy_(CORP)#`, category: 'COEP', page: undefined, code: 'COEP', url },
    { what: 'mixed content, whose page is about no CORS error', text: `Blocked loading mixed active content “${url}”`, category: 'Mixed Content Blocker', page: 'https://developer.mozilla.org/docs/Web/Security/Mixed_content', code: 'Mixed Content Blocker', url },
    { what: 'no address', text: 'ReferenceError: “a” is not defined', category: 'content javascript', page: undefined, code: 'content javascript', url: null },
  ];
  for (const { what, text, category, page, code, url: address } of table) {
    test(what, () => {
      const error = { errorMessage: text, category, ...(page === undefined ? {} : { exceptionDocURL: page }) };
      assert.deepEqual(wordsOfPageError(error), { source: 'rdp', code, detail: null, text, url: address });
    });
  }

  test('a long text is what comes of it at first', () => {
    assert.equal(wordsOfPageError({ errorMessage: { initial: 'Long' }, category: 'x' }).text, 'Long');
  });
});

const servers: FakeDebuggerServer[] = [];
after(() => servers.forEach((server) => server.stop()));
async function serve(...given: Parameters<typeof startFakeDebuggerServer>): Promise<FakeDebuggerServer> {
  const server = await startFakeDebuggerServer(...given);
  servers.push(server);
  return server;
}

/** Answers as Firefox does; says `text` just before it answers to the question whether it is there. */
const firefoxAnswers = (text: string): Answers => ({ to, type, listeners }) => {
  if (type === 'getProcess') return [{ from: to, processDescriptor: { actor: 'process1' } }];
  if (type === 'getTarget') return [{ from: to, process: { consoleActor: 'console1' } }];
  const said = { from: to, type: 'pageError', pageError: { errorMessage: text, category: 'SOP' } };
  return [...(listeners?.length === 0 ? [said] : []), { from: to, startedListeners: listeners }];
};

describe('listening to Firefox', () => {
  test('takes what was on its way, and ends with the connection', async () => {
    const { port, left } = await serve(firefoxAnswers('as it was asked'));
    const source = await listenToFirefox(port);
    assert.deepEqual((await source.take()).map(({ text }) => text), ['as it was asked']);
    assert.deepEqual((await source.take()).map(({ text }) => text), ['as it was asked']);
    source.close();
    await left;
    assert.deepEqual(await source.take(), []);
  });

  for (const [what, answers, greeting] of [
    ['has errors for answers', ({ to }) => [{ from: to, error: 'forbidden', message: 'You are not allowed to debug chrome.' }]],
    ['hangs up', () => null],
    ['is no debugger server', () => [], Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ] as [string, Answers, Buffer?][]) {
    test(`there are no words where what listens ${what}`, async () => {
      const { port } = await serve(answers, greeting);
      const source = await listenToFirefox(port);
      assert.deepEqual(await source.take(), []);
      source.close();
    });
  }

  test('an engine that no longer answers is not waited for long', async () => {
    const { port } = await serve((request) => (request.listeners?.length === 0 ? [] : firefoxAnswers('')(request)));
    const source = await listenToFirefox(port);
    assert.deepEqual(await source.take(), []);
    source.close();
  });

  test('a server that does not come up is waited for until the moment that was named', async () => {
    const server = await serve(() => []);
    server.stop();
    await assert.rejects(connectRdp(server.port, performance.now() + 50, () => undefined), { code: 'ECONNREFUSED' });
  });
});
