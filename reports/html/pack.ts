import { deflateRawSync } from 'node:zlib';
import type { Prediction } from '../../harness/fetch/predict.ts';
import type { Comparison } from '../compare/comparison.ts';
import { nameRecord } from '../compare/naming.ts';
import type { MatrixModel, Row } from '../model.ts';
import type { ResultRecord } from '../record.ts';
import type { Pack, PageData, PageRow } from './contract.ts';
import { tookPart } from './select.ts';
import { columnTitle, observedWords, reasonCode, verdictWords } from './words.ts';

/** Rows whose records are packed together: enough to have much in common, and few enough to be unpacked in a moment. */
const rowsInPack = 100;

/** Divides a model into what the page's script needs at once and what it needs when a cell is opened. */
export function pageData({ columns, sections, changes }: MatrixModel): { data: PageData; packs: readonly Pack[] } {
  const former = columns.map(({ engine }) => formerVerdicts(changes, engine));
  const packs: Record<string, (ResultRecord | null)[]>[] = [];
  const rows = sections.flatMap(({ name, scenarios }) =>
    scenarios.flatMap((scenario) =>
      scenario.rows.map((row): PageRow => {
        const last = packs.at(-1);
        const pack = last === undefined || Object.keys(last).length >= rowsInPack ? {} : last;
        if (pack !== last) packs.push(pack);
        pack[row.id] = row.cells.map((cell) => (cell === null ? null : shown(cell)));
        return { ...factsOf(row), was: former.map((verdicts) => verdicts.get(row.id) ?? ''), scenarioId: scenario.id, section: name, pack: packs.length - 1 };
      }),
    ),
  );
  return { data: { columns: columns.map(({ key, engine }) => ({ key, title: columnTitle(engine) + key.slice(engine.length) })), rows }, packs };
}

/** In words how each case of an engine ended before, where it is not the same now. */
export function formerVerdicts(changes: Comparison | null, engine: string): ReadonlyMap<string, string> {
  const own = changes?.engines.find((one) => one.engine === engine);
  const changed = (own?.changes ?? []).map(({ id, verdict: { from, to } }) => [id, from === to ? 'other differences' : verdictWords[from].word] as const);
  return new Map([...changed, ...(own?.added ?? []).map(({ id }) => [id, 'not there'] as const)]);
}

function factsOf({ id, cells }: Row): Omit<PageRow, 'scenarioId' | 'section' | 'pack' | 'was'> {
  const first = cells.find((cell) => cell !== null)?.case;
  return {
    id,
    title: first?.title ?? '',
    tags: first?.tags ?? [],
    api: first?.api ?? '',
    method: first?.request.method ?? '',
    reason: cells.map((cell) => (cell === null ? '' : reasonCode(cell))).find((code) => code !== '') ?? '',
    verdicts: cells.map((cell) => cell?.verdict.kind ?? 'not-run'),
    differ: new Set(cells.flatMap((cell) => (cell === null || !tookPart(cell.verdict.kind) ? [] : [`${cell.verdict.kind} ${outcomeOf(cell)}`]))).size > 1,
  };
}

/** What engines are compared by: how the case ended, what the wire carried, and what differs, with names for addresses, as each engine has others. */
function outcomeOf(cell: ResultRecord): string {
  const { differences } = cell.verdict;
  const named = differences.length === 0 ? '' : nameRecord(cell)(JSON.stringify(differences));
  return JSON.stringify([observedWords(cell), cell.observation.exchanges.map(({ role, method }) => `${role} ${method}`), named]);
}

/** Leaves out of a record what the page does not show: the response as predicted. */
function shown(record: ResultRecord): ResultRecord {
  return { ...record, prediction: shownPrediction(record.prediction), before: record.before.map((step) => ({ ...step, prediction: shownPrediction(step.prediction) })) };
}

function shownPrediction(prediction: Prediction | null): Prediction | null {
  if (prediction?.outcome.kind !== 'response') return prediction;
  return { ...prediction, outcome: { ...prediction.outcome, headers: [], body: '' } };
}

/** Packs data for the page's script: deflate, in base64, which holds nothing that could end an element. */
export function packed(data: unknown): string {
  return deflateRawSync(JSON.stringify(data), { level: 9 }).toString('base64');
}

/** Says whether two engines gave a case the same end. */
export function sameEnd(one: ResultRecord | null, other: ResultRecord | null): boolean {
  return one !== null && other !== null && one.verdict.kind === other.verdict.kind && outcomeOf(one) === outcomeOf(other);
}
