import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { EngineName } from '../../harness/engines/engine.ts';
import { loadDeviations } from '../../harness/scenario/known-deviations.ts';
import type { KnownDeviation } from '../../harness/scenario/known-deviations.ts';
import { deviationOf } from '../../harness/scenario/sample-deviation.ts';
import type { Difference } from '../../harness/verdict/verdict.ts';
import type { ResultRecord } from '../record.ts';
import { endLine, engineLine, resultLine, runLine } from '../sample.ts';
import { deviationsDigest } from './digest.ts';
import { digestLine, divergencesDocument, headingOf } from './document.ts';
import { divergencesModel } from './model.ts';
import { wholeRun } from './whole-run.ts';
import { slug } from './words.ts';

const engines = ['chromium', 'firefox', 'webkit'] as const;
const cookie: Difference = { element: 'request: cookie', expected: '(none)', observed: '"a=1"' };

/** Makes a document of a run in which all conforms but the results given. */
function documentOf(deviations: readonly KnownDeviation[], results: readonly ResultRecord[], ids: readonly string[] = ['seed/a/fetch', 'seed/a/xhr']): string {
  const run = wholeRun([runLine({ chromium: ids, firefox: ids, webkit: ids }), ...engines.map((name) => engineLine(name)), ...engines.flatMap((name) => ids.map((id) => resultLine(id, name, 'conforms'))), ...results, endLine()], ids);
  assert.ok(typeof run !== 'string');
  return divergencesDocument(divergencesModel(run, deviations));
}

const differs = (id: string, engine: EngineName, ...differences: readonly Difference[]): ResultRecord => resultLine(id, engine, 'known-deviation', { verdict: { kind: 'known-deviation', why: '', differences } });
const both = (engine: EngineName): ResultRecord[] => ['seed/a/fetch', 'seed/a/xhr'].map((id) => differs(id, engine, cookie));
const webkit = deviationOf({ cases: 'seed/a/*', differs: [{ element: 'request: cookie' }], seen: { date: '2026-01-02', version: '140.0' } });
const item = (document: string): string => /^#### [^]*?(?=^#{2,4} |$(?![^]))/m.exec(document)?.[0] ?? '';

