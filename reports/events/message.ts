import { oneLine, short } from '../compare/inert.ts';
import { byEngine, matrixModel } from '../model.ts';
import type { ResultLine } from '../record.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import type { RunEvent } from './event.ts';
import type { EventReport } from './events.ts';
import { conclusion, sentenceWords, subjectWords } from './words.ts';

/** What is posted to a webhook, and written to a file. */
export interface Message {
  readonly format: 1;
  /** A sentence. */
  readonly summary: string;
  /** A few lines without any sign that a chat would take for something else; Slack and those like it show this alone. */
  readonly text: string;
  readonly events: readonly RunEvent[];
  /** Results that the run before has, too; and why nothing, or not everything, could be compared. */
  readonly compared: number;
  readonly uncompared: string | null;
  readonly run: {
    readonly startedAt: string | null;
    readonly commit: string | null;
    /** Verdicts, by engine; planned results that are missing count as not run. */
    readonly counts: Readonly<Record<string, Readonly<Partial<Record<VerdictKind, number>>>>>;
  };
}

/** Events that the text tells of. */
const mostEvents = 15;

/** Makes the message of a run's events. */
export function messageOf(report: EventReport, lines: readonly ResultLine[]): Message {
  const model = matrixModel(lines);
  const counts = Object.fromEntries([...byEngine(model)].map(([engine, part]) => [engine, part.counts]));
  const summary = oneLine(conclusion(report));
  const { events, compared, uncompared } = report;
  const run = { startedAt: model.run?.startedAt ?? null, commit: model.run?.commit ?? null, counts };
  return { format: 1, summary, text: textOf(summary, events), events, compared, uncompared, run };
}

function textOf(summary: string, events: readonly RunEvent[]): string {
  const listed = events.slice(0, mostEvents).map((event) => {
    const subject = subjectWords(event);
    return `- ${event.kind}${subject === '' ? '' : `, ${short(subject)}`}: ${sentenceWords(event.sentence)}${event.kind === 'infrastructure' ? '' : ` ${short(event.spec)}`}`;
  });
  const more = events.length > mostEvents ? [`… and ${events.length - mostEvents} more`] : [];
  return [`CORS: ${summary}`, ...listed, ...more].map(inChat).join('\n');
}

/** Makes text say nothing but itself in a chat: a server could write a mention, a link or a command into a header. */
function inChat(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('@', '＠').replaceAll('&', '＆');
}
