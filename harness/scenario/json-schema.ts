import { z } from 'zod';
import { fileSchema, writtenForm } from './schema.ts';

/** Makes the JSON Schema that editors check scenario files with, from the one definition in schema.ts. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(fileSchema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const form = writtenForm.get(zodSchema);
      if (form === undefined) return;
      const { default: fallback } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, form.schema, fallback === undefined ? {} : { default: fallback });
    },
  });
  return {
    ...schema,
    title: 'cors-conformance scenario file',
    $defs: { axis: { type: 'string', pattern: '\\$\\{[^}]+\\}', description: 'A value of the matrix' } },
  };
}
