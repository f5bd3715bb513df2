import type { ResultRecord } from '../record.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';

/** What the page's script is given; the writer packs it, and the viewer unpacks it. The table itself is HTML. */
export interface PageData {
  readonly columns: readonly PageColumn[];
  /** One for each row of the table, in its order. */
  readonly rows: readonly PageRow[];
}

export interface PageColumn {
  /** Names the column in the address: the same in every run of the same engine. */
  readonly key: string;
  /** As people call it: `Firefox`. */
  readonly title: string;
}

/** What a row is filtered by. */
export interface PageRow {
  readonly id: string;
  readonly scenarioId: string;
  readonly title: string;
  readonly section: string;
  readonly tags: readonly string[];
  readonly api: string;
  readonly method: string;
  /** The standard's reason where it says that there is no response; empty otherwise. */
  readonly reason: string;
  /** A verdict for each column. */
  readonly verdicts: readonly VerdictKind[];
  /** Whether the engines did not all do the same. */
  readonly differ: boolean;
  /** For each column how the case ended in the run that this one is compared with; empty where nothing changed. */
  readonly was: readonly string[];
  /** Which of the packs has its records. */
  readonly pack: number;
}

/** The records of some rows: of each row one for each column, null where there is none. Unpacked when one of them is opened. */
export type Pack = Readonly<Record<string, readonly (ResultRecord | null)[]>>;
