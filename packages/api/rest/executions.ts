/** Reading executions: the list, one in detail, one node, the inputs it ran with. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope, page } from './envelope.ts';
import { flag, pageQuery, requiredText, scopeQuery, text, texts } from './query.ts';
import { executionGraph, executionNode, executionSummary } from './shapes/index.ts';

const listQuery = z.object({
  ...scopeQuery,
  ...pageQuery,
  pipelineIdentifier: text(),
  status: texts(),
  searchTerm: text(),
  /** Show every execution of a retry chain, not only its newest. */
  showAllExecutions: flag(false),
});

/** Milliseconds since 1970; clients send them as a number and in quotes. */
const moment = z.union([
  z.number().check(z.int(), z.nonnegative()),
  z.pipe(
    z.string().check(z.regex(/^\d{1,16}$/, 'is a number of milliseconds since 1970')),
    z.transform(Number),
  ),
]);

/** Filters may stand in the body too. What is not known here is not looked at. */
const listBody = z.object({
  filterType: z.optional(z.string()),
  pipelineIdentifiers: z.optional(z.nullable(z.array(z.string()))),
  status: z.optional(z.nullable(z.array(z.string()))),
  /** These are listed even when newer ones continue them. */
  planExecutionIds: z.optional(z.nullable(z.array(z.string()))),
  /** When they started, both ends included. */
  timeRange: z.optional(
    z.nullable(
      z.object({
        startTime: z.optional(z.nullable(moment)),
        endTime: z.optional(z.nullable(moment)),
      }),
    ),
  ),
  /** One of these; without a value, or with an empty one, whatever it is. */
  pipelineTags: z.optional(
    z.nullable(z.array(z.object({ key: z.string(), value: z.optional(z.nullable(z.string())) }))),
  ),
});
export type ExecutionListBody = z.infer<typeof listBody>;

export const executionDetail = z.object({
  pipelineExecutionSummary: executionSummary,
  executionGraph,
});
export type ExecutionDetail = z.infer<typeof executionDetail>;

const inputsUsed = z.object({
  inputSetYaml: z.string(),
  inputSetTemplateYaml: z.string(),
  /** The YAML that ran: inputs merged in. */
  resolvedYaml: z.string(),
  inputSetDetails: z.array(z.unknown()),
  inputSetBranchName: z.null(),
});

export const executionEndpoints = {
  listExecutions: endpoint({
    method: 'POST',
    path: '/pipeline/api/pipelines/execution/summary',
    aliases: ['/pipeline/api/pipelines/execution/summary/outline'],
    permission: 'core_pipeline_view',
    query: listQuery,
    body: { kind: 'json', schema: listBody },
    response: { kind: 'json', schema: envelope(page(executionSummary)) },
  }),
  getExecution: endpoint({
    method: 'GET',
    path: '/pipeline/api/pipelines/execution/v2/{execution}',
    aliases: ['/pipeline/api/pipelines/execution/{execution}'],
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, stageNodeId: text() }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(executionDetail) },
  }),
  getExecutionNode: endpoint({
    method: 'GET',
    path: '/pipeline/api/pipelines/getExecutionNode',
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, nodeExecutionId: requiredText() }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(executionNode) },
  }),
  executionInputs: endpoint({
    method: 'GET',
    path: '/pipeline/api/pipelines/execution/{execution}/inputsetV2',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(inputsUsed) },
  }),
  /** The inputs as plain YAML. */
  executionInputsYaml: endpoint({
    method: 'GET',
    path: '/pipeline/api/pipelines/execution/{execution}/inputset',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'text' },
  }),
};
