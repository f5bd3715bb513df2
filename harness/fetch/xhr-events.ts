import type { PredictedOutcome } from './predict.ts';
import type { ScriptRequest } from './script-request.ts';

/**
 * Lists the events that XMLHttpRequest fires, in order, those of `xhr.upload` with `upload` before them; null where it
 * cannot be known. Progress stands once in a row, since how often it comes depends on how fast the bytes come.
 * Source: https://xhr.spec.whatwg.org/#the-send()-method, https://xhr.spec.whatwg.org/#request-error-steps
 */
export function xhrEvents({ api, sync, uploadListeners, body, method }: ScriptRequest, outcome: PredictedOutcome, bodyWasSent: boolean): readonly string[] | null {
  if (api !== 'xhr' || outcome.kind === 'undetermined' || outcome.kind === 'exception' || outcome.kind === 'sent') return null;
  if (sync === true) return outcome.kind === 'response' ? ['readystatechange 1', 'readystatechange 4', 'load', 'loadend'] : ['readystatechange 1'];
  const listening = uploadListeners && body !== null && method !== 'GET' && method !== 'HEAD';
  const upload = (...events: string[]): string[] => (listening ? events.map((event) => `upload ${event}`) : []);
  const begun = ['readystatechange 1', 'loadstart', ...upload('loadstart'), ...(bodyWasSent ? upload('progress', 'load', 'loadend') : [])];
  if (outcome.kind === 'response') {
    const loading = outcome.body === '' ? [] : ['readystatechange 3'];
    return [...begun, 'readystatechange 2', ...loading, 'progress', 'readystatechange 4', 'load', 'loadend'];
  }
  const event = { 'network-error': 'error', aborted: 'abort', 'timed-out': 'timeout' }[outcome.kind];
  return [...begun, 'readystatechange 4', ...(bodyWasSent ? [] : upload(event, 'loadend')), event, 'loadend'];
}
