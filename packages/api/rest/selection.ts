/** Running some stages of a pipeline: which can run without which, and starting them. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { startedExecution } from './execute.ts';
import { repeatableQuery, requiredText, scopeQuery, text, texts } from './query.ts';

const stageExecution = z.object({
  stageIdentifier: z.string(),
  stageName: z.string(),
  /** What running it without others asks for, for a person. */
  message: z.string(),
  /** Stages that must be selected with it: what it takes something over from, and the gates before it. */
  stagesRequired: z.array(z.string()),
  /** Whether it cannot be selected alone. */
  toBeBlocked: z.boolean(),
  gate: z.boolean(),
  /** Expressions that ask other stages: each needs a value when its stage is not selected; null: known only in a run. */
  expressions: z.array(
    z.object({ expression: z.string(), stageIdentifier: z.nullable(z.string()) }),
  ),
});
export type StageExecution = z.infer<typeof stageExecution>;

/** The stages to run, the YAML of their runtime inputs, and the values of expressions that ask other stages. */
export const stagesBody = z.object({
  stageIdentifiers: z.optional(z.nullable(z.array(z.string()))),
  runtimeInputYaml: z.optional(z.nullable(z.string())),
  expressionValues: z.optional(z.nullable(z.record(z.string(), z.string()))),
});

export const selectionEndpoints = {
  stagesExecutionList: endpoint({
    method: 'GET',
    path: '/pipeline/api/pipeline/execute/stagesExecutionList',
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, pipelineIdentifier: requiredText() }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(z.array(stageExecution)) },
  }),
  executeStages: endpoint({
    method: 'POST',
    path: '/pipeline/api/pipeline/execute/{pipeline}/stages',
    permission: 'core_pipeline_execute',
    query: z.object({
      ...scopeQuery,
      ...repeatableQuery,
      notesForPipelineExecution: text(),
      inputSetIdentifiers: texts(),
    }),
    body: { kind: 'json', schema: stagesBody },
    response: { kind: 'json', schema: envelope(startedExecution) },
  }),
};
