import { resultsJsonSchema } from '../../reports/exports/results-schema.ts';
import { scenarioJsonSchema } from '../scenario/json-schema.ts';

/** What a JSON Schema can be had of: scenario files, and the JSON that `export json` writes. */
export const schemas = { scenarios: scenarioJsonSchema, results: resultsJsonSchema } as const;

/** Writes a JSON Schema. Returns 0. */
export function schema(of: keyof typeof schemas): Promise<number> {
  console.log(JSON.stringify(schemas[of](), null, 2));
  return Promise.resolve(0);
}
