import { readFileSync } from 'node:fs';

/** One fact about what browsers are expected to do, with its source. */
export interface Row {
  readonly id: string;
  readonly topic: string;
  readonly api: string;
  readonly method: string;
  readonly requestHeaders: string;
  readonly credentials: string;
  readonly redirect: string;
  readonly preflightResponse: string;
  readonly actualResponse: string;
  readonly expected: string;
  readonly preflightSent: string;
  readonly notes: string;
  readonly source: string;
}

/** Reads the table. Throws where a line has not 13 fields, or an id comes twice. */
export function readRows(): readonly Row[] {
  const lines = readFileSync(new URL('behaviours.tsv', import.meta.url), 'utf8').split('\n').filter((line) => line !== '');
  const rows = lines.slice(1).map((line, index): Row => {
    const fields = line.split('\t');
    if (fields.length !== 13) throw new Error(`behaviours.tsv:${index + 2}: ${fields.length} fields, not 13`);
    const [id = '', topic = '', api = '', method = '', requestHeaders = '', credentials = '', redirect = '', preflightResponse = '', actualResponse = '', expected = '', preflightSent = '', notes = '', source = ''] = fields;
    return { id, topic, api, method, requestHeaders, credentials, redirect, preflightResponse, actualResponse, expected, preflightSent, notes, source };
  });
  const twice = rows.find(({ id }, index) => rows.findIndex((other) => other.id === id) !== index);
  if (twice !== undefined) throw new Error(`behaviours.tsv: ${twice.id} comes twice`);
  return rows;
}
