import { z } from 'zod';
import { policySchema } from './policies/schema.ts';
import { scenarioSchema } from './schema.ts';
import { targetScenarioSchema } from './target-schema.ts';

/** A scenario file. Each scenario is of servers that are started for it, or of a target; a policy is of a target. */
export const fileSchema = z.strictObject({
  scenarios: z.array(z.union([scenarioSchema, targetScenarioSchema])).min(1).optional(),
  policies: z.array(policySchema).min(1).optional().describe('Who may send what to a server that you run; each makes the cases that prove it'),
});

/** A scenario file, whatever its lists hold. */
export const fileShape = z.strictObject({
  scenarios: z.array(z.unknown()).min(1).optional(),
  policies: z.array(z.unknown()).min(1).optional(),
});
