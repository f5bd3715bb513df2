import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AcceptedDeviation } from '../scenario/baseline.ts';
import type { Case } from '../scenario/schema.ts';
import { checkBaseline } from './check-baseline.ts';
import { accepted } from './sample-accepted.ts';

const target: NonNullable<Case['target']> = { name: 'staging', origin: null, path: '/', documentOrigin: null, preflightOnly: false, allowUnsafeMethods: false, status: null };
const ofTarget = (scenarioId: string, api: string): Pick<Case, 'id' | 'scenarioId' | 'target'> => ({ id: `${scenarioId}/${api}`, scenarioId, target });
const cases = [ofTarget('staging/profile', 'fetch'), ofTarget('staging/profile', 'xhr'), ofTarget('staging/orders', 'fetch'), { id: 'seed/a/fetch', scenarioId: 'seed/a' }];

describe('a baseline held against the cases of its time', () => {
  const rows: readonly (readonly [what: string, entries: readonly Partial<AcceptedDeviation>[], said: readonly RegExp[]])[] = [
    ['entries of cases that are there', [{}, { scenario: 'staging/orders', engine: 'all' }], []],
    ['a scenario that is gone', [{ scenario: 'staging/invoices' }], [/^baseline\.yaml:2:5 "staging\/invoices" matches no case of a target \| a scenario whose server is a target \|/]],
    ['a scenario whose name is misspelt', [{ scenario: 'staging/profle' }], [/did you mean `staging\/profile`\?/]],
    ['a scenario of a server of ours', [{ scenario: 'seed/a' }], [/"seed\/a" matches no case of a target .*known-deviations\.yaml/]],
    ['two cases of one scenario', [{ scenario: 'staging/profile/fetch' }, { scenario: 'staging/profile/xhr', line: 9 }], []],
    ['a scenario and one of its cases', [{}, { scenario: 'staging/profile/xhr', line: 9 }], [/^baseline\.yaml:9:5 baseline\.yaml:2 speaks of staging\/profile\/xhr in webkit, too/]],
    ['a pattern for all engines, and a scenario', [{ scenario: 'staging/*', engine: 'all' }, { scenario: 'staging/orders', line: 9 }], [/speaks of staging\/orders\/fetch in webkit, too/]],
    ['one scenario in two engines', [{}, { engine: 'firefox' }], []],
    ['two that are written alike, as the file’s own check says', [{}, { line: 9 }], []],
  ];
  for (const [what, entries, said] of rows) {
    test(what, () => {
      const found = checkBaseline({ accepted: entries.map(accepted) }, cases).map(({ file, line, column, message, expected = '', hint = '' }) => `${file}:${line}:${column} ${message} | ${expected} | ${hint}`);
      assert.equal(found.length, said.length, found.join('\n'));
      for (const [index, pattern] of said.entries()) assert.match(found[index]!, pattern);
    });
  }
});
