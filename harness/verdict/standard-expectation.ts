import type { Prediction } from '../fetch/predict.ts';
import type { ExpectedExchange, Expectation } from '../scenario/schema.ts';

/**
 * Makes the expectation of a scenario that leaves it to the standard. Only what a person would write: every address and
 * every single header is compared with the prediction anyway.
 */
export function standardExpectation({ outcome, exchanges }: Prediction): Expectation {
  const sequence = exchanges.flatMap(({ role, method, optional }, index): ExpectedExchange[] => {
    if (optional !== null) return [];
    const again = exchanges[index + 1]?.optional === 'retry';
    return [{ role, ...(role === 'request' ? { method } : {}), headers: {}, present: [], absent: [], ...(again ? { again } : {}) }];
  });
  const nothing = { readable: [], unreadable: [] };
  switch (outcome.kind) {
    case 'response':
      return { outcome: outcome.type, status: outcome.status, redirected: outcome.redirected, exchanges: sequence, ...nothing };
    case 'network-error':
    case 'exception':
      return { outcome: outcome.kind, stage: outcome.stage, reason: outcome.reason, exchanges: sequence, ...nothing };
    case 'aborted':
    case 'timed-out':
    case 'sent':
      return { outcome: outcome.kind, exchanges: sequence, ...nothing };
    case 'undetermined':
      return nothing;
  }
}
