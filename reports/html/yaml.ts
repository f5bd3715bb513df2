import type { Case, CaseStep, CaseTarget, Expectation } from '../../harness/scenario/schema.ts';
import type { ResultRecord, StepRecord } from '../record.ts';

type Data = string | number | boolean | readonly Data[] | { readonly [key: string]: Data };
type Fields = Readonly<Record<string, Data>>;
type Step = Omit<CaseStep, 'expect'>;

/** Writes a case as a scenario file of its own, with all that its matrix put in and what its author expects: YAML, every text in quotes. */
export function scenarioYaml(record: ResultRecord): string {
  const { case: given } = record;
  if (given.target !== undefined) return targetYaml(record, given.target);
  const { id, title, spec, requirement, tags, document, api, before } = given;
  const steps = [...before.map((step, index) => stepOf(step, record.before[index] ?? null, given)), stepOf(given, record, given)];
  const head = { id: ownId(id), title, spec, ...(requirement === 'must' ? {} : { requirement }), ...(tags.length === 0 ? {} : { tags }), apis: [api], document: fieldsOf(document) };
  const written = lines({ ...head, ...(steps.length === 1 ? steps[0] : inSteps(steps)) }, '    ').join('\n');
  // What is no reference to a matrix must not be read as one.
  const dollar = written.includes(dollarSign) ? '\n    matrix: { dollar: { sign: "$" } }' : '';
  return `scenarios:\n  - ${written.trimStart()}${dollar}\n`;
}

/** Characters. */
const longestTitle = 200;

/** Writes a case whose server is a target. What its author leaves to the configuration is left to it here, too. */
function targetYaml({ case: { id, title, spec, tags, api, request: { headers, ...asked } }, expect }: ResultRecord, { name, path, origin, documentOrigin, preflightOnly, allowUnsafeMethods, status }: CaseTarget): string {
  const own = tags.filter((tag) => tag !== `target-${name}`);
  const written = lines(
    {
      id: ownId(id),
      // Those of policies' cases may be longer than a scenario's.
      title: title.slice(0, longestTitle),
      spec,
      ...(own.length === 0 ? {} : { tags: own }),
      target: { ...fieldsOf({ name, path, origin, status }), ...(preflightOnly ? { preflightOnly } : {}), ...(allowUnsafeMethods ? { allowUnsafeMethods } : {}) },
      ...(documentOrigin === null ? {} : { document: { origin: documentOrigin } }),
      apis: [api],
      request: { ...fieldsOf(asked), ...(headers.length === 0 ? {} : { headers: byName(headers) }) },
      expect: fieldsOf(expect),
    },
    '    ',
  ).join('\n');
  const dollar = written.includes(dollarSign) ? '\n    matrix: { dollar: { sign: "$" } }' : '';
  return `scenarios:\n  - ${written.trimStart()}${dollar}\n`;
}

/** Makes an id as files have it: the scenario's own, the matrix labels and the API, so that it is free beside the scenario. */
function ownId(id: string): string {
  const words = id.split('/').slice(-2).join('-').toLowerCase().replace(/[^a-z\d]+/g, '-').slice(0, 80).replace(/^-|-$/g, '');
  return words === '' ? 'case' : words;
}

function stepOf({ api, wait, request, resource }: Step, told: Pick<StepRecord, 'expect' | 'expectation'> & { readonly url: string | null } | null, given: Omit<Case, 'expect'>): Fields {
  const { headers, ...asked } = request;
  // What the standard is expected to say follows from the rest.
  const expected = told?.expectation === 'author' ? { expect: expectOf(told.expect, placeholdersIn(given.document, resource, told.url)) } : {};
  return {
    ...(wait === 0 ? {} : { wait }),
    ...(api === given.api ? {} : { api }),
    request: { ...fieldsOf(asked), ...(headers.length === 0 ? {} : { headers: byName(headers) }) },
    resource: resourceOf(resource),
    ...expected,
  };
}

/** Writes what all steps share once, beside `steps`: there must be a `resource`, though it be empty. */
function inSteps(steps: readonly Fields[]): Fields {
  const parts = (key: string): readonly Fields[] => steps.map((step) => step[key] as Fields);
  const isShared = (key: string, name: string, value: Data): boolean => parts(key).every((part) => JSON.stringify(part[name]) === JSON.stringify(value));
  const shared = (key: string): Fields => filter(parts(key)[0] ?? {}, (name, value) => isShared(key, name, value));
  const own = (key: string, part: Fields): Fields => {
    const differing = filter(part, (name, value) => !isShared(key, name, value));
    return Object.keys(differing).length === 0 ? {} : { [key]: differing };
  };
  return {
    request: shared('request'),
    resource: shared('resource'),
    steps: steps.map(({ request, resource, expect, ...others }) => ({ ...others, ...own('request', request as Fields), ...own('resource', resource as Fields), ...(expect === undefined ? {} : { expect }) })),
  };
}

