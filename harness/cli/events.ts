import { existsSync } from 'node:fs';
import path from 'node:path';
import pc from 'picocolors';
import { visibleJson } from '../../reports/compare/inert.ts';
import { eventsOf } from '../../reports/events/events.ts';
import { exitCodeOfEvents } from '../../reports/events/exit-code.ts';
import { messageOf } from '../../reports/events/message.ts';
import { eventsText } from '../../reports/events/terminal.ts';
import { post } from '../../reports/events/webhook.ts';
import { whyNotWhole } from '../../reports/events/whole.ts';
import { writeWhole } from '../../reports/jsonl.ts';
import type { ResultLine } from '../../reports/record.ts';
import { plain } from '../../reports/terminal.ts';
import { settings } from '../run/settings.ts';
import { loadScenarios } from '../scenario/load.ts';
import { readDestination } from './destination.ts';
import type { Destination } from './destination.ts';
import { readResults } from './read-results.ts';

export interface EventsCommand {
  readonly current: string;
  readonly previous: string | undefined;
  /** Addresses of webhooks, `env:NAME`, and files. */
  readonly notify: readonly string[];
  /** The file that a whole run is kept in, for the next one to be compared with. */
  readonly keep: string | undefined;
  readonly json: boolean;
}

/**
 * Tells what happened in a run since the one before. Returns 0 when nobody must do anything; 1 with a regression, a failure
 * (new or not), what is not steady, a policy that drifted, or an entry that is out of date; 2 when something cannot be used,
 * read or written; 3 with trouble that says nothing of any policy, and when a webhook did not take the events.
 */
export async function events({ current, previous, notify, keep, json }: EventsCommand): Promise<number> {
  const destinations = notify.map((given) => readDestination(given, process.env));
  const problems = destinations.flatMap((one) => (one.kind === 'problem' ? [one.problem] : []));
  for (const problem of problems) say(problem);
  if (problems.length > 0) return 2;
  const now = await readResults(current);
  if (now === null) return 2;
  if (!now.some(({ type }) => type === 'run' || type === 'result')) {
    say(`${current} holds no results: it has neither the first line of a run nor a result.`);
    return 2;
  }
  const before = await readPrevious(previous, keep);
  if (before === 'unreadable') return 2;

  const report = eventsOf(before, now);
  const message = visibleJson(messageOf(report, now));
  console.log(json ? message : eventsText(report, pc.createColors(pc.isColorSupported)));

  const told = await tell(destinations, message);
  const kept = keep === undefined ? 0 : keepRun(keep, now, told, await partOf(now));
  return [told, kept].includes(2) ? 2 : told === 3 ? 3 : exitCodeOfEvents(report.events);
}

/** Reads the run before; null for none. On the first night the file that runs are kept in is not there yet. */
async function readPrevious(previous: string | undefined, keep: string | undefined): Promise<readonly ResultLine[] | null | 'unreadable'> {
  if (previous === undefined) return null;
  const isFirstNight = keep !== undefined && path.resolve(keep) === path.resolve(previous) && !existsSync(previous);
  return isFirstNight ? null : ((await readResults(previous)) ?? 'unreadable');
}

/** Tells each destination, whether or not another one fails. Returns 0, 2 when a file cannot be written, 3 when a webhook did not take it. */
async function tell(destinations: readonly Destination[], message: string): Promise<0 | 2 | 3> {
  const codes = await Promise.all(
    destinations.map(async (destination): Promise<0 | 2 | 3> => {
      switch (destination.kind) {
        case 'webhook': {
          const why = await post(destination.webhook, message);
          say(why === null ? `Told ${destination.webhook.url.origin}.` : `Not told: ${why}.`);
          return why === null ? 0 : 3;
        }
        case 'file':
          return write(destination.file, `${message}\n`, 'Events') ? 0 : 2;
        case 'problem':
          return 2;
      }
    }),
  );
  return codes.includes(2) ? 2 : codes.includes(3) ? 3 : 0;
}

/** Keeps a run for the next one, if it stands for how the targets are. What could not be told is left for the next run to tell. */
function keepRun(file: string, lines: readonly ResultLine[], told: 0 | 2 | 3, part: string | null): 0 | 2 {
  const why = told === 0 ? (whyNotWhole(lines) ?? part) : 'the events could not be told, and the next run is to tell them';
  if (why === null) return write(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'Kept for the next run') ? 0 : 2;
  say(`Not kept for the next run: ${why}. ${existsSync(file) ? `${file} stays as it is.` : `There is no ${file} yet.`}`);
  return 0;
}

/** Says which part of their targets' cases a run chose; null where it chose all, or where the scenarios are not here. */
async function partOf(lines: readonly ResultLine[]): Promise<string | null> {
  const plan = Object.values(lines.find((line) => line.type === 'run')?.plan.cases ?? {});
  const targets = new Set(lines.flatMap((line) => (line.type === 'result' && line.target !== undefined ? [line.target.name] : [])));
  const ids = existsSync(settings.scenarios) ? (await loadScenarios(settings.scenarios)).cases.flatMap(({ id, target }) => (target !== undefined && targets.has(target.name) ? [id] : [])) : [];
  const chosen = ids.filter((id) => plan.every((planned) => planned.includes(id)));
  return chosen.length === ids.length ? null : `it is of ${chosen.length} of the ${ids.length} cases of ${[...targets].join(', ')}`;
}

function write(file: string, text: string, what: string): boolean {
  try {
    writeWhole(file, text);
    say(`${what}: ${path.relative(process.cwd(), path.resolve(file))}`);
    return true;
  } catch (error) {
    say(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** Says something beside what is shown, which may be JSON. */
function say(sentence: string): void {
  console.error(plain(sentence));
}
