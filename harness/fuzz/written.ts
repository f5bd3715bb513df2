import type { ParsedScenario } from '../scenario/schema.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { checkScenario } from '../scenario/rules.ts';
import type { Api, Case } from '../scenario/schema.ts';

export type Lines = Readonly<Record<string, string | readonly string[]>>;

export interface WrittenAnswer {
  readonly status?: string;
  readonly headers?: Lines;
  readonly body?: string;
}

/** A scenario as a file holds it: every scalar a string. What is left out has the format's default. */
export interface Written {
  readonly id: string;
  readonly api: Api;
  readonly document: Readonly<Record<string, string>>;
  readonly request: Readonly<Record<string, unknown>> & { readonly headers?: Lines };
  readonly preflight?: WrittenAnswer;
  readonly response: WrittenAnswer;
  readonly routes: Readonly<Record<string, { readonly relation?: string; readonly userinfo?: string; readonly preflight?: WrittenAnswer; readonly response: WrittenAnswer }>>;
}

/** Writes the scenario in the order that people do, without what says nothing. */
export function toFile({ id, api, document, request, preflight, response, routes }: Written): object {
  const some = (map: object): boolean => Object.keys(map).length > 0;
  return {
    id,
    title: 'Found by fuzzing',
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    tags: ['fuzz'],
    ...(some(document) ? { document } : {}),
    apis: [api],
    ...(some(request) ? { request } : {}),
    resource: { ...(preflight === undefined ? {} : { preflight }), response, ...(some(routes) ? { routes } : {}) },
  };
}

/** Makes a case of it, without an expectation of its own; null when the file format refuses it. */
export function toCase(written: Written): Case | null {
  const parsed = scenarioSchema.safeParse(toFile(written));
  if (!parsed.success || checkScenario(parsed.data).length > 0) return null;
  const { matrix: _matrix, apis: _apis, steps: _steps, expect: _expect, ...scenario }: ParsedScenario = parsed.data;
  const scenarioId = `fuzz/${written.id}`;
  return { ...scenario, id: `${scenarioId}/${written.api}`, scenarioId, file: 'fuzz', line: 1, api: written.api, wait: 0, before: [], expect: null };
}
