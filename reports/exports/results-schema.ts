import { z } from 'zod';
import { reasons } from '../../harness/fetch/reason.ts';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { verdictClass } from '../exit-code.ts';
import type { EngineRecord, EndRecord, ResultRecord, RunRecord } from '../record.ts';

/** The one definition of the JSON document of a run: its type, its validator, and the published JSON Schema. */

export const resultsFormat = 1;

const kinds = Object.keys(verdictClass) as [VerdictKind, ...VerdictKind[]];
const list = <T extends z.ZodType>(of: T): z.ZodReadonly<z.ZodArray<T>> => z.array(of).readonly();
const text = z.string().nullable();
const milliseconds = z.number().min(0).max(1e13);
const engine = z.enum(['chromium', 'firefox', 'webkit']);
const kind = z.enum(kinds).describe('How a case ended; docs/reasons and README.md of cors-conformance say what each means');
const headers = list(z.tuple([z.string(), z.string()]).readonly()).describe('Header lines as (name, value), in the order of the wire');
const time = z.iso.datetime();

const identity = z.object({
  name: engine,
  version: z.string(),
  build: z.enum(['playwright', 'system', 'remote']).describe('playwright: a patched build; system: as it is shipped; remote: at another end'),
  driver: z.enum(['playwright', 'webdriver']),
  from: z.string().describe('What was started or asked: a path or an address'),
}).meta({ id: 'identity' });

const verdict = z.object({
  kind,
  why: z.string().describe('One sentence; empty when the kind says it all'),
  differences: list(z.object({ element: z.string(), expected: z.string(), observed: z.string(), from: z.enum(['expectation', 'standard', 'both']).exactOptional() })),
}).meta({ id: 'verdict' });

const exchange = z.object({
  token: z.string(),
  step: z.int().min(0).describe("Number of the case's step that was under way, from 0"),
  role: z.enum(['cors-preflight-request', 'cors-request', 'request', 'setup', 'reachability']),
  origin: z.string(),
  method: z.string(),
  target: z.string().describe('Request target, byte for byte'),
  requestHeaders: headers,
  requestBody: z.string(),
  response: z.object({ status: z.int(), statusText: z.string(), headers, body: z.string(), bodyLength: z.int().min(0) }).nullable(),
  exact: z.union([z.object({ kind: z.literal('bytes'), bytes: z.string(), length: z.int() }), z.object({ kind: z.literal('reset') })]).exactOptional(),
  startedAt: milliseconds.describe('By a clock that starts with the servers of the run'),
  finishedAt: milliseconds.nullable(),
}).meta({ id: 'exchange' });

const thrown = z.object({ name: z.string(), message: z.string() });
const events = list(z.string());
const client = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('response'), type: text, status: z.int(), statusText: z.string(), redirected: z.boolean().nullable(), url: z.string(), headers, body: z.string(), bodyError: text, events }),
  z.object({ kind: z.enum(['network-error', 'aborted', 'timed-out']), error: thrown.nullable(), status: z.int().nullable(), events }),
  z.object({ kind: z.literal('loaded') }),
  z.object({ kind: z.literal('sent'), queued: z.boolean() }),
  z.object({ kind: z.literal('refused'), error: thrown }),
  z.object({ kind: z.literal('timeout'), after: milliseconds }),
  z.object({ kind: z.literal('setup-failed'), message: z.string() }),
]).meta({ id: 'observation' });

const reason = z.enum(reasons);
const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('response'), type: z.enum(['basic', 'cors', 'opaque', 'opaqueredirect']), status: z.int() }),
  z.object({ kind: z.literal('network-error'), stage: z.string(), reason, facts: z.object({ origin: z.string(), url: z.string(), method: z.string(), header: text, sent: text, wanted: text, status: z.int().nullable(), preflight: z.boolean() }) }),
  z.object({ kind: z.enum(['aborted', 'timed-out', 'sent']) }),
  z.object({ kind: z.literal('exception'), stage: z.literal('api'), reason, error: z.string() }),
  z.object({ kind: z.literal('undetermined'), because: z.string() }),
]);
const prediction = z
  .object({ outcome, exchanges: list(z.object({ role: z.string(), method: z.string(), url: z.string() })), trace: list(z.object({ algorithm: z.string(), step: z.string(), says: z.string() })), open: list(z.string()) })
  .meta({ id: 'prediction' })
  .nullable();
const voices = { expect: z.object({ outcome: z.string().optional() }).describe('What is expected, as in the scenario file'), expectation: z.enum(['author', 'standard']).describe('Who says what is expected'), prediction: prediction.describe('What the Fetch standard says, step by step') };

