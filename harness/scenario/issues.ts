import { z } from 'zod';
import type { Finding } from './problem.ts';
import { show } from './problem.ts';
import { didYouMean } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** Turns zod's issues into findings in our words: the value, what was expected, and a suggestion. */
export function explainIssues(issues: readonly Issue[], schema: z.ZodType, data: unknown): Finding[] {
  return issues.flatMap((issue) => explain(issue, [], schema, data));
}

function explain(issue: Issue, prefix: readonly PropertyKey[], schema: z.ZodType, data: unknown): Finding[] {
  const path = [...prefix, ...issue.path];
  const value = valueAt(data, path);
  const field = path.at(-1);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, path, data);
      return issue.keys.map((key) => ({
        path: [...path, key],
        atKey: true,
        message: `unknown field ${show(key)}`,
        ...(known.length === 0 ? {} : { expected: `one of ${known.join(', ')}` }),
        ...didYouMean(key, known),
      }));
    }
    case 'invalid_union': {
      // A branch for another kind of value (a word for a mapping) has nothing to say about this one.
      const other = (inner: Issue): boolean => inner.path.length === 0 && (inner.code === 'invalid_type' || (inner.code === 'invalid_value' && typeof value === 'object'));
      const branches = issue.errors.filter((branch) => !branch.some(other));
      const best = branches.sort((a, b) => a.length - b.length)[0];
      if (best === undefined) {
        const kinds = issue.errors.flat().flatMap((inner) => (inner.path.length === 0 && inner.code === 'invalid_type' ? [kind(inner.expected)] : []));
        return [{ path, message: `${describe(value)} does not fit here`, ...(kinds.length === 0 ? {} : { expected: [...new Set(kinds)].join(' or ') }), ...quoteHint(value) }];
      }
      const unknown = best.filter((inner) => inner.code === 'unrecognized_keys');
      const undecided = branches.length > 1 && unknown.some((inner) => inner.keys.length === Object.keys(value as object).length);
      return (undecided ? unknown : best).flatMap((inner) => explain(inner, path, schema, data));
    }
    case 'invalid_value':
      return [
        {
          path,
          message: value === undefined ? `\`${String(field)}\` is missing` : `${show(value)} is not a value of \`${nameOf(path)}\``,
          expected: `one of ${issue.values.map(String).join(', ')}`,
          ...(typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : {}),
        },
      ];
    case 'invalid_type':
      if (value === undefined) return [{ path, message: `\`${nameOf(path)}\` is missing`, expected: kind(issue.expected) }];
      return [{ path, message: `${describe(value)} does not fit \`${nameOf(path)}\``, expected: kind(issue.expected), ...quoteHint(value) }];
    case 'invalid_format':
      return [{ path, message: `${show(value)} does not fit \`${nameOf(path)}\``, expected: issue.message.startsWith('Invalid') ? `text matching ${issue.pattern ?? issue.format}` : issue.message }];
    case 'invalid_key':
      return [{ path, atKey: true, message: `${show(String(field))} is no name that fits \`${nameOf(path.slice(0, -1))}\``, expected: issue.issues.map(({ message }) => message).join(', ') }];
    case 'too_small':
      return [{ path, message: `\`${nameOf(path)}\` is too short`, expected: `at least ${issue.minimum}` }];
    case 'too_big':
      return [{ path, message: `\`${nameOf(path)}\` is too long`, expected: `at most ${issue.maximum}` }];
    case 'custom':
      return [{ path, message: `${show(value)} does not fit \`${nameOf(path)}\``, expected: issue.message, ...hintOf(issue.params) }];
    default:
      return [{ path, message: `${show(value)} does not fit \`${nameOf(path)}\``, expected: issue.message }];
  }
}

/** The hint that a rule of our own carries. */
function hintOf(params: Record<string, unknown> | undefined): { hint?: string } {
  return typeof params?.['hint'] === 'string' ? { hint: params['hint'] } : {};
}

/** Names the last field of a path, and its list's name for an item. */
function nameOf(path: readonly PropertyKey[]): string {
  const names = path.filter((part) => typeof part === 'string');
  return names.at(-1) ?? 'the file';
}

function kind(expected: string): string {
  return { object: 'a mapping', record: 'a mapping', array: 'a list', string: 'text' }[expected] ?? expected;
}

function describe(value: unknown): string {
  if (value === '') return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? `the mapping ${show(value)}` : show(value);
}

/** `{origin}` without quotes is a mapping with the key `origin`. */
function quoteHint(value: unknown): { hint?: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value);
  return entries.length === 1 && entries[0]?.[1] === '' ? { hint: `quote it: '{${entries[0][0]}}'` } : {};
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined), data);
}

/** Lists the fields that the schema knows at a path; looks through defaults, optionals, pipes and unions. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[], data: unknown): string[] {
  let candidates: z.core.$ZodType[] = [schema];
  for (const part of [...path, null]) {
    candidates = candidates.flatMap(unwrap);
    if (part === null) break;
    candidates = candidates.flatMap((candidate) => {
      if (candidate instanceof z.ZodObject) return [(candidate.shape as Record<string, z.core.$ZodType>)[String(part)] ?? []].flat();
      if (candidate instanceof z.ZodArray) return [candidate.element];
      if (candidate instanceof z.ZodRecord) return [candidate.valueType];
      return [];
    });
  }
  const written = Object.keys((valueAt(data, path) as object | undefined) ?? {});
  const objects = candidates.filter((candidate) => candidate instanceof z.ZodObject).map((object) => Object.keys(object.shape));
  const closest = objects.sort((a, b) => overlap(b, written) - overlap(a, written))[0] ?? [];
  return overlap(closest, written) === 0 ? [...new Set(objects.flat())] : closest;
}

const overlap = (known: readonly string[], written: readonly string[]): number => written.filter((key) => known.includes(key)).length;

function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  return [schema];
}
