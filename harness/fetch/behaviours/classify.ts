import type { Case } from './case.ts';
import { credentialsByHand, eventsByHand, redirectByHand, redirectMethodByHand } from './by-hand-ways.ts';
import { preflightByHand, safelistByHand } from './by-hand-requests.ts';
import { corpByHand, exposeByHand, responseByHand } from './by-hand-responses.ts';
import { contradicted } from './contradicted.ts';
import { outside } from './outside.ts';
import { redirect, redirectCredentials, redirectMode, redirectOrigin, redirectPreflight, referrer } from './regular-redirects.ts';
import { credentials, preflightAnswer, preflightDenied, preflightStatus, safelist } from './regular-requests.ts';
import { acao, basic, expose, nullOrigin, originHeader, status } from './regular-responses.ts';
import type { Row } from './rows.ts';

/** Rows whose cells are regular, by topic. An interpreter throws at a word that it does not know. */
const interpreters: Readonly<Record<string, (row: Row) => readonly Case[]>> = {
  acao,
  basic,
  credentials,
  expose,
  'null-origin': nullOrigin,
  'origin-header': originHeader,
  'preflight-denied': preflightDenied,
  'preflight-header': preflightAnswer,
  'preflight-method': preflightAnswer,
  'preflight-status': preflightStatus,
  'preflight-wildcard': preflightAnswer,
  redirect,
  'redirect-credentials': redirectCredentials,
  'redirect-mode': redirectMode,
  'redirect-origin': redirectOrigin,
  'redirect-preflight': redirectPreflight,
  referrer,
  safelist,
  status,
};

/** Rows whose cells are prose, written out. */
const tables = [safelistByHand, preflightByHand, responseByHand, exposeByHand, corpByHand, redirectByHand, redirectMethodByHand, credentialsByHand, eventsByHand] as const;
const byHand = new Map(tables.flatMap((table) => Object.entries(table)));

/** Ids in each of the sets that are listed; the rest is interpreted. */
export const listedIds = {
  'by hand': tables.flatMap((table) => Object.keys(table)),
  outside: Object.values(outside).flat(),
  contradicted: Object.keys(contradicted),
} as const;

/** What becomes of a row: the model is tested by it, has no words for it, or is tested by what the standard says instead. */
export type Classified =
  | { readonly kind: 'tested'; readonly how: 'interpreted' | 'by hand'; readonly cases: readonly Case[] }
  | { readonly kind: 'outside' }
  | { readonly kind: 'contradicted'; readonly step: string; readonly because: string; readonly cases: readonly Case[] };

/** Classifies a row. Throws where no set takes it, or where its interpreter does not understand it. */
export function classify(row: Row): Classified {
  const written = byHand.get(row.id);
  if (written !== undefined) return { kind: 'tested', how: 'by hand', cases: written };
  const other = contradicted[row.id];
  if (other !== undefined) return { kind: 'contradicted', ...other };
  if (listedIds.outside.includes(row.id)) return { kind: 'outside' };
  const interpret = interpreters[row.topic];
  if (interpret === undefined) throw new Error(`${row.id}: no set takes it, and the topic ${row.topic} has no interpreter`);
  return { kind: 'tested', how: 'interpreted', cases: interpret(row) };
}
