import type { ResultRecord } from '../record.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';

/** How a verdict looks and reads in the matrix: a shape, a word, and what it means. */
export const verdictWords = {
  conforms: { shape: '✓', word: 'conforms', means: 'observed what was expected, with proof on the wire' },
  observed: { shape: '○', word: 'observed', means: 'the standard leaves it open: shown as it is' },
  'known-deviation': { shape: '≠', word: 'known deviation', means: 'differs as known-deviations.yaml says' },
  deviates: { shape: '✗', word: 'deviates', means: 'observed something else than expected' },
  fixed: { shape: '✦', word: 'fixed', means: 'listed as a known deviation, but conforms' },
  flaky: { shape: '≈', word: 'flaky', means: 'ended differently in another attempt' },
  inconclusive: { shape: '?', word: 'inconclusive', means: 'what was observed proves nothing' },
  timeout: { shape: '⧖', word: 'timeout', means: 'no answer in time' },
  crash: { shape: '☇', word: 'crash', means: 'the browser or its page was lost' },
  unsupported: { shape: '∅', word: 'unsupported', means: 'the engine cannot be had here' },
  skipped: { shape: '–', word: 'skipped', means: 'left out on purpose' },
  'not-run': { shape: '·', word: 'not run', means: 'the run ended before it' },
  'harness-error': { shape: '!', word: 'harness error', means: 'the harness, not the engine, failed' },
} as const satisfies Record<VerdictKind, { shape: string; word: string; means: string }>;

/** What script is told where there is neither a response nor an error. */
export const endWords = { aborted: 'aborted by script', 'timed-out': 'timeout event', sent: 'sent, and no more is told' } as const;

/** Says in a few words what script saw: `network error`, `cors 200`. */
export function observedWords({ observation: { client }, case: given }: ResultRecord): string {
  if (client === null) return '';
  // The response was a twin's.
  if (client.kind === 'response' && given.target?.preflightOnly === true) return 'preflight passes';
  switch (client.kind) {
    case 'response':
      return `${client.type ?? 'response'} ${client.status}`;
    case 'network-error':
      return 'network error';
    case 'aborted':
    case 'timed-out':
      return endWords[client.kind];
    case 'sent':
      return client.queued ? endWords.sent : 'not sent';
    case 'loaded':
      return 'loaded';
    case 'refused':
      return `refused: ${client.error.name}`;
    case 'timeout':
      return 'no answer';
    case 'setup-failed':
      return 'setup failed';
  }
}

/** What people call an engine. */
export const columnTitle = (engine: string): string => ({ chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' })[engine] ?? engine;

/** The standard's reason where it says that there is no response; empty otherwise. */
export function reasonCode({ prediction }: ResultRecord): string {
  const outcome = prediction?.outcome;
  return outcome?.kind === 'network-error' || outcome?.kind === 'exception' ? outcome.reason : '';
}

/** What people call an API. */
export const apiWords = { xhr: 'XHR', fetch: 'fetch', beacon: 'sendBeacon', img: '<img>' } as const satisfies Record<ResultRecord['case']['api'], string>;

/** The part of a case's id that tells it from the scenario's others: matrix labels and API. */
export function caseLabel(caseId: string, scenarioId: string): string {
  const rest = caseId.slice(scenarioId.length);
  const match = /^(?:\[(.*)\])?\/(\w+)$/.exec(rest);
  if (match === null) return rest;
  return [...(match[1] === undefined ? [] : match[1].split(',')), apiWords[match[2] as keyof typeof apiWords]].join('  ');
}

/** Key of a cell in the page: unique, and the same in every run. */
export function cellKey(engine: string, caseId: string): string {
  return `${engine}:${caseId}`;
}

/** The command that runs a result's scenario again in its engine. */
export function rerunCommand({ engine, case: { scenarioId, target } }: ResultRecord): string {
  return `npx playwright test --project=${target === undefined ? '' : `${target.name}/`}${engine} -g "${scenarioId}( |$)"`;
}
