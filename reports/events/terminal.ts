import pc from 'picocolors';
import { oneLine, short } from '../compare/inert.ts';
import { eventKinds, eventWords } from './event.ts';
import type { EventKind, RunEvent } from './event.ts';
import type { EventReport } from './events.ts';
import { conclusion, sentenceWords, subjectWords } from './words.ts';

type Colors = ReturnType<typeof pc.createColors>;

const paint = { regression: 'red', 'new-failure': 'red', flaky: 'yellow', 'policy-drift': 'cyan', 'still-failing': 'red', fixed: 'green', infrastructure: 'magenta' } as const satisfies Record<EventKind, keyof Colors>;

/** Ids that are written out of an event; `--json` has them all. */
const mostIds = 5;

/** Writes events for a terminal: the most urgent first, and last what they come to. */
export function eventsText(report: EventReport, colors: Colors = pc): string {
  const parts = eventKinds.flatMap((kind) => {
    const events = report.events.filter((event) => event.kind === kind);
    if (events.length === 0) return [];
    return [[`${colors.bold(colors[paint[kind]](kind.toUpperCase()))}  ${events.length}: ${eventWords[kind].means}`, ...events.map((event) => eventText(event, colors))].join('\n')];
  });
  return [...parts, oneLine(conclusion(report))].join('\n\n');
}

function eventText(event: RunEvent, colors: Colors): string {
  const subject = subjectWords(event);
  const head = `  ${colors[paint[event.kind]]('*')} ${sentenceWords(subject === '' ? event.sentence : subject)}`;
  const ids = event.cases.length < 2 && event.kind !== 'infrastructure' ? [] : event.cases.slice(0, mostIds).map((id) => colors.dim(short(id)));
  const more = event.cases.length > mostIds ? [colors.dim(`… and ${event.cases.length - mostIds} more`)] : [];
  const drift = 'policy' in event && event.kind !== 'policy-drift' ? event.policy.map((sentence) => `the policy is another one: ${sentenceWords(sentence)}`) : [];
  const lines = event.kind === 'policy-drift' ? event.policy.map(sentenceWords) : subject === '' ? [] : [sentenceWords(event.sentence)];
  const spec = event.kind === 'infrastructure' ? [] : [colors.dim(short(event.spec))];
  return [head, ...[...lines, ...drift, ...spec, ...ids, ...more].map((line) => `      ${line}`)].join('\n');
}
