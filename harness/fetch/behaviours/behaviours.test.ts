import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkCase } from './case.ts';
import type { Case } from './case.ts';
import { classify, listedIds } from './classify.ts';
import { readRows } from './rows.ts';
import type { Row } from './rows.ts';

// Facts about what browsers do, one a row of behaviours.tsv, each with its source. The model must say the same of every
// row, or the row must say why not: see outside.ts and contradicted.ts.
const rows = readRows();
const classified = rows.map((row) => ({ row, as: classify(row) }));

/** The cells that say something, in words. */
function nameOf(row: Row): string {
  const cells = [row.api, row.method, row.requestHeaders, row.credentials.replace('default(same-origin)', '-'), row.redirect.replace(/^follow$/, '-'), row.preflightResponse, row.actualResponse, row.notes];
  return `${row.id} ${cells.filter((text) => text !== '-' && text !== '').join(', ')}`;
}

/** Columns that say what is done and what comes of it; the others are names and comments. */
const telling = ['api', 'method', 'requestHeaders', 'credentials', 'redirect', 'preflightResponse', 'actualResponse', 'expected', 'preflightSent'] as const;

/** Cells that an interpreter did not look at, though they say more than that all is as it always is. */
function unreadCells(row: Row): readonly string[] {
  const read = new Set<string | symbol>();
  const as = classify(new Proxy(row, { get: (target, key) => (read.add(key), Reflect.get(target, key) as unknown) }));
  if (as.kind !== 'tested' || as.how === 'by hand') return [];
  const unread = telling.filter((column) => !read.has(column) && !['-', '', 'follow', 'default(same-origin)'].includes(row[column]));
  return unread.map((column) => `${row.id}: ${column} ${row[column]}`);
}

function testCases(name: string, cases: readonly Case[]): void {
  for (const one of cases) test(one.what === '' ? name : `${name} (${one.what})`, () => checkCase(one));
}

describe('the behaviours', () => {
  test('are 555', () => assert.equal(rows.length, 555));

  test('are each in one set: tested, outside or contradicted', () => {
    const ids = new Set(rows.map(({ id }) => id));
    const listed = Object.values(listedIds).flat();
    assert.deepEqual(listed.filter((id) => !ids.has(id)), [], 'a set lists ids that the table does not have');
    assert.deepEqual(listed.filter((id, index) => listed.indexOf(id) !== index), [], 'ids are listed twice');
    const count = (kind: string): number => classified.filter(({ as }) => as.kind === kind).length;
    assert.deepEqual([count('outside'), count('contradicted')], [listedIds.outside.length, listedIds.contradicted.length]);
    assert.equal(count('tested') + count('outside') + count('contradicted'), rows.length);
  });

  test('leave no cell unread that says something, where they are interpreted', () => {
    assert.deepEqual(rows.flatMap(unreadCells), []);
  });

  test('are tested by at least one request each, unless they are outside', () => {
    const empty = classified.filter(({ as }) => as.kind !== 'outside' && (as.cases.length === 0 || as.cases.some(({ steps }) => steps.length === 0)));
    assert.deepEqual(empty.map(({ row }) => row.id), []);
  });
});

describe('the model says what a behaviour says', () => {
  for (const { row, as } of classified) if (as.kind === 'tested') testCases(`${nameOf(row)}: ${row.expected}`, as.cases);
});

describe('the model says what the standard says where a behaviour says otherwise', () => {
  for (const { row, as } of classified) if (as.kind === 'contradicted') testCases(`${nameOf(row)}: not ${row.expected}, by ${as.step}`, as.cases);
});
