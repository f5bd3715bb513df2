import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResultRecord } from '../record.ts';
import { resultLine } from '../sample.ts';
import { observedWords, rerunCommand } from './words.ts';

const ours = resultLine('a/b[method=PUT]/fetch', 'webkit', 'conforms');
const ofTarget = (preflightOnly: boolean, name = 'staging'): ResultRecord => ({ ...ours, case: { ...ours.case, target: { name, origin: null, path: '/', documentOrigin: null, preflightOnly, allowUnsafeMethods: false, status: null } } });
const response = { kind: 'response', type: 'cors', status: 200, statusText: '', redirected: false, url: '', headers: [], body: '', bodyError: null, events: [] } as const;
const seeing = (record: ResultRecord, client: ResultRecord['observation']['client']): string => observedWords({ ...record, observation: { ...record.observation, client } });

describe('the command that runs a scenario again', () => {
  test('of servers that are ours', () => assert.equal(rerunCommand(ours), 'npx playwright test --project=webkit -g "a/b( |$)"'));
  test('of a target, in its project', () => assert.equal(rerunCommand(ofTarget(false, 'staging-eu')), 'npx playwright test --project=staging-eu/webkit -g "a/b( |$)"'));
});

describe('what script saw', () => {
  const rows: readonly (readonly [what: string, record: ResultRecord, client: ResultRecord['observation']['client'], words: string])[] = [
    ['a response', ours, response, 'cors 200'],
    ['a response of a target', ofTarget(false), response, 'cors 200'],
    ['a response of a target’s twin, whose status says nothing', ofTarget(true), response, 'preflight passes'],
    ['no response of a target’s twin', ofTarget(true), { kind: 'network-error', error: null, status: null, events: [] }, 'network error'],
    ['nothing', ofTarget(true), null, ''],
  ];
  for (const [what, record, client, words] of rows) test(what, () => assert.equal(seeing(record, client), words));
});