describe('the item of a difference', () => {
  const document = documentOf([webkit], both('webkit'));
  test('says who, what the standard says, what happens instead, what to do, and what shows it', () => {
    assert.deepEqual(item(document).trim().split('\n'), [
      '#### Sends no cookie to another port',
      '',
      '- **Who:** WebKitGTK 140.0. Chromium and Firefox do as the standard says.',
      '- **The standard says:** A response without Access-Control-Allow-Origin is withheld. ([the rule](https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch))',
      '- **Instead:** `Cookie` of the request is `a=1`, and should not be there',
      '- **What to do:** Send a token.',
      '- **See it:** `seed/a`',
    ]);
  });
  test('stands in the overview', () => assert.ok(document.includes('| [Sends no cookie to another port](#sends-no-cookie-to-another-port) | ✓ | ✓ | **differs** |'), document));
  test('stands where it matters', () => {
    assert.match(document, /## What ordinary code meets[^]*#### Sends/);
    assert.match(documentOf([{ ...webkit, matters: 'seldom' }], both('webkit')), /## What only unusual requests or answers meet[^]*#### Sends/);
  });
  test('entries of one reason are one item', () => {
    const text = documentOf([webkit, { ...webkit, engine: 'chromium', link: 'https://bugs.webkit.org/show_bug.cgi?id=1' }], [...both('webkit'), ...both('chromium')]);
    assert.equal(text.match(/^#### /gm)?.length, 1);
    assert.match(item(text), /Who:\*\* Chromium 140\.0, WebKitGTK 140\.0\. Firefox does as the standard says\./);
    assert.match(item(text), /Instead:\*\* /);
    assert.match(item(text), /Read on: \[WebKit bug 1\]/);
  });
  test('where engines do different things, each is told', () => {
    const text = documentOf([webkit, { ...webkit, engine: 'chromium' }], [...both('webkit'), differs('seed/a/fetch', 'chromium', { ...cookie, observed: '"b=2"' })]);
    assert.match(item(text), /Instead, in Chromium 140\.0:\*\* .*`b=2`.*\n- \*\*Instead, in WebKitGTK 140\.0:\*\* .*`a=1`/);
  });
  test('an engine that differs in the same requests for another reason does not do as the standard says', () => {
    const other = deviationOf({ engine: 'firefox', cases: 'seed/a/*', reason: 'another', differs: [{ element: 'outcome' }] });
    const text = documentOf([webkit, other], [...both('webkit'), differs('seed/a/fetch', 'firefox', { element: 'outcome', expected: 'cors', observed: 'network-error' })]);
    assert.ok(text.includes('(#sends-no-cookie-to-another-port) | ✓ | another item | **differs** |'), text);
    assert.match(item(text), /Who:\*\* WebKitGTK 140\.0\. Chromium does as the standard says\./);
  });
  test('an entry for other versions says so', () => {
    const text = documentOf([{ ...webkit, versions: '<=120' }], []);
    assert.ok(text.includes('| ✓ | ✓ | other versions |'), text);
    assert.match(item(text), /Who:\*\* WebKitGTK in versions `<=120` only, not in the WebKitGTK 140\.0 that was run/);
  });
  test('cases that it only explains are counted', () => {
    const ids = ['seed/a/fetch', 'seed/b/fetch'];
    const explained = { deviations: [{ reason: webkit.reason, spec: webkit.spec, link: null }] };
    const text = documentOf([webkit], ids.map((id) => ({ ...differs(id, 'webkit', cookie), ...explained })), ids);
    assert.match(item(text), /See it:\*\* `seed\/a`, and 1 further case/);
  });
});

describe('what the standard leaves open', () => {
  const asked = (engine: EngineName, api: 'fetch' | 'xhr', differences: readonly Difference[]): ResultRecord => {
    const record = resultLine(`seed/a/${api}`, engine, 'observed', { title: 'Whether the cookie is sent', verdict: { kind: 'observed', why: '', differences } });
    return { ...record, case: { ...record.case, requirement: 'survey' } };
  };
  const sent = { element: 'request: Cookie', expected: '"a=1"', observed: '(none)' };
  test('is told where the engines differ, once for both APIs', () => {
    const text = documentOf([], (['fetch', 'xhr'] as const).flatMap((api) => [asked('chromium', api, [sent]), asked('firefox', api, []), asked('webkit', api, [])]));
    assert.ok(text.includes('| Whether the cookie is sent ([standard](https://fetch.spec.whatwg.org/#cors-check)) | no `Cookie` | `Cookie: a=1` | `Cookie: a=1` |'), text);
    assert.equal(text.match(/Whether the cookie is sent/g)?.length, 1);
  });
  test('is told for each API where these differ', () => {
    const text = documentOf([], [asked('chromium', 'fetch', [sent]), asked('firefox', 'fetch', []), asked('webkit', 'fetch', []), asked('chromium', 'xhr', []), asked('firefox', 'xhr', [sent]), asked('webkit', 'xhr', [])]);
    assert.match(text, /Whether the cookie is sent, fetch \(/);
    assert.match(text, /Whether the cookie is sent, XHR \(/);
  });
  test('is only counted where they agree', () => {
    const text = documentOf([], (['fetch', 'xhr'] as const).flatMap((api) => engines.map((engine) => asked(engine, api, [sent]))));
    assert.doesNotMatch(text, /Whether the cookie is sent/);
    assert.match(text, /In 2 further cases that the standard leaves open, the engines did the same\./);
  });
});

describe('the head', () => {
  const text = documentOf([webkit], both('webkit'));
  test('names the date and the engines', () => {
    assert.match(text, /on 2026-01-02 /);
    assert.ok(text.includes('| WebKitGTK | `140.0` | the system’s | 2 | 2 |'), text);
  });
  test('says that Safari was not run', () => assert.match(text, /Safari was not run/));
});

describe('docs/divergences.md', async () => {
  const { deviations } = await loadDeviations('scenarios');
  const text = readFileSync('docs/divergences.md', 'utf8');
  const mend = 'docs/divergences.md is not made from scenarios/known-deviations.yaml as it is now. Run `npx playwright test`, all of it, and then `npm run divergences`.';
  const [reasons, items] = [new Set(deviations.map(({ reason }) => headingOf(reason))), new Set([...text.matchAll(/^#### (.*)$/gm)].map(([, heading = '']) => heading))];
  test('has an item for each reason of known-deviations.yaml', () => assert.deepEqual([...reasons].filter((reason) => !items.has(reason)), [], mend));
  test('has no other items', () => assert.deepEqual([...items].filter((heading) => !reasons.has(heading)), [], mend));
  test('says of each what known-deviations.yaml says', () => assert.ok(text.includes(digestLine(deviationsDigest(deviations))), mend));
  test('has no link to a place that is not there', () => {
    const places = new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => slug(heading.replaceAll('\\', ''))));
    assert.deepEqual([...text.matchAll(/\]\(#([^)]*)\)/g)].flatMap(([, place = '']) => (places.has(place) ? [] : [place])), []);
  });
});
