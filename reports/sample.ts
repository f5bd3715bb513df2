import type { Exchange } from '../servers/exchange-log.ts';
import type { VerdictKind } from '../harness/verdict/verdict.ts';
import { recordFormat } from './record.ts';
import type { EndRecord, EngineRecord, ResultLine, ResultRecord, RunRecord } from './record.ts';

/** A small run as its result stream has it, for tests of the reports. */

type EngineName = EngineRecord['name'];

/** Makes an engine's line; without `identity` it could not be had. */
export function engineLine(name: EngineName, given: Partial<EngineRecord> = {}): EngineRecord {
  const canary = { name: 'a PUT is preflighted', verdict: { kind: 'conforms', why: '', differences: [] }, ok: true } as const;
  return { type: 'engine', name, status: 'ready', identity: { name, version: '140.0', build: 'system', driver: 'playwright', from: '/usr/bin/browser' }, why: 'found on this system', canaries: [canary], ...given };
}

const exchange: Exchange = {
  token: 'token',
  step: 0,
  role: 'cors-request',
  origin: 'http://localhost:4001',
  method: 'GET',
  target: '/token/resource',
  requestHeaders: [['Host', 'localhost:4001'], ['Origin', 'http://localhost:4000']],
  requestBody: 'request body',
  response: { status: 200, statusText: 'OK', headers: [['Access-Control-Allow-Origin', '*'], ['Content-Length', '5']], body: 'hello', bodyLength: 5 },
  startedAt: 12.5,
  finishedAt: 13,
};

/** Makes a case's result in one engine. Cases of one scenario share the part of the id before `[` and the API. */
export function resultLine(id: string, engine: EngineName, kind: VerdictKind, given: Partial<ResultRecord> & { why?: string; title?: string; spec?: string } = {}): ResultRecord {
  const { why = '', title = 'A response without Access-Control-Allow-Origin is withheld', spec = 'https://fetch.spec.whatwg.org/#cors-check', ...rest } = given;
  const differences = kind === 'deviates' || kind === 'known-deviation' ? [{ element: 'outcome', expected: 'network-error', observed: 'cors' }] : [];
  return {
    type: 'result',
    engine,
    identity: engineLine(engine).identity,
    case: {
      id,
      scenarioId: id.replace(/(\[[^\]]*\])?\/(fetch|xhr)$/, ''),
      file: 'scenarios/seed/sample.yaml',
      line: 3,
      wait: 0,
      before: [],
      api: id.endsWith('/xhr') ? 'xhr' : 'fetch',
      title,
      spec,
      requirement: 'must',
      tags: ['origin'],
      document: { scheme: 'http', relation: 'same-site', context: 'window' },
      request: { method: 'GET', mode: 'cors', credentials: 'same-origin', redirect: 'follow', headers: [['X-Token', 'abc']], cookies: [], body: 'request body' },
      resource: { routes: {}, response: { status: 200, headers: [], body: 'hello' } },
    },
    expect: { outcome: 'network-error', stage: 'cors-check', reason: 'acao-missing', exchanges: [{ role: 'request', headers: {}, present: [], absent: [] }], readable: [], unreadable: [] },
    expectation: 'author',
    prediction: null,
    url: 'http://localhost:4001/token/resource',
    verdict: { kind, why, differences },
    observation: {
      client: { kind: 'network-error', error: { name: 'TypeError', message: 'Failed to fetch' }, status: null, events: [] },
      before: [],
      exchanges: [exchange],
      words: [{ source: 'cdp', code: 'MissingAllowOriginHeader', detail: null, text: 'net::ERR_FAILED', url: 'http://localhost:4001/token/resource' }],
      trouble: null,
      disturbance: null, disturbedAfterLastExchange: false,
    },
    before: [],
    duration: 4,
    deadline: 5000,
    deviations: [],
    ...rest,
  };
}

