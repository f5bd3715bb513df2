import { scenarioJsonSchema } from '../scenario/json-schema.ts';

/** Writes the JSON Schema of scenario files. Returns 0. */
export function schema(): Promise<number> {
  console.log(JSON.stringify(scenarioJsonSchema(), null, 2));
  return Promise.resolve(0);
}
