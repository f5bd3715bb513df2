import { textOf } from '../harness/explain/reasons.ts';
import type { Prediction } from '../harness/fetch/predict.ts';
import { deviationReason } from '../harness/verdict/deviation-reason.ts';
import { explainCommand } from './explain-command.ts';
import { endWords } from './html/words.ts';
import type { ResultRecord } from './record.ts';

/**
 * Says for a terminal what the standard says of a result that is not as expected: the reason with the best mend, or that
 * there is a response. Nothing for what was not observed.
 */
export function reasonLines(record: ResultRecord): readonly string[] {
  const { prediction, verdict } = record;
  if (prediction === null || verdict.kind !== 'deviates') return [];
  const command = explainCommand(record);
  return [...saidByStandard(prediction), ...(command === null ? [] : [`all that can be found out: ${command}`, `in a baseline it is \`${deviationReason(record)}\``])];
}

function saidByStandard(prediction: Prediction): readonly string[] {
  const { outcome } = prediction;
  switch (outcome.kind) {
    case 'response':
      return [`the standard says: ${outcome.type.startsWith('o') ? 'an' : 'a'} ${outcome.type} response, status ${outcome.status}`];
    case 'aborted':
    case 'timed-out':
    case 'sent':
      return [`the standard says: ${endWords[outcome.kind]}`];
    case 'undetermined':
      return [`the standard leaves the outcome open: ${outcome.because}`];
    case 'exception':
      return [`the standard says: ${outcome.error} (${outcome.reason}): ${textOf(outcome.reason).title}`];
    case 'network-error': {
      const [mend] = textOf(outcome.reason).mend(outcome.facts);
      return [`the standard says: network error at ${outcome.stage} (${outcome.reason}): ${textOf(outcome.reason).title}`, ...(mend === undefined ? [] : [`to mend it: ${mend}`])];
    }
  }
}
