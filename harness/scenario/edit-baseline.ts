import { isSeq, parseDocument } from 'yaml';
import type { BaselineEntry } from './baseline.ts';

/** Adds entries at the end of a baseline's text, which has no fault. What is there stays, with its comments. */
export function addEntries(text: string, entries: readonly BaselineEntry[]): string {
  const document = parseDocument(text, { schema: 'failsafe' });
  const present = document.get('accepted');
  // A list that is empty may be written `[]`, in which entries would all be in one line.
  if (!isSeq(present) || present.items.length === 0) document.set('accepted', document.createNode([]));
  for (const entry of entries) document.addIn(['accepted'], document.createNode(entry));
  return document.toString({ lineWidth: 0 });
}
