import { noLonger } from '../compare/inert.ts';
import { eventKinds, eventWords } from './event.ts';
import type { RunEvent } from './event.ts';
import type { EventReport } from './events.ts';

/** Most letters of a sentence that holds several values. */
const mostLetters = 400;

/** Makes a sentence of an event fit for one line anywhere; `--json` has all of it. */
export function sentenceWords(sentence: string): string {
  return noLonger(sentence, mostLetters);
}

/** Says in a sentence what the events come to, and with what the run was compared. */
export function conclusion({ events, compared, uncompared }: EventReport): string {
  const counts = eventKinds.flatMap((kind) => {
    const count = events.filter((event) => event.kind === kind).length;
    return count === 0 ? [] : [`${count} ${eventWords[kind].counted[count === 1 ? 0 : 1]}`];
  });
  const said = counts.length === 0 ? 'Nothing to tell' : counts.join(', ');
  const against = compared === 0 ? '' : ` in comparison with ${compared} ${compared === 1 ? 'result' : 'results'} of the run before`;
  return `${said}${against}.${uncompared === null ? '' : ` Not compared: ${uncompared}.`}`;
}

/** Says what an event is about: a scenario and engines, or how many results. */
export function subjectWords(event: RunEvent): string {
  const engines = event.engines.join(', ');
  if (event.kind === 'infrastructure') return event.cases.length === 0 ? '' : `${event.cases.length} ${event.cases.length === 1 ? 'case' : 'cases'} in ${engines}`;
  return `${event.cases.length === 1 ? event.cases.join() : `${event.scenario} (${event.cases.length} cases)`} in ${engines}`;
}
