import type { Scope, Text } from '@reprise/core';
import type { Pipeline, Stage, StageEntry } from '@reprise/core/pipeline';
import type { ChainedPipelineSpec } from '@reprise/core/step-types';

/** A pipeline that a chained stage names. */
export interface ChainedPipeline {
  readonly scope: Scope;
  readonly identifier: string;
  /** Where the stage names it. */
  readonly named: Text;
}

/** The pipelines that the chained stages of a pipeline run, as far as no expression names them. */
export const chainedPipelines = (
  { stages }: Pipeline,
  { accountId }: Scope,
): readonly ChainedPipeline[] =>
  stages
    .flatMap(stagesOf)
    .flatMap(chainedIn)
    .filter(({ org, project, pipeline }) => ![org, project, pipeline].some(isExpression))
    .map(({ org, project, pipeline }) => ({
      scope: { accountId, orgId: org.text, projectId: project.text },
      identifier: pipeline.text,
      named: pipeline,
    }));

const stagesOf = (entry: StageEntry): readonly Stage[] =>
  entry.kind === 'stage' ? [entry.stage] : entry.stages.flatMap(stagesOf);

const chainedIn = ({ steps }: Stage): readonly ChainedPipelineSpec[] =>
  steps.flatMap((entry) =>
    entry.kind === 'step' && entry.step.spec.type === 'Pipeline' ? [entry.step.spec] : [],
  );

const isExpression = ({ text }: Text): boolean => text.includes('<+');
