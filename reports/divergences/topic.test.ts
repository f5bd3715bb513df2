import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { topicOf } from './topic.ts';

describe('the section of what cases show', () => {
  const one = (api: string, ...tags: string[]): { tags: string[]; api: string } => ({ tags, api });
  const rows: readonly (readonly [what: string, cases: Parameters<typeof topicOf>[0], topic: string])[] = [
    ['a redirect counts before all else', [one('fetch', 'preflight', 'redirect', 'headers')], 'Redirects'],
    ['what all of them have counts before what one has', [one('fetch', 'redirect', 'headers'), one('fetch', 'preflight', 'headers')], 'Headers'],
    ['where they have nothing together, the first counts', [one('fetch', 'cookies'), one('fetch', 'body')], 'Credentials and cookies'],
    ['XHR alone', [one('xhr', 'body'), one('xhr', 'body')], 'XMLHttpRequest'],
    ['XHR and fetch', [one('xhr', 'body'), one('fetch', 'body')], 'Bodies'],
    ['XHR alone, over redirects', [one('xhr', 'redirect')], 'Redirects'],
    ['tags of no section', [one('fetch', 'status')], 'Other'],
    ['no case', [], 'Other'],
  ];
  for (const [what, cases, topic] of rows) test(`${what}: ${topic}`, () => assert.equal(topicOf(cases), topic));
});
