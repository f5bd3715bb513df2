import type { Finding } from './problem.ts';
import { show } from './problem.ts';
import { forbiddenKeys } from './source.ts';
import type { SourceValue } from './source.ts';
import { didYouMean } from './suggest.ts';

/** One combination of a matrix: for each axis the label that goes into the case's id, and the value. */
export type Combination = ReadonlyMap<string, { readonly label: string; readonly value: SourceValue }>;

const label = /^[A-Za-z0-9._*+-]{1,40}$/;
const mostCombinations = 2000;

/** Makes every combination of a matrix as written, the last axis running fastest; one empty combination without a matrix. */
export function combinations(matrix: SourceValue | undefined): { combinations: Combination[]; findings: Finding[] } {
  const findings: Finding[] = [];
  let result: Combination[] = [new Map()];
  if (matrix === undefined || typeof matrix === 'string' || Array.isArray(matrix)) return { combinations: result, findings };
  for (const [axis, values] of Object.entries(matrix)) {
    const entries = axisEntries(axis, values, findings);
    if (entries.length === 0) continue;
    result = result.flatMap((combination) => entries.map((entry) => new Map([...combination, [axis, entry]])));
    if (result.length > mostCombinations) {
      findings.push({ path: ['matrix'], message: `the matrix makes more than ${mostCombinations} combinations`, expected: 'a smaller matrix', hint: 'split the scenario' });
      return { combinations: result.slice(0, 1), findings };
    }
  }
  return { combinations: result, findings };
}

function axisEntries(axis: string, values: SourceValue, findings: Finding[]): { label: string; value: SourceValue }[] {
  if (typeof values === 'string') return [];
  const entries = Array.isArray(values)
    ? values.map((value, index) => ({ label: typeof value === 'string' ? value : '', value, path: ['matrix', axis, index], atKey: false }))
    : Object.entries(values).map(([name, value]) => ({ label: name, value, path: ['matrix', axis, name], atKey: true }));
  const seen = new Set<string>();
  for (const entry of entries) {
    if (!label.test(entry.label)) {
      findings.push({
        path: entry.path,
        atKey: entry.atKey,
        message: `${show(entry.label === '' ? entry.value : entry.label)} cannot be part of a case's id`,
        expected: 'up to 40 letters, digits or any of . _ * + -',
        hint: `give the value a label: \`${axis}: { label: value }\``,
      });
    } else if (seen.has(entry.label)) {
      findings.push({ path: entry.path, message: `${show(entry.label)} occurs twice on the axis ${show(axis)}`, expected: 'each value once' });
    }
    seen.add(entry.label);
  }
  return entries;
}

/** Replaces `${axis}` and `${axis.field}` throughout; a value that is nothing but a reference keeps the axis value's shape. */
export function substitute(
  value: SourceValue,
  combination: Combination,
  path: readonly PropertyKey[] = [],
): { value: SourceValue; findings: Finding[]; used: Set<string> } {
  const findings: Finding[] = [];
  const used = new Set<string>();

  function look(reference: string, at: readonly PropertyKey[]): SourceValue | null {
    const [axis = '', ...fields] = reference.split('.');
    let found: SourceValue | undefined = combination.get(axis)?.value;
    if (found !== undefined) used.add(axis);
    for (const field of fields) found = typeof found === 'object' && !Array.isArray(found) && Object.hasOwn(found, field) ? found[field] : undefined;
    if (found !== undefined) return found;
    findings.push({
      path: at,
      message: `\${${reference}} names no value of the matrix`,
      expected: combination.size === 0 ? 'a `matrix` with this axis' : `one of ${[...combination.keys()].join(', ')}`,
      ...didYouMean(reference, [...combination.keys()]),
    });
    return null;
  }

  function replace(current: SourceValue, at: readonly PropertyKey[]): SourceValue {
    if (Array.isArray(current)) return current.map((item, index) => replace(item, [...at, index]));
    if (typeof current === 'object') {
      const map: { [key: string]: SourceValue } = {};
      for (const [key, item] of Object.entries(current)) {
        const name = inText(key, at);
        if (forbiddenKeys.includes(name)) findings.push({ path: at, message: `the key ${show(name)} is not allowed` });
        else if (Object.hasOwn(map, name)) findings.push({ path: at, message: `with ${show(key)} the key ${show(name)} occurs twice`, expected: 'each key once' });
        else map[name] = replace(item, [...at, key]);
      }
      return map;
    }
    const whole = /^\$\{([^{}]+)\}$/.exec(current)?.[1];
    if (whole !== undefined) return look(whole, at) ?? current;
    return inText(current, at);
  }

  function inText(text: string, at: readonly PropertyKey[]): string {
    return text.replace(/\$\{([^{}]+)\}/g, (reference, name: string) => {
      const found = look(name, at);
      if (typeof found === 'string') return found;
      if (found !== null) findings.push({ path: at, message: `${reference} is not a text, so it cannot stand inside one`, expected: 'a text' });
      return reference;
    });
  }

  return { value: replace(value, path), findings, used };
}