/** Makes a run's first line. */
export function runLine(cases: RunRecord['plan']['cases']): RunRecord {
  const size = Object.values(cases).reduce((sum, ids) => sum + ids.length, 0);
  return { type: 'run', format: recordFormat, startedAt: '2026-01-02T03:04:05.678Z', commit: '0123456789abcdef', platform: 'linux x64', node: 'v20.0.0', plan: { hash: 'abc', size, cases } };
}

/** Makes a run's last line. */
export function endLine(given: Partial<EndRecord> = {}): EndRecord {
  return { type: 'end', finishedAt: '2026-01-02T03:04:15.678Z', duration: 10_000, interrupted: false, counts: {}, strays: 0, late: [], errors: [], stale: [], exitCode: 0, ...given };
}

export const sampleIds = ['seed/missing/fetch', 'seed/missing/xhr', 'seed/methods[method=PUT]/fetch', 'seed/methods[method=DELETE]/fetch'] as const;
const [missingFetch, missingXhr, put, del] = sampleIds;

/** A whole run: Chromium with a deviation, Firefox that could not be had, WebKit with all but one as expected. */
export const sampleLines: readonly ResultLine[] = [
  runLine({ chromium: sampleIds, firefox: sampleIds, webkit: sampleIds }),
  engineLine('chromium'),
  resultLine(missingFetch, 'chromium', 'conforms'),
  resultLine(missingXhr, 'chromium', 'conforms'),
  resultLine(put, 'chromium', 'deviates', { why: 'outcome: expected network-error, observed cors' }),
  resultLine(del, 'chromium', 'observed'),
  engineLine('firefox', { status: 'missing', identity: null, why: 'no Firefox here. Try npx playwright install firefox', canaries: [] }),
  ...sampleIds.map((id) => resultLine(id, 'firefox', 'unsupported', { why: 'no Firefox here. Try npx playwright install firefox', identity: null, url: null, duration: null, deadline: null })),
  engineLine('webkit', { status: 'ready' }),
  resultLine(missingFetch, 'webkit', 'conforms'),
  resultLine(missingXhr, 'webkit', 'known-deviation', { deviations: [{ reason: 'reported upstream', spec: 'https://fetch.spec.whatwg.org/', link: null }] }),
  resultLine(put, 'webkit', 'conforms'),
  resultLine(del, 'webkit', 'inconclusive', { why: 'no request reached the origin' }),
  endLine({ counts: { chromium: { conforms: 2, deviates: 1, observed: 1 }, firefox: { unsupported: 4 }, webkit: { conforms: 2, 'known-deviation': 1, inconclusive: 1 } }, exitCode: 3 }),
];

/** Strings that would do harm where they are not made harmless. */
export const hostileStrings: Readonly<Record<string, string>> = {
  'a script that ends the script before it': '</script><script>alert(1)</script>',
  'an image with a handler': '<img src=x onerror=alert(1)>',
  'an end of an attribute': '" onmouseover="alert(1)',
  "an end of an attribute in single quotes": "' onmouseover='alert(1)",
  'a comment that begins': '<!--<script>',
  'an end of the style': '</style><style>*{display:none}',
  'an end of the table': '</td></tr></table>',
  'an entity': '&lt;&#60;&amp;',
  'a replacement pattern': '$& $` $\' $1',
  'a lone high surrogate': 'a\ud800b',
  'a lone low surrogate': 'a\udc00b',
  'a NUL': 'a\0b',
  'an escape to reset a terminal': 'a\u001bcb',
  'a link on a terminal': '\u001b]8;;https://evil.test\u0007click\u001b]8;;\u0007',
  'an escape in one character': '\u009b31m\u0090q\u009c',
  'a carriage return that hides what was before': 'deviates\rconforms',
  'a backspace': 'no\b\byes',
  'an override of direction': 'a\u202eb\u202c',
  'an isolate of direction': 'a\u2066b\u2069\u2067c\u2068',
  'marks of direction': 'a\u200eb\u200fc',
  'the Arabic letter mark': 'a\u061cb',
  'separators of lines': 'a\u2028b\u2029c',
};
