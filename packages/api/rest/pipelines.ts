/** Pipelines: create, read, change, list, delete; in the NG spelling and in the v1 spelling. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope, page } from './envelope.ts';
import {
  commaTexts,
  flag,
  integer,
  optionalInteger,
  pageQuery,
  requiredText,
  scopeQuery,
  text,
} from './query.ts';
import { saidAround } from './said-around.ts';
import { instant, status } from './shapes/index.ts';

const tags = z.record(z.string(), z.string());

const lastExecution = z.object({
  lastExecutionId: z.nullable(z.string()),
  lastExecutionStatus: z.nullable(status),
  lastExecutionTs: z.nullable(instant),
});

/** A pipeline without its YAML. */
export const pipelineSummary = z.object({
  identifier: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  tags,
  version: z.number(),
  yamlVersion: z.literal('0'),
  numOfStages: z.number(),
  stageNames: z.array(z.string()),
  modules: z.array(z.string()),
  storeType: z.literal('INLINE'),
  executionSummaryInfo: lastExecution,
  createdAt: instant,
  lastUpdatedAt: instant,
});
export type PipelineSummary = z.infer<typeof pipelineSummary>;

/** A pipeline with its YAML. `version` counts its saves; `gitDetails.objectId` is the same as text. */
export const pipelineDocument = z.object({
  identifier: z.string(),
  name: z.string(),
  yamlPipeline: z.string(),
  resolvedTemplatesPipelineYaml: z.string(),
  version: z.number(),
  modules: z.array(z.string()),
  storeType: z.literal('INLINE'),
  gitDetails: z.object({ objectId: z.string(), commitId: z.null() }),
  entityValidityDetails: z.object({ valid: z.boolean(), invalidYaml: z.nullable(z.string()) }),
  createdAt: instant,
  lastUpdatedAt: instant,
});
export type PipelineDocument = z.infer<typeof pipelineDocument>;

const savedPipeline = z.object({
  identifier: z.string(),
  governanceMetadata: z.null(),
  version: z.number(),
});

const v1Pipeline = z.object({
  identifier: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  org: z.string(),
  project: z.string(),
  pipeline_yaml: z.string(),
  template_applied_pipeline_yaml: z.string(),
  tags,
  modules: z.array(z.string()),
  store_type: z.literal('INLINE'),
  git_details: z.null(),
  valid: z.boolean(),
  created: instant,
  updated: instant,
});
export type V1Pipeline = z.infer<typeof v1Pipeline>;

export const v1PipelineSummary = z.object({
  identifier: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  tags,
  modules: z.array(z.string()),
  store_type: z.literal('INLINE'),
  stage_count: z.number(),
  stage_names: z.array(z.string()),
  created: instant,
  updated: instant,
  recent_execution_info: z.array(
    z.object({
      execution_id: z.string(),
      execution_status: status,
      started: instant,
      ended: z.nullable(instant),
      run_number: z.number(),
      executor_info: z.object({
        username: z.string(),
        email: z.string(),
        trigger_type: z.string(),
      }),
    }),
  ),
});
export type V1PipelineSummary = z.infer<typeof v1PipelineSummary>;

const v1PipelineBody = z.object({ pipeline_yaml: z.string(), ...saidAround });

const V1_PIPELINES = '/v1/orgs/{org}/projects/{project}/pipelines';
const V1_PIPELINE = `${V1_PIPELINES}/{pipeline}` as const;
const gitQuery = { ...scopeQuery, branch: text(), storeType: text() };
const v1Query = z.object({ accountIdentifier: text() });

