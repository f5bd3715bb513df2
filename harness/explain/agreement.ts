import type { EngineWords } from '../engines/engine.ts';
import { reasons } from '../fetch/reason.ts';
import type { Reason } from '../fetch/reason.ts';
import { textOf } from './reasons.ts';

export type Agreement =
  /** The engine gave no code that says anything of the reason. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'agrees'; readonly code: string }
  /** The engine named a failure of CORS that is not ours; `means` are the reasons that it stands for. */
  | { readonly kind: 'disagrees'; readonly code: string; readonly means: readonly Reason[] };

/** Codes that also come with failures that have a code of their own, or that stand for more than CORS. */
const vague = new Set(['CORSDidNotSucceed', 'InvalidResponse', 'SOP', 'COEP', 'Mixed Content Blocker']);

const meanings: ReadonlyMap<string, readonly Reason[]> = meaningsOf();

function meaningsOf(): Map<string, Reason[]> {
  const all = new Map<string, Reason[]>();
  for (const reason of reasons) {
    const { chromium, firefox } = textOf(reason).engines;
    for (const code of [...chromium, ...firefox]) all.set(code, [...(all.get(code) ?? []), reason]);
  }
  return all;
}

/** Firefox counts the versions of a sentence at the end of its name. */
function withoutVersion(code: string): string {
  return code.replace(/^(CORS\w*?)\d+$/, '$1');
}

/** Says whether a code names one failure of CORS, so that another reason contradicts it. */
function isOfCors(code: string): boolean {
  return meanings.has(code) && !vague.has(code) && !/^(net::|[a-z])/.test(code);
}

/**
 * Compares our reason, null where a response is predicted, with the codes that an engine gave for the same request. A
 * sentence without a code says nothing here.
 */
export function agreement(reason: Reason | null, words: readonly EngineWords[]): Agreement {
  const codes = words.flatMap(({ code }) => (code === null ? [] : [{ code, name: withoutVersion(code) }]));
  const ofCors = codes.filter(({ name }) => isOfCors(name));
  // One failure may have several codes, and one of them is enough; what is vague counts only where nothing else was said.
  const fits = (ofCors.length > 0 ? ofCors : codes).find(({ name }) => reason !== null && meanings.get(name)?.includes(reason));
  if (fits !== undefined) return { kind: 'agrees', code: fits.code };
  const [other] = ofCors;
  return other === undefined ? { kind: 'silent' } : { kind: 'disagrees', code: other.code, means: meanings.get(other.name) ?? [] };
}
