import assert from 'node:assert/strict';
import path from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { withFolder } from '../scenario/load-fixture.ts';
import { ConfigProblems, readConfiguration } from './configuration.ts';

const variable = 'CORS_CONFORMANCE_CONFIG';
const before = process.env[variable];
afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(process.env, variable);
  else process.env[variable] = before;
});

const written = "export default { targets: { staging: { origins: ['https://api.example.com'], secrets: { token: 'STAGING_TOKEN' } } } };";

/** Reads a file of a folder that has one with this text; no file where it is null. */
function read(text: string | null, environment: Parameters<typeof readConfiguration>[0], named: string | null = null): ReturnType<typeof readConfiguration> {
  return withFolder(text === null ? {} : { 'a.config.ts': text }, (folder) => {
    if (named === null) Reflect.deleteProperty(process.env, variable);
    else process.env[variable] = named;
    return readConfiguration(environment, path.join(folder, 'a.config.ts'));
  });
}

describe('the configuration of targets', () => {
  test('need not be there', async () => assert.equal(await read(null, {}), null));
  test('need not be there where it is named by nothing', async () => assert.equal(await read(null, {}, ''), null));
  test('must be there where it is named', async () => assert.rejects(read(null, {}, 'a.config.ts'), /no such file/));
  test('is read with its secrets, and knows where it stands', async () => {
    const configuration = await read(written, { STAGING_TOKEN: 'swordfish-4711' });
    assert.deepEqual(configuration?.secrets, [{ name: 'STAGING_TOKEN', value: 'swordfish-4711' }]);
    assert.deepEqual([path.basename(configuration.file), configuration.folder], ['a.config.ts', path.dirname(configuration.file)]);
  });
  test('is read without them where nobody is asked', async () => assert.deepEqual((await read(written, null))?.secrets, []));

  const rows: readonly (readonly [what: string, text: string, said: RegExp])[] = [
    ['a secret that is not set', written, /targets\.staging\.secrets\.token: the environment variable STAGING_TOKEN is not set/],
    ['a mistake', 'export default { targets: {} };', /a\.config\.ts {2}targets/],
    ['no TypeScript', 'export default {', /no TypeScript/],
  ];
  for (const [what, text, said] of rows) {
    test(`is refused with ${what}, without a stack`, async () => {
      await assert.rejects(read(text, {}), (error) => {
        assert.ok(error instanceof ConfigProblems);
        assert.match(error.message, said);
        assert.equal(error.stack, `ConfigProblems: ${error.message}`);
        return true;
      });
    });
  }
});
