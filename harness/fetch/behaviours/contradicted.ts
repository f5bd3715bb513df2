import { answer, grant, only, page, remote } from './case.ts';
import type { Case, Expected, Step } from './case.ts';
import type { HeaderList } from '../header.ts';

/** A row that the standard does not bear out. */
export interface Contradiction {
  /** The step that says otherwise. */
  readonly step: string;
  readonly because: string;
  /** What the standard says instead. */
  readonly cases: readonly Case[];
}

const star = grant('omit');
const allowed: Expected = { kind: 'response', type: 'cors', status: 200 };
const refused: Expected = { kind: 'network-error', stage: 'cors-preflight-fetch', reason: 'header-not-allowed' };
const safelistStep = 'https://fetch.spec.whatwg.org/#cors-safelisted-request-header step 2';

function preflighted(method: string, headers: HeaderList, preflight: HeaderList, asksFor: string): readonly Case[] {
  return only({
    asked: { api: 'xhr', method, headers }, hops: [{ origin: remote, preflight: answer([...star, ...preflight]), answer: answer(star) }],
    expect: { outcome: refused, preflights: 1, requests: 0, preflight: { 'access-control-request-headers': asksFor } },
  });
}

const range = (digits: number): string => `bytes=${'0'.repeat(digits - 2)}11-${'0'.repeat(digits - 2)}111`;

const consent = answer([...star, ['Access-Control-Allow-Headers', 'x-force-preflight']]);

/** A redirect of a request whose preflight was good: followed, with a preflight to each of the two addresses. */
function followed(status: number): Contradiction {
  return {
    step: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    because: 'No step refuses to follow a redirect because the request was preflighted; main fetch has the next address asked with a preflight of its own.',
    cases: only({
      asked: { headers: [['x-force-preflight', '1']] },
      hops: [{ origin: remote, preflight: consent, answer: answer(star, status) }, { origin: remote, preflight: consent, answer: answer(star) }],
      expect: { outcome: allowed, preflights: 2, requests: 2 },
    }),
  };
}

const printed = (preflights: number): Step => ({
  asked: { api: 'xhr', headers: [['x-print', '1']] },
  hops: [{ origin: remote, preflight: answer([...star, ['Access-Control-Allow-Headers', 'x-print'], ['Access-Control-Max-Age', '-1']]), answer: answer(star) }],
  expect: { outcome: allowed, preflights, requests: 1 },
});

const hints: HeaderList = [['save-data', 'on'], ['device-memory', '2.0'], ['dpr', '3.0'], ['width', '1200'], ['viewport-width', '1300']];
const hintNames = 'device-memory,dpr,save-data,viewport-width,width';

/** Rows that the standard contradicts, by id. */
export const contradicted: Readonly<Record<string, Contradiction>> = {
  'SAFELIST-117': {
    step: 'https://fetch.spec.whatwg.org/#cors-safelisted-request-header step 1',
    because: 'As the row writes it, the value is 132 bytes long, and one of more than 128 is not safelisted; with 60 digits on the left it would be 128 and is.',
    cases: [
      {
        what: '132 bytes',
        steps: [{ asked: { headers: [['Range', range(62)]] }, hops: [{ origin: remote, preflight: answer(star), answer: answer(star) }], expect: { outcome: refused, preflights: 1, requests: 0, preflight: { 'access-control-request-headers': 'range' } } }],
      },
      { what: '128 bytes', steps: [{ asked: { headers: [['Range', range(60)]] }, hops: [{ origin: remote, answer: answer(star) }], expect: { outcome: allowed, preflights: 0 } }] },
    ],
  },
  'SAFELIST-129': {
    step: safelistStep,
    because: 'Last-Event-ID is none of the names listed, so that the preflight has to allow it.',
    cases: preflighted('PUT', [['Last-Event-ID', 'safe-value']], [['Access-Control-Allow-Methods', 'PUT']], 'last-event-id'),
  },
  'CLIENT-HINTS-003': {
    step: safelistStep,
    because: 'Client hints are none of the names listed: they are preflighted, whatever their values. The row tells what Chromium does.',
    cases: preflighted('POST', hints, [], hintNames),
  },
  'CLIENT-HINTS-008': {
    step: safelistStep,
    because: 'Client hints are none of the names listed, so that a preflight that allows x-print alone does not do.',
    cases: preflighted('GET', [...hints, ['x-print', '1']], [['Access-Control-Allow-Headers', 'x-print']], `${hintNames},x-print`),
  },
  'PREFLIGHT-CACHE-003': {
    step: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 steps 7.8 and 7.9',
    because: '-1 does not match delta-seconds, so that extracting it fails and the preflight counts for 5 seconds, as one without Access-Control-Max-Age does.',
    cases: only(printed(1), printed(0), { ...printed(1), wait: 5 }),
  },
  'REDIRECT-ORIGIN-080': {
    step: 'https://fetch.spec.whatwg.org/#append-a-request-origin-header step 4',
    because: 'A 308 leaves the method POST, and a request that is neither GET nor HEAD has Origin, be it to the page’s own origin.',
    cases: only({ asked: { method: 'POST' }, hops: [{ origin: page, answer: answer([], 308) }, { origin: page, answer: answer([]) }], expect: { outcome: { kind: 'response', type: 'basic', status: 200 }, origins: [page, page], method: 'POST' } }),
  },
  'REDIRECT-PREFLIGHT-032': followed(301),
  'REDIRECT-PREFLIGHT-036': followed(303),
  'REDIRECT-PREFLIGHT-038': followed(307),
};
