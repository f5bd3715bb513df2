import { z } from 'zod';
import { fileSchema } from './file-schema.ts';
import { scenarioSchema, writtenForm } from './schema.ts';
import { targetScenarioSchema } from './target-schema.ts';

const axis = '\\$\\{[^}]+\\}';

/** Lets a reference to the matrix stand for any value: keywords of other types say nothing about a string. */
function takeReference(schema: Record<string, unknown>): void {
  const { type, pattern } = schema;
  if (typeof pattern === 'string') schema['pattern'] = `${pattern}|${axis}`;
  else if (type === 'object' || type === 'array' || type === 'boolean') Object.assign(schema, { type: [type, 'string'], pattern: axis });
}

/** What no reference can stand for. */
const whole: readonly z.core.$ZodType[] = [fileSchema, fileSchema.shape.scenarios, scenarioSchema, targetScenarioSchema, scenarioSchema.shape.matrix.unwrap()];

/** Makes the JSON Schema that editors check scenario files with, from the one definition in schema.ts. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(fileSchema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const form = writtenForm.get(zodSchema);
      if (form === undefined) {
        if (!whole.includes(zodSchema)) takeReference(jsonSchema);
        return;
      }
      const { default: fallback } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, form.schema, fallback === undefined ? {} : { default: fallback });
    },
  });
  return {
    ...schema,
    title: 'cors-conformance scenario file',
    $defs: { axis: { type: 'string', pattern: axis, description: 'A value of the matrix' } },
  };
}
