import { z } from 'zod';
import { scenarioSchema } from './schema.ts';
import { targetScenarioSchema } from './target-schema.ts';

/** A scenario file. Each scenario is of servers that are started for it, or of a target. */
export const fileSchema = z.strictObject({
  scenarios: z.array(z.union([scenarioSchema, targetScenarioSchema])).min(1),
});