function filter(fields: Fields, keep: (name: string, value: Data) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => keep(name, value)));
}

function resourceOf({ preflight, response, routes, server, ...place }: Case['resource']): Fields {
  const answers = (given: Pick<Case['resource'], 'preflight' | 'response'>): Fields => ({
    ...(given.preflight === undefined ? {} : { preflight: answerOf(given.preflight) }),
    ...(given.response === undefined ? {} : { response: answerOf(given.response) }),
  });
  const further = Object.entries(routes).map(([name, { preflight: first, response: then, ...at }]) => [name, { ...fieldsOf(at), ...answers({ preflight: first, response: then }) }] as const);
  return { ...fieldsOf(place), ...(server === undefined ? {} : { server: fieldsOf(server) }), ...answers({ preflight, response }), ...(further.length === 0 ? {} : { routes: Object.fromEntries(further) }) };
}

function answerOf({ headers = [], ...others }: NonNullable<Case['resource']['response']>): Fields {
  return { ...fieldsOf(others), ...(headers.length === 0 ? {} : { headers: byName(headers) }) };
}

/** An empty list of exchanges or events says that there are none; other empty lists say nothing. */
function expectOf({ exchanges, events, ...others }: Expectation, placeholders: (text: string) => string): Fields {
  const written = exchanges?.map(({ headers, ...exchange }) => {
    const values = Object.entries(headers).map(([name, value]) => [name, placeholders(value)] as const);
    return { ...fieldsOf(exchange), ...(values.length === 0 ? {} : { headers: Object.fromEntries(values) }) };
  });
  return { ...fieldsOf(others), ...(written === undefined ? {} : { exchanges: written }), ...(events === undefined ? {} : { events }) };
}

/** Makes a function that puts placeholders in the place of a run's addresses, which no other run has. */
function placeholdersIn({ scheme, relation }: Case['document'], { routes }: Case['resource'], url: string | null): (text: string) => string {
  const [, resource = '', token = ''] = /^(https?:\/\/[^/]+)\/([^/]+)\//.exec(url ?? '') ?? [];
  return (text) =>
    text
      .replace(/https?:\/\/[^\s/]+\/([^\s/]+)\/([a-z][a-z0-9-]*)(?![^\s,?#])/g, (address, ofToken: string, name: string) => (ofToken === token && Object.hasOwn(routes, name) ? `{url:${name}}` : address))
      .replace(/(https?):\/\/[\w.:[\]-]+/g, (origin, itsScheme: string) => (origin === resource && relation !== 'same-origin' ? '{resource-origin}' : itsScheme === scheme && /^https?:\/\/localhost:\d+$/.test(origin) ? '{document-origin}' : origin));
}

/** Leaves out what is not there, and empty lists and maps. */
function fieldsOf(given: object): Fields {
  return Object.fromEntries(Object.entries(given as Readonly<Record<string, Data | null | undefined>>).flatMap(([key, value]) => (value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0) ? [] : [[key, value] as const])));
}

/** Several lines of one name become a list. */
function byName(headers: readonly (readonly [string, string])[]): Fields {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, [first = '', ...others]]) => [name, others.length === 0 ? first : [first, ...others]]));
}

const isList = (value: Data): value is readonly Data[] => Array.isArray(value);

/** Writes a map's entries, a line each where a value fits one. */
function lines(fields: Fields, indent: string): string[] {
  return Object.entries(fields).flatMap(([key, value]) => {
    const name = `${indent}${/^[A-Za-z][\w-]*$/.test(key) ? key : quote(key)}:`;
    if (isScalar(value)) return [`${name} ${scalar(value)}`];
    if (!isList(value)) return Object.keys(value).length === 0 ? [`${name} {}`] : [name, ...lines(value, `${indent}  `)];
    if (value.every(isScalar)) return [`${name} [${value.map(scalar).join(', ')}]`];
    return [name, ...value.flatMap((item) => [`${indent}  - ${lines(item as Fields, `${indent}    `).join('\n').trimStart() || '{}'}`])];
  });
}

const isScalar = (value: Data): value is string | number | boolean => typeof value !== 'object';
const scalar = (value: string | number | boolean): string => (typeof value === 'string' ? quote(value) : String(value));

const dollarSign = '${dollar}';

/** Quotes a text, with visible escapes of what cannot be seen, which YAML shares with JSON. */
function quote(text: string): string {
  const escaped = JSON.stringify(text.replace(/\$(?=\{[^{}]+\})/g, () => dollarSign));
  return escaped.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''));
}
