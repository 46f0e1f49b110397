/** Starting executions, and what they were started with. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { repeatableQuery, scopeQuery, text, texts } from './query.ts';
import { instant, retryInfo, triggerInfo } from './shapes/index.ts';

/** What is answered when an execution begins. Its status is in upper case here, as everywhere in this answer. */
export const startedExecution = z.object({
  planExecution: z.object({
    uuid: z.string(),
    status: z.string(),
    createdAt: instant,
    startTs: instant,
    metadata: z.object({
      runSequence: z.number(),
      executionUuid: z.string(),
      pipelineIdentifier: z.string(),
      triggerInfo,
      retryInfo,
    }),
  }),
  planExecutionId: z.string(),
  governanceMetadata: z.null(),
  /** In one line: which definition, which inputs, which stages. */
  explanation: z.string(),
});
export type StartedExecution = z.infer<typeof startedExecution>;

export const v1StartedExecution = z.object({
  execution_details: z.object({ execution_id: z.string(), status: z.string() }),
  explanation: z.string(),
});

export const executeEndpoints = {
  /** The body is the YAML of the runtime inputs, a sparse copy of the pipeline; it may be empty. */
  executePipeline: endpoint({
    method: 'POST',
    path: '/pipeline/api/pipeline/execute/{pipeline}',
    aliases: ['/pipeline/api/pipeline/execute/{pipeline}/v2'],
    permission: 'core_pipeline_execute',
    query: z.object({
      ...scopeQuery,
      ...repeatableQuery,
      notesForPipelineExecution: text(),
      inputSetIdentifiers: texts(),
    }),
    body: { kind: 'yaml' },
    response: { kind: 'json', schema: envelope(startedExecution) },
  }),
  /** The same with the inputs of stored input sets, and `lastYamlToMerge` over them. */
  executeWithInputSets: endpoint({
    method: 'POST',
    path: '/pipeline/api/pipeline/execute/{pipeline}/inputSetList',
    permission: 'core_pipeline_execute',
    query: z.object({ ...scopeQuery, ...repeatableQuery, notesForPipelineExecution: text() }),
    body: {
      kind: 'json',
      schema: z.object({
        inputSetReferences: z.optional(z.nullable(z.array(z.string()))),
        stageIdentifiers: z.optional(z.nullable(z.array(z.string()))),
        expressionValues: z.optional(z.nullable(z.record(z.string(), z.string()))),
        lastYamlToMerge: z.optional(z.nullable(z.string())),
      }),
    },
    response: { kind: 'json', schema: envelope(startedExecution) },
  }),
  v1ExecutePipeline: endpoint({
    method: 'POST',
    path: '/v1/orgs/{org}/projects/{project}/pipelines/{pipeline}/execute',
    aliases: ['/pipeline/api/v1/orgs/{org}/projects/{project}/pipelines/{pipeline}/execute'],
    permission: 'core_pipeline_execute',
    query: z.object({ accountIdentifier: text(), notes: text(), idempotency_key: text() }),
    body: {
      kind: 'json',
      schema: z.object({ inputs_yaml: z.optional(z.nullable(z.string())) }),
    },
    response: { kind: 'json', schema: v1StartedExecution },
  }),
  /** Runs the YAML of the body in place of the stored one: whoever may do that may edit the pipeline, too. */
  v1ExecuteDynamic: endpoint({
    method: 'POST',
    path: '/v1/orgs/{org}/projects/{project}/pipelines/{pipeline}/execute/dynamic',
    aliases: [
      '/pipeline/api/v1/orgs/{org}/projects/{project}/pipelines/{pipeline}/execute/dynamic',
    ],
    permission: 'core_pipeline_execute',
    query: z.object({ accountIdentifier: text(), notes: text(), idempotency_key: text() }),
    body: { kind: 'json', schema: z.object({ yaml: z.string() }) },
    response: { kind: 'json', schema: v1StartedExecution },
  }),
};
