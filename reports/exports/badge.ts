import { verdictClass } from '../exit-code.ts';
import { jsonText } from './json-text.ts';
import { isExpected } from './run.ts';
import type { ExportRun } from './run.ts';
import { xmlDocument } from './xml.ts';

/** What a badge says; the colours are names that shields.io knows. */
interface Badge {
  readonly label: string;
  readonly message: string;
  readonly color: 'brightgreen' | 'red' | 'orange';
}

const hex = { brightgreen: '#2c7a3f', red: '#c0392b', orange: '#b35900' } as const;

function badge({ model, engines, troubles }: ExportRun): Badge {
  const label = 'CORS conformance';
  const bad = engines.flatMap(({ endings }) => endings).filter((ending) => !isExpected(ending));
  const unexpected = bad.filter(({ kind }) => verdictClass[kind] === 'unexpected').length + troubles.filter(({ kind }) => kind === 'finding').length;
  const said = unexpected === 0 ? '' : `${unexpected} unexpected`;
  if (model.incomplete !== null) return { label, message: ['incomplete', said].filter((part) => part !== '').join(', '), color: unexpected > 0 ? 'red' : 'orange' };
  if (unexpected > 0) return { label, message: said, color: 'red' };
  if (bad.length > 0) return { label, message: `${bad.length} without a result`, color: 'orange' };
  if (troubles.length > 0) return { label, message: 'the run had trouble', color: 'orange' };
  return { label, message: `as expected in ${engines.length} ${engines.length === 1 ? 'engine' : 'engines'}`, color: 'brightgreen' };
}

/** Writes the JSON of a shields.io endpoint. Source: https://shields.io/badges/endpoint-badge */
export function badgeJson(run: ExportRun): string {
  return jsonText({ schemaVersion: 1, ...badge(run) });
}

/** Writes a badge as an SVG that needs nothing else. */
export function badgeSvg(run: ExportRun): string {
  const { label, message, color } = badge(run);
  // Verdana's letters are some 6.6 units wide at this size; textLength makes any other font fit.
  const [left, right] = [label, message].map((text) => Math.round(text.length * 6.6) + 12) as [number, number];
  const text = (words: string, x: number, width: number): { name: string; attributes: Record<string, string | number>; children: string[] } => ({
    name: 'text',
    attributes: { x: x + width / 2, y: 14, textLength: width - 12, lengthAdjust: 'spacingAndGlyphs', fill: '#fff', 'text-anchor': 'middle', 'font-family': 'Verdana,DejaVu Sans,sans-serif', 'font-size': 11 },
    children: [words],
  });
  return xmlDocument({
    name: 'svg',
    attributes: { xmlns: 'http://www.w3.org/2000/svg', width: left + right, height: 20, role: 'img', 'aria-label': `${label}: ${message}` },
    children: [
      { name: 'title', children: [`${label}: ${message}`] },
      { name: 'rect', attributes: { width: left, height: 20, fill: '#444' } },
      { name: 'rect', attributes: { x: left, width: right, height: 20, fill: hex[color] } },
      text(label, 0, left),
      text(message, left, right),
    ],
  });
}
