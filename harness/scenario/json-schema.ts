import { z } from 'zod';
import { fileSchema } from './file-schema.ts';
import { policySchema } from './policies/schema.ts';
import { scenarioSchema, writtenForm } from './schema.ts';
import { targetScenarioSchema } from './target-schema.ts';

const axis = '\\$\\{[^}]+\\}';

/** Lets a reference to the matrix stand for any value: keywords of other types say nothing about a string. */
function takeReference(schema: Record<string, unknown>): void {
  const { type, pattern } = schema;
  if (typeof pattern === 'string') schema['pattern'] = `${pattern}|${axis}`;
  else if (type === 'object' || type === 'array' || type === 'boolean') Object.assign(schema, { type: [type, 'string'], pattern: axis });
}

/** Takes the reference to the matrix out of a written form. */
function withoutReference({ anyOf, ...schema }: Record<string, unknown>): Record<string, unknown> {
  const [only] = Array.isArray(anyOf) ? (anyOf as Record<string, unknown>[]) : [];
  return { ...only, ...schema };
}

const withScenarios = fileSchema.pick({ scenarios: true });

/** What no reference can stand for. */
const whole: readonly z.core.$ZodType[] = [withScenarios, fileSchema.shape.scenarios, fileSchema.shape.scenarios.unwrap(), scenarioSchema, targetScenarioSchema, scenarioSchema.shape.matrix.unwrap()];

/** Writes a schema as JSON Schema, in the form that people write: with references to a matrix, or without. */
function published(schema: z.ZodType, references: boolean): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const form = writtenForm.get(zodSchema);
      if (form === undefined) {
        if (references && !whole.includes(zodSchema)) takeReference(jsonSchema);
        return;
      }
      const { default: fallback } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, references ? form.schema : withoutReference(form.schema), fallback === undefined ? {} : { default: fallback });
    },
  });
}

/** Makes the JSON Schema that editors check scenario files with, from the one definition in schema.ts. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = published(withScenarios, true);
  const { $schema: _dialect, ...policy } = published(policySchema, false);
  return {
    ...schema,
    title: 'cors-conformance scenario file',
    properties: { ...(schema['properties'] as object), policies: { type: 'array', minItems: 1, items: policy, description: fileSchema.shape.policies.description } },
    anyOf: [{ required: ['scenarios'] }, { required: ['policies'] }],
    $defs: { axis: { type: 'string', pattern: axis, description: 'A value of the matrix' } },
  };
}
