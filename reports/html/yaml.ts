import type { ResultRecord } from '../record.ts';
import { stepsOfRecord } from '../steps.ts';

type Data = string | number | boolean | null | undefined | readonly Data[] | { readonly [key: string]: Data };

/** Writes a case as a scenario file of its own, with all that its matrix put in: YAML, every text in quotes. */
export function scenarioYaml(record: ResultRecord): string {
  const { case: given } = record;
  const steps = stepsOfRecord(record).map(({ case: step }) => ({ request: requestOf(step.request), resource: step.resource, ...(step.wait === 0 ? {} : { wait: step.wait }) }));
  const own = steps.length === 1 ? steps[0] : { steps };
  const id = given.id.replace(/\/\w+$/, '').split('/').at(-1)?.replace(/[^a-z\d]+/gi, '-').replace(/^-|-$/g, '').toLowerCase() ?? 'case';
  const scenario = { id, title: given.title, spec: given.spec, requirement: given.requirement === 'must' ? undefined : given.requirement, tags: given.tags, apis: [given.api], document: given.document, ...own };
  return `scenarios:\n  - ${lines(plain(scenario), '    ').join('\n').trimStart()}\n`;
}

/** A request as files write it: headers by name. */
function requestOf({ headers, ...rest }: ResultRecord['case']['request']): Data {
  return plain({ ...rest, ...(headers.length === 0 ? {} : { headers: byName(headers) }) });
}

function byName(headers: readonly (readonly [string, string])[]): Data {
  const names = [...new Set(headers.map(([name]) => name))];
  return Object.fromEntries(names.map((name) => [name, headers.filter(([other]) => other === name).map(([, value]) => value)]).map(([name, values]) => [name, (values as string[]).length === 1 ? (values as string[])[0] : values])) as Data;
}

const isHeaderList = (value: unknown): value is readonly (readonly [string, string])[] => Array.isArray(value) && value.length > 0 && value.every((one) => Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === 'string'));

/** Leaves out what is not there or empty, and writes header lists by name. */
function plain(value: unknown): Data {
  if (isHeaderList(value)) return byName(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value as Data;
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (one === undefined || one === null || (Array.isArray(one) && one.length === 0) ? [] : [[key, plain(one)]])));
}

function lines(value: Data, indent: string): string[] {
  if (Array.isArray(value)) return value.every((one) => typeof one !== 'object') ? [] : value.flatMap((one: Data) => [`${indent.slice(2)}- ${lines(one, indent).join('\n').trimStart()}`]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const name = /^[A-Za-z][\w-]*$/.test(key) ? key : JSON.stringify(key);
    if (typeof one !== 'object' || one === null) return [`${indent}${name}: ${JSON.stringify(one)}`];
    const inner = Array.isArray(one) ? `${indent}    ` : `${indent}  `;
    const below = lines(one, inner);
    if (below.length === 0) return [`${indent}${name}: ${JSON.stringify(one)}`];
    return [`${indent}${name}:`, ...below];
  });
}
