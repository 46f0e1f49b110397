/** Stored pipelines as Harness's clients read them. */
import type {
  PipelineDocument,
  PipelineSummary,
  V1Pipeline,
  V1PipelineSummary,
} from '@reprise/api';
import type { StoredPipeline } from '../../ports/index.ts';
import type { PipelineWithLast, ReadPipeline } from '../../use-cases/pipelines/pipelines.ts';

const MODULES = ['pms'];

export const pipelineDocument = ({
  pipeline,
  resolvedYaml,
  valid,
}: ReadPipeline): PipelineDocument => ({
  identifier: pipeline.identifier,
  name: pipeline.name,
  yamlPipeline: pipeline.yaml,
  resolvedTemplatesPipelineYaml: resolvedYaml,
  version: pipeline.version,
  modules: [...MODULES],
  storeType: 'INLINE',
  gitDetails: { objectId: String(pipeline.version), commitId: null },
  entityValidityDetails: { valid, invalidYaml: null },
  createdAt: pipeline.createdAt,
  lastUpdatedAt: pipeline.updatedAt,
});

export const pipelineSummary = ({ pipeline, last }: PipelineWithLast): PipelineSummary => ({
  identifier: pipeline.identifier,
  name: pipeline.name,
  description: pipeline.description,
  tags: { ...pipeline.tags },
  version: pipeline.version,
  yamlVersion: '0',
  numOfStages: pipeline.stageNames.length,
  stageNames: [...pipeline.stageNames],
  modules: [...MODULES],
  storeType: 'INLINE',
  executionSummaryInfo: {
    lastExecutionId: last?.executionId ?? null,
    lastExecutionStatus: last?.status ?? null,
    lastExecutionTs: last?.startedAt ?? null,
  },
  createdAt: pipeline.createdAt,
  lastUpdatedAt: pipeline.updatedAt,
});

export const savedPipeline = ({ identifier, version }: StoredPipeline) => ({
  identifier,
  version,
  governanceMetadata: null,
});

export const v1Pipeline = ({ pipeline, resolvedYaml, valid }: ReadPipeline): V1Pipeline => ({
  identifier: pipeline.identifier,
  name: pipeline.name,
  description: pipeline.description,
  org: pipeline.scope.orgId,
  project: pipeline.scope.projectId,
  pipeline_yaml: pipeline.yaml,
  template_applied_pipeline_yaml: resolvedYaml,
  tags: { ...pipeline.tags },
  modules: [...MODULES],
  store_type: 'INLINE',
  git_details: null,
  valid,
  created: pipeline.createdAt,
  updated: pipeline.updatedAt,
});

export const v1PipelineSummary = ({ pipeline, last }: PipelineWithLast): V1PipelineSummary => ({
  identifier: pipeline.identifier,
  name: pipeline.name,
  description: pipeline.description,
  tags: { ...pipeline.tags },
  modules: [...MODULES],
  store_type: 'INLINE',
  stage_count: pipeline.stageNames.length,
  stage_names: [...pipeline.stageNames],
  created: pipeline.createdAt,
  updated: pipeline.updatedAt,
  recent_execution_info:
    last === null
      ? []
      : [
          {
            execution_id: last.executionId,
            execution_status: last.status,
            started: last.startedAt,
            ended: last.endedAt,
            run_number: last.runSequence,
            executor_info: {
              username: last.triggeredBy.name,
              email: '',
              trigger_type: 'MANUAL',
            },
          },
        ],
});
