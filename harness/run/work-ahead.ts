import type { EngineName } from '../engines/engine.ts';
import type { ResultRecord } from '../../reports/record.ts';
import type { Case } from '../scenario/schema.ts';
import type { Host, Performance } from './host.ts';
import type { Plan } from './plan.ts';
import { isTargetCase } from './target-case.ts';

/** What performs cases in an engine: the host, or something that stands before it. */
export type Performer = Pick<Host, 'perform'>;

/**
 * Stands before a host, and lets it perform scenarios together, before they are asked for: a large batch costs a fraction of
 * many small ones, and engines start while workers do. Each result is handed out once. What no plan names, such as another
 * attempt, is performed when it is asked for, and alone.
 */
export class WorkAhead implements Performer {
  readonly #host: Performer;
  readonly #load: () => Promise<readonly Case[]>;
  #lanes: Promise<ReadonlyMap<string, Lane>> = Promise.resolve(new Map());

  /** `load` reads the cases that a plan names. */
  constructor(host: Performer, load: () => Promise<readonly Case[]>) {
    this.#host = host;
    this.#load = load;
  }

  /** Begins to perform what will be asked for, in its order; null when that is not known. What was made for a plan before is dropped. */
  follow(plan: Plan | null): void {
    this.#lanes = this.#lanesOf(plan).catch(() => new Map());
  }

  /** Performs one scenario's cases, or hands out what was made ahead of them. Throws as the host does. */
  async perform(engine: EngineName, cases: readonly Case[]): Promise<Performance> {
    const lane = (await this.#lanes).get(engine);
    return lane === undefined ? this.#host.perform(engine, cases) : lane.take(cases);
  }

  async #lanesOf(plan: Plan | null): Promise<ReadonlyMap<string, Lane>> {
    if (plan === null) return new Map();
    const known = new Map((await this.#load()).map((one) => [one.id, one]));
    return new Map(
      Object.entries(plan).map(([engine, scenarios]) => {
        // Targets are asked no faster than they may be, so a batch of them would keep everybody waiting.
        const cases = scenarios.map((ids) => ids.flatMap((id) => known.get(id) ?? [])).filter((scenario) => !scenario.some(isTargetCase));
        return [engine, new Lane((given) => this.#host.perform(engine as EngineName, given), cases)];
      }),
    );
  }
}

/** Most cases that are performed in one batch, unless one scenario has more. */
export const mostInBatch = 250;
/** Results to spare, made or being made, below which the next batch is asked for: so the engine always has one to go on with. */
const fewToSpare = mostInBatch;

/** A scenario that will be asked for. */
interface Upcoming {
  readonly cases: readonly Case[];
  /** All that its cases say: a file may have changed since it was read here, and then this is not what is asked for. */
  readonly key: string;
  /** Its results, when it is being performed ahead or has been. */
  made: Promise<readonly ResultRecord[]> | null;
}

/** What is still to be asked for in one engine, in order. */
class Lane {
  readonly #host: (cases: readonly Case[]) => Promise<Performance>;
  readonly #upcoming: Upcoming[];
  #latest: Omit<Performance, 'results'> | null = null;

  constructor(host: (cases: readonly Case[]) => Promise<Performance>, scenarios: readonly (readonly Case[])[]) {
    this.#host = host;
    this.#upcoming = scenarios.map((cases) => ({ cases, key: keyOf(cases), made: null }));
    this.#make(this.#next(0));
  }

  async take(cases: readonly Case[]): Promise<Performance> {
    const key = keyOf(cases);
    const at = this.#upcoming.findIndex((one) => one.key === key);
    const [asked] = at === -1 ? [] : this.#upcoming.splice(at, 1);
    if (asked === undefined) return this.#perform(cases);
    if (asked.made === null) this.#make([asked]);
    if (this.#spare() < fewToSpare) this.#make(this.#next(at));
    const results = await asked.made?.catch(() => null);
    // What threw may have been any case of the batch.
    if (results === null || results === undefined || this.#latest === null) return this.#perform(cases);
    // Of the engine, what is known by now: it may have been lost since the results were made.
    return { ...this.#latest, results };
  }

  /** Chooses the scenarios that come next, from a place on: as many as fit into a batch, and at least one. */
  #next(from: number): Upcoming[] {
    const chosen: Upcoming[] = [];
    let size = 0;
    for (const one of this.#upcoming.slice(from)) {
      if (one.made !== null) continue;
      size += one.cases.length;
      if (size > mostInBatch && chosen.length > 0) break;
      chosen.push(one);
    }
    return chosen;
  }

  #spare(): number {
    return this.#upcoming.reduce((sum, { cases, made }) => (made === null ? sum : sum + cases.length), 0);
  }

  #make(batch: readonly Upcoming[]): void {
    if (batch.length === 0) return;
    const together = this.#perform(batch.flatMap(({ cases }) => cases));
    let end = 0;
    for (const one of batch) {
      const start = end;
      end += one.cases.length;
      const [from, to] = [start, end];
      one.made = together.then(({ results }) => results.slice(from, to));
      // Nobody may ever ask for it.
      one.made.catch(() => undefined);
    }
  }

  async #perform(cases: readonly Case[]): Promise<Performance> {
    const performance = await this.#host(cases);
    this.#latest = performance;
    return performance;
  }
}

function keyOf(cases: readonly Case[]): string {
  return JSON.stringify(cases);
}