export const pipelineEndpoints = {
  createPipeline: endpoint({
    method: 'POST',
    path: '/pipeline/api/pipelines/v2',
    aliases: ['/pipeline/api/pipelines'],
    permission: 'core_pipeline_edit',
    query: z.object(gitQuery),
    body: { kind: 'yaml' },
    response: { kind: 'json', schema: envelope(savedPipeline) },
  }),
  /** `lastObjectId` is the version that was read: the save is refused when somebody else saved in between. */
  updatePipeline: endpoint({
    method: 'PUT',
    path: '/pipeline/api/pipelines/v2/{pipeline}',
    aliases: ['/pipeline/api/pipelines/{pipeline}'],
    permission: 'core_pipeline_edit',
    query: z.object({ ...gitQuery, lastObjectId: optionalInteger(1) }),
    body: { kind: 'yaml' },
    response: { kind: 'json', schema: envelope(savedPipeline) },
  }),
  getPipeline: endpoint({
    method: 'GET',
    path: '/pipeline/api/pipelines/{pipeline}',
    permission: 'core_pipeline_view',
    query: z.object({ ...gitQuery, getTemplatesResolvedPipeline: flag(false) }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(pipelineDocument) },
  }),
  deletePipeline: endpoint({
    method: 'DELETE',
    path: '/pipeline/api/pipelines/{pipeline}',
    permission: 'core_pipeline_delete',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(z.literal(true)) },
  }),
  listPipelines: endpoint({
    method: 'POST',
    path: '/pipeline/api/pipelines/list',
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, ...pageQuery, searchTerm: text() }),
    body: { kind: 'json', schema: z.object({ filterType: z.optional(z.string()) }) },
    response: { kind: 'json', schema: envelope(page(pipelineSummary)) },
  }),
  pipelineSummary: endpoint({
    method: 'GET',
    path: '/pipeline/api/pipelines/summary/{pipeline}',
    permission: 'core_pipeline_view',
    query: z.object(gitQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(pipelineSummary) },
  }),
  /**
   * The skeleton of the runtime inputs of the pipeline, or of some stages; null when there are none. The expressions are
   * those of these stages that ask others: each needs a value.
   */
  inputsTemplate: endpoint({
    method: 'POST',
    path: '/pipeline/api/inputSets/template',
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, pipelineIdentifier: requiredText() }),
    body: {
      kind: 'json',
      schema: z.object({ stageIdentifiers: z.optional(z.nullable(z.array(z.string()))) }),
    },
    response: {
      kind: 'json',
      schema: envelope(
        z.object({
          inputSetTemplateYaml: z.nullable(z.string()),
          replacedExpressions: z.array(z.string()),
          modules: z.array(z.string()),
          hasInputSets: z.boolean(),
        }),
      ),
    },
  }),

  v1CreatePipeline: endpoint({
    method: 'POST',
    path: V1_PIPELINES,
    aliases: [`/pipeline/api${V1_PIPELINES}`],
    permission: 'core_pipeline_edit',
    query: v1Query,
    body: { kind: 'json', schema: v1PipelineBody },
    response: { kind: 'json', schema: z.object({ identifier: z.string() }) },
  }),
  v1UpdatePipeline: endpoint({
    method: 'PUT',
    path: V1_PIPELINE,
    aliases: [`/pipeline/api${V1_PIPELINE}`],
    permission: 'core_pipeline_edit',
    query: v1Query,
    body: { kind: 'json', schema: v1PipelineBody },
    response: { kind: 'json', schema: z.object({ identifier: z.string() }) },
  }),
  v1GetPipeline: endpoint({
    method: 'GET',
    path: V1_PIPELINE,
    aliases: [`/pipeline/api${V1_PIPELINE}`],
    permission: 'core_pipeline_view',
    query: z.object({ accountIdentifier: text(), template_applied: flag(false) }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: v1Pipeline },
  }),
  v1DeletePipeline: endpoint({
    method: 'DELETE',
    path: V1_PIPELINE,
    aliases: [`/pipeline/api${V1_PIPELINE}`],
    permission: 'core_pipeline_delete',
    query: v1Query,
    body: { kind: 'none' },
    response: { kind: 'text' },
  }),
  /** The answer's header `X-Total-Elements` counts all that match. */
  v1ListPipelines: endpoint({
    method: 'GET',
    path: V1_PIPELINES,
    aliases: [`/pipeline/api${V1_PIPELINES}`],
    permission: 'core_pipeline_view',
    query: z.object({
      accountIdentifier: text(),
      search_term: text(),
      module: commaTexts(),
      page: integer({ default: 0, min: 0, max: 1_000_000 }),
      limit: integer({ default: 30, min: 1, max: 1000 }),
    }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: z.array(v1PipelineSummary) },
  }),
};
