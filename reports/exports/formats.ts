import { badgeJson, badgeSvg } from './badge.ts';
import { ctrf } from './ctrf.ts';
import { har } from './har.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { openMetrics } from './openmetrics.ts';
import type { EngineRun, ExportRun } from './run.ts';
import { wptReport } from './wptreport.ts';

/** A way to write a run: one text, or one for each engine. Both are pure. */
export type ExportFormat =
  | { readonly kind: 'whole'; readonly what: string; readonly write: (run: ExportRun) => string }
  | { readonly kind: 'per-engine'; readonly what: string; readonly write: (run: ExportRun, engine: EngineRun) => string };

export const exportFormats = {
  json: { kind: 'whole', what: 'all of the run as one JSON document', write: json },
  junit: { kind: 'whole', what: 'JUnit XML, for CI services', write: junit },
  ctrf: { kind: 'whole', what: 'Common Test Report Format', write: ctrf },
  wptreport: { kind: 'per-engine', what: "web-platform-tests' wptreport.json, a file for each engine", write: wptReport },
  markdown: { kind: 'whole', what: "a summary of at most 200 KiB, for a CI step's page", write: markdown },
  har: { kind: 'whole', what: 'the wire, preflights included, as HTTP Archive 1.2', write: har },
  openmetrics: { kind: 'whole', what: 'counts and times as OpenMetrics text', write: openMetrics },
  badge: { kind: 'whole', what: 'JSON for a badge of shields.io', write: badgeJson },
  'badge-svg': { kind: 'whole', what: 'a badge as SVG', write: badgeSvg },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportName = keyof typeof exportFormats;
export const exportNames = Object.keys(exportFormats) as readonly ExportName[];
