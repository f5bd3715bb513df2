import type { KnownDeviation } from './known-deviations.ts';

/** Makes a known deviation, for tests. */
export function deviationOf(fields: Partial<KnownDeviation> = {}): KnownDeviation {
  return {
    engine: 'webkit',
    cases: '**',
    differs: [{ element: 'outcome' }],
    reason: 'sends no cookie to another port',
    advice: 'Send a token.',
    matters: 'often',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch',
    seen: { date: '2026-11-22', version: '2.50.6' },
    file: 'scenarios/known-deviations.yaml',
    line: 4,
    column: 5,
    ...fields,
  };
}