const result = z.object({
  engine,
  identity: identity.nullable(),
  case: z.object({ id: z.string(), scenarioId: z.string(), file: z.string(), line: z.int(), title: z.string(), spec: z.string(), requirement: z.string(), tags: list(z.string()), api: z.string() }).describe('The case, as scenario.schema.json of cors-conformance has it'),
  ...voices,
  url: text.describe('The address that script asked for; null when the case was not run'),
  verdict,
  observation: z.object({
    client: client.nullable().describe('What script saw of the last request'),
    before: list(client).describe('What script saw of the requests before it'),
    exchanges: list(exchange).describe('What the wire carried of the last request, preflights included'),
    words: list(z.object({ source: z.enum(['console', 'cdp', 'rdp']), code: text, detail: text, text: z.string(), url: text })).describe("The engine's own words"),
    trouble: z.object({ kind, message: z.string() }).nullable(),
    disturbance: text,
    disturbedAfterLastExchange: z.boolean(),
  }),
  before: list(z.object({ url: z.string(), ...voices, exchanges: list(exchange) })).describe('The requests before the last one'),
  duration: milliseconds.nullable(),
  deadline: milliseconds.nullable(),
  target: z.object({ name: z.string(), documentOrigin: z.string(), notes: list(z.string()) }).optional().describe('Of a case whose server is a target; then the exchanges are those of a plain client, just before the engine made the same request'),
  deviations: list(z.object({ reason: z.string(), spec: z.string(), link: text })),
});

const runHead = { startedAt: time, commit: text, platform: z.string(), node: z.string() };
const plan = z.object({ hash: z.string(), size: z.int().min(0) });
const engineFields = { name: engine, identity: identity.nullable(), why: z.string(), canaries: list(z.object({ name: z.string(), verdict, ok: z.boolean() })) };
const end = z.object({ finishedAt: time, duration: milliseconds, interrupted: z.boolean(), strays: z.int().min(0), late: list(z.string()), errors: list(z.string()), stale: list(z.string()), targets: list(z.object({ name: z.string(), status: z.enum(['up', 'down', 'left-alone', 'changed']), why: z.string() })).optional().describe('How each target was'), exitCode: z.int() });

const resultsDocument = z.object({
  format: z.literal(resultsFormat),
  creator: z.object({ name: z.string(), version: z.string() }),
  complete: z.boolean().describe('Whether the run came to its end; only then do its results stand for the whole'),
  incomplete: text.describe('Why it is not complete'),
  run: z.object({ ...runHead, plan }).nullable().describe('Null when the results have no beginning'),
  engines: list(
    z.object({
      ...engineFields,
      status: z.enum(['ready', 'missing', 'failed', 'invalid', 'not-started']).describe('invalid: a canary misbehaved, so nothing that it says counts'),
      planned: z.int().min(0),
      counts: z.partialRecord(z.enum(kinds), z.int().min(0)).describe('Cases by verdict; they add up to planned'),
      notRun: list(z.string()).describe('Ids of the planned cases without a result'),
    }),
  ),
  results: list(result).describe('Engine by engine, in the order of the plan; one for each case and engine'),
  end: end.nullable().describe('Null when the run did not end'),
});

export type ResultsDocument = z.infer<typeof resultsDocument>;

/** Makes the JSON Schema of the document. Fields that it does not name may come in later versions. */
export function resultsJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(resultsDocument, {
    io: 'input',
    override({ jsonSchema }) {
      // What zod adds for JavaScript's sake says nothing to other readers.
      delete jsonSchema.readOnly;
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return { ...schema, title: 'cors-conformance results' };
}

const line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), ...runHead, plan: plan.extend({ cases: z.partialRecord(engine, list(z.string())) }) }),
  z.object({ type: z.literal('engine'), ...engineFields, status: z.enum(['ready', 'missing', 'failed', 'invalid']) }),
  result.extend({ type: z.literal('result') }),
  end.extend({ type: z.literal('end') }),
]);

/** Says what in a stream's line cannot be exported, or null. It looks closer than reading a stream does, since others will read what comes of it. */
export function lineProblem(given: RunRecord | EngineRecord | ResultRecord | EndRecord): string | null {
  const parsed = line.safeParse(given);
  if (parsed.success) return null;
  const what = given.type === 'result' ? `the result of ${given.case.id} in ${given.engine}` : given.type === 'engine' ? `the line of ${given.name}` : `the line that ${given.type === 'run' ? 'begins' : 'ends'} the run`;
  return `${what} does not fit: ${z.prettifyError(parsed.error)}`;
}
